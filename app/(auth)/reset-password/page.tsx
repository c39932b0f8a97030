import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { setNewPassword } from "../actions.ts";
import { AuthForm } from "../auth-form.tsx";
import { recoveringPerson } from "../recovery.ts";

export const metadata: Metadata = { title: "Set a new password" };

export default async function Page() {
  const session = await recoveringPerson();
  if (!session) redirect("/forgot-password");
  return (
    <>
      <h1 className="text-3xl font-extrabold">Set a new password</h1>
      <p className="text-soft">For {session.email}. Choose one that you do not use elsewhere.</p>
      <AuthForm
        action={setNewPassword}
        submit="Save password"
        email={false}
        password="new"
        links={[{ href: "/forgot-password", text: "Ask for a new link" }]}
      />
    </>
  );
}
