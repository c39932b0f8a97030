"use client";
import Link from "next/link";
import { useActionState } from "react";
import { text } from "../messages/text.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import type { FormState } from "./actions.ts";

interface Props {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  submit: string;
  email?: boolean;
  password?: "new" | "current";
  consent?: boolean;
  /** What goes along unseen. */
  hidden?: Record<string, string>;
  notice?: string;
  links: { href: string; text: string }[];
}

/** The one form behind signing up, signing in and setting a new password. */
export function AuthForm({ action, submit, email = true, password, consent, hidden, notice, links }: Props) {
  const [state, run, pending] = useActionState(action, notice ? { notice } : {});
  return (
    <form action={run} className="space-y-4">
      {Object.entries(hidden ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {email ? (
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="email"
          required
          defaultValue={state.email}
          key={state.email}
        />
      ) : null}
      {password ? (
        <Field
          label="Password"
          name="password"
          type="password"
          required
          minLength={password === "new" ? 8 : undefined}
          autoComplete={`${password}-password`}
          hint={password === "new" ? "At least 8 characters." : undefined}
        />
      ) : null}
      {consent ? (
        <label className="flex min-h-11 items-start gap-3 text-sm">
          <input type="checkbox" name="consent" required className="mt-1 size-5 shrink-0 accent-[var(--lamp)]" />
          <span>{text("consent.text")}</span>
        </label>
      ) : null}
      <div aria-live="polite">
        {state.error ? (
          <p role="alert" className="rounded-2xl border border-danger p-3 text-danger">
            {state.error}
          </p>
        ) : null}
        {state.notice ? (
          <p role="status" className="rounded-2xl bg-glow p-3">
            {state.notice}
          </p>
        ) : null}
      </div>
      <Button type="submit" disabled={pending} className="w-full">
        {submit}
      </Button>
      <p className="flex flex-wrap gap-x-4">
        {links.map(({ href, text }) => (
          <Link key={href} href={href} className="inline-flex min-h-11 items-center underline">
            {text}
          </Link>
        ))}
      </p>
    </form>
  );
}
