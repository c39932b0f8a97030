import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "#lib/auth.ts";
import { text } from "../../../messages/text.ts";
import { followLink } from "../../actions.ts";
import { AuthForm } from "../../auth-form.tsx";
import { mailLink } from "../../mail-link.ts";

export const metadata: Metadata = { title: "A link from a mail" };

/**
 * Where links in mails lead. Looking at it changes nothing: mail programs look at links, too, and a link that somebody else has
 * sent must not sign a person in as them, with the next night written into a stranger's journal.
 */
export default async function Page({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const link = mailLink.safeParse(await searchParams);
  if (!link.success) redirect("/sign-in");
  const session = await currentSession();
  return (
    <>
      <h1 className="text-3xl font-extrabold">
        {link.data.type === "recovery" ? "Set a new password" : "Confirm your address"}
      </h1>
      <p className="text-soft">{text("link.follow")}</p>
      {session?.email ? (
        <p className="rounded-2xl bg-glow p-3">{text("link.other", { email: session.email })}</p>
      ) : null}
      <AuthForm
        action={followLink}
        submit="Continue"
        email={false}
        hidden={link.data}
        links={[
          session ? { href: "/today", text: "Back to Nightlight" } : { href: "/sign-in", text: "Sign in instead" },
        ]}
      />
    </>
  );
}
