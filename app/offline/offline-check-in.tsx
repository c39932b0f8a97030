"use client";
import { useState, useSyncExternalStore } from "react";
import { safetyCard } from "#lib/crisis.ts";
import { type Concern, screenByRules } from "#lib/safety-words.ts";
import { CheckInForm, type Draft } from "../(app)/today/check-in-form.tsx";
import { buttonStyle } from "../ui/button.tsx";
import { Writer } from "../ui/drafts.tsx";
import { SafetyCard } from "../ui/safety-card.tsx";
import { keep, personHere, subscribe, useWaiting } from "../ui/waiting.ts";

/** The help page can't be opened without a connection, so whom to call stands here. */
const HELP: Concern = { kind: "self_harm", clear: false, language: "en" };

/** A check-in for the time without a connection, kept on the device for whoever was signed in here last. */
export function OfflineCheckIn() {
  const person = useSyncExternalStore(subscribe, personHere, () => null);
  const connected = useSyncExternalStore(
    (changed) => {
      window.addEventListener("online", changed);
      window.addEventListener("offline", changed);
      return () => {
        window.removeEventListener("online", changed);
        window.removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
    () => false,
  );
  const waiting = useWaiting(person).filter(({ refused }) => !refused).length;
  const [concern, setConcern] = useState<Concern | null>(null);
  const [full, setFull] = useState(false);

  async function save(draft: Draft): Promise<boolean> {
    setConcern(screenByRules([draft.note ?? "", ...draft.tags].join("\n")));
    try {
      keep(person as string, { id: crypto.randomUUID(), ...draft, happenedAt: new Date().toISOString() });
      setFull(false);
      return true;
    } catch {
      setFull(true);
      return false;
    }
  }

  return (
    <>
      <p className="text-soft">
        {person
          ? "Your journal and the coach are out of reach right now. A check-in can be kept on this device; it is sent by itself when you open Nightlight with a connection."
          : "Nobody is signed in on this device. Once there is a connection, sign in; after that Nightlight takes check-ins without one, too."}
      </p>
      {connected ? (
        <a href="/today" className={buttonStyle({ className: "w-full" })}>
          Try again
        </a>
      ) : null}
      <p role="status" className={waiting > 0 ? "font-semibold" : undefined}>
        {waiting > 0 ? `Waiting for a connection (${waiting})` : ""}
      </p>
      {full ? (
        <p role="alert" className="text-danger">
          This device has no room left for it. What you wrote is still in the form.
        </p>
      ) : null}
      {person ? (
        <Writer userId={person}>
          <CheckInForm submit="Keep it on this device" onSave={save} />
        </Writer>
      ) : null}
      <SafetyCard card={safetyCard(concern ?? HELP)} />
    </>
  );
}
