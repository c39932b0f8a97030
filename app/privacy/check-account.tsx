"use client";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { PrivacyCheck } from "#lib/privacy-check.ts";
import { ApiFailure, callApi } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";

/** What a place in the database is called among people; one that has no name here goes by its own. */
const NAMES: Record<string, string> = {
  check_ins: "Check-ins",
  notes: "Notes",
  projects: "Projects",
  documents: "Passages the coach can recall",
  conversations: "Conversations",
  messages: "Messages",
  message_citations: "Sources of answers",
  profiles: "Profile",
  consents: "What you agreed to",
  answer_reports: "Answers you reported",
  "match_documents()": "Found by the coach's search",
};

type State = "idle" | "running" | "signed-out" | { failed: string } | PrivacyCheck;

/** The button by which a signed-in person asks the database what their own session can see. */
export function CheckAccount() {
  const [state, setState] = useState<State>("idle");
  const run = async () => {
    setState("running");
    try {
      setState(await callApi<PrivacyCheck>("GET", "/api/privacy-check"));
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) setState("signed-out");
      else setState({ failed: (error as Error).message });
    }
  };
  return (
    <section aria-label="Check your own account" className="space-y-4 rounded-3xl border border-line bg-card p-5">
      <Button onClick={run} disabled={state === "running"} className="w-full sm:w-auto">
        {state === "running" ? "Counting …" : "Check my account"}
      </Button>
      <div aria-live="polite" className="space-y-4">
        {state === "signed-out" ? (
          <p>
            <Link href="/sign-in" className="inline-flex min-h-11 items-center font-semibold text-lamp underline">
              Sign in
            </Link>{" "}
            first: the check runs with your own session and counts what it can see.
          </p>
        ) : null}
        {typeof state === "object" && "failed" in state ? <p className="text-danger">{state.failed}</p> : null}
        {typeof state === "object" && "places" in state ? <Outcome {...state} /> : null}
      </div>
    </section>
  );
}

function Outcome({ allOwn, places }: PrivacyCheck) {
  const Icon = allOwn ? ShieldCheck : ShieldAlert;
  return (
    <>
      <p
        role={allOwn ? undefined : "alert"}
        className={cn("flex gap-2 font-semibold", allOwn ? "text-ink" : "text-danger")}
      >
        <Icon className="size-6 shrink-0" aria-hidden />
        {allOwn
          ? "Everything that your session can see is yours."
          : "Your session can see rows that are not yours. That must not be: please tell whoever runs this Nightlight at once."}
      </p>
      <table className="w-full text-left">
        <thead className="text-sm text-soft">
          <tr>
            <th scope="col" className="py-2 font-semibold">
              Where
            </th>
            <th scope="col" className="py-2 pl-4 text-right font-semibold">
              Visible
            </th>
            <th scope="col" className="py-2 pl-4 text-right font-semibold">
              Yours
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map(({ name, visible, own }) => (
            <tr key={name} className={cn("border-t border-line", visible === own ? "" : "font-bold text-danger")}>
              <th scope="row" className="py-2 pr-2 font-normal">
                {NAMES[name] ?? name.replaceAll("_", " ")}
              </th>
              <td className="py-2 pl-4 text-right tabular-nums">{visible}</td>
              <td className="py-2 pl-4 text-right tabular-nums">{own}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
