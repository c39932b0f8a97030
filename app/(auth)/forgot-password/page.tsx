import type { Metadata } from "next";
import { text } from "../../messages/text.ts";
import { requestPasswordReset } from "../actions.ts";
import { AuthForm } from "../auth-form.tsx";

export const metadata: Metadata = { title: "Forgot your password?" };

export default async function Page({ searchParams }: { searchParams: Promise<{ expired?: string }> }) {
  const { expired } = await searchParams;
  return (
    <>
      <h1 className="text-3xl font-extrabold">Forgot your password?</h1>
      <p className="text-soft">
        It happens, above all to people who do not sleep. We send you a link that is good for an hour.
      </p>
      <AuthForm
        action={requestPasswordReset}
        submit="Send the link"
        {...(expired ? { notice: text("link.expired") } : {})}
        links={[{ href: "/sign-in", text: "Back to sign-in" }]}
      />
    </>
  );
}
