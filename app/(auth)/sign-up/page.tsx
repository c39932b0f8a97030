import type { Metadata } from "next";
import { signUp } from "../actions.ts";
import { AuthForm } from "../auth-form.tsx";

export const metadata: Metadata = { title: "Start your journal" };

export default function Page() {
  return (
    <>
      <h1 className="text-3xl font-extrabold">Start your journal</h1>
      <p className="text-soft">What you write is yours alone. You can take it with you or erase it.</p>
      <AuthForm
        action={signUp}
        submit="Sign up"
        password="new"
        consent
        links={[
          { href: "/sign-in", text: "I have an account" },
          { href: "/safety", text: "How it is kept safe" },
        ]}
      />
    </>
  );
}
