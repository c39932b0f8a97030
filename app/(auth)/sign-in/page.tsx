import type { Metadata } from "next";
import { signIn } from "../actions.ts";
import { AuthForm } from "../auth-form.tsx";

export const metadata: Metadata = { title: "Welcome back" };

export default function Page() {
  return (
    <>
      <h1 className="text-3xl font-extrabold">Welcome back</h1>
      <p className="text-soft">Good that you are here, whatever the hour.</p>
      <AuthForm
        action={signIn}
        submit="Sign in"
        password="current"
        links={[
          { href: "/sign-up", text: "I am new here" },
          { href: "/forgot-password", text: "Forgot my password" },
        ]}
      />
    </>
  );
}
