"use client";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { toast } from "sonner";
import { text } from "../messages/text.ts";
import { speakFor } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { helpIn } from "../ui/help-for.ts";
import { arrive, drop, keep, keepAsNew, onGone, sendWaiting, useWaiting, type WaitingCheckIn } from "../ui/waiting.ts";
import { MOODS } from "./today/moods.ts";

const AGAIN_MS = 30_000;

/** Ties the page to the person it was made for, and sends what they wrote while there was no connection. */
export function Person({ userId, region }: { userId: string; region: string | null }) {
  const kept = useWaiting(userId);
  const waiting = kept.filter(({ refused }) => !refused);

  useEffect(() => helpIn(region), [region]);

  useEffect(() => {
    if (speakFor(userId)) arrive(userId);
    else window.location.reload();
  }, [userId]);

  useEffect(
    () =>
      onGone(userId, () => {
        // Out of sight at once: the next page may take its time.
        document.body.hidden = true;
        window.location.replace("/sign-in");
      }),
    [userId],
  );

  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    // What it keeps for the time without a connection is looked after at each visit, so that it is this build's.
    navigator.serviceWorker
      .register("/sw.js")
      .then(() => navigator.serviceWorker.ready)
      .then((registration) => registration.active?.postMessage("prepare"))
      .catch(() => undefined);
  }, []);

  const count = waiting.length;
  useEffect(() => {
    if (count === 0) return;
    const send = () => void sendWaiting(userId);
    send();
    window.addEventListener("online", send);
    const again = setInterval(send, AGAIN_MS);
    return () => {
      window.removeEventListener("online", send);
      clearInterval(again);
    };
  }, [userId, count]);

  function remove(checkIn: WaitingCheckIn) {
    drop(userId, checkIn.id);
    toast("Removed from this device.", { action: { label: "Undo", onClick: () => keep(userId, checkIn) } });
  }

  return (
    <>
      <p role="status" className="sr-only">
        {count > 0 ? `Waiting for a connection (${count})` : ""}
      </p>
      {count > 0 ? (
        <details className="rounded-2xl border border-line bg-glow px-4">
          <summary className="flex min-h-11 items-center gap-2">
            <CloudOff className="size-5 shrink-0 text-lamp" aria-hidden />
            Waiting for a connection ({count})
          </summary>
          <ul className="space-y-2 pb-2">
            {waiting.map((checkIn) => (
              <li key={checkIn.id} className="flex items-center justify-between gap-2 border-t border-line">
                <span className="min-w-0 truncate">{inWords(checkIn)}</span>
                <Button look="plain" className="shrink-0 text-ink" onClick={() => remove(checkIn)}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
          <Button look="quiet" className="mb-3 w-full" onClick={() => void sendWaiting(userId)}>
            Send now
          </Button>
        </details>
      ) : null}
      {kept
        .filter(({ refused }) => refused)
        .map((checkIn) => (
          <div key={checkIn.id} role="alert" className="mt-2 space-y-2 rounded-2xl border border-danger p-4">
            <p className="font-semibold">{text("refused.title")}</p>
            <p className="break-words">{inWords(checkIn)}</p>
            <p>{checkIn.refused}</p>
            <div className="flex flex-wrap gap-2">
              <Button look="quiet" onClick={() => keepAsNew(userId, checkIn)}>
                {text("refused.as-new")}
              </Button>
              <Button look="plain" onClick={() => remove(checkIn)}>
                {text("refused.discard")}
              </Button>
            </div>
          </div>
        ))}
    </>
  );
}

function inWords({ mood, note }: WaitingCheckIn): string {
  const word = MOODS[mood - 1]?.word ?? "";
  return note ? `${word}: ${note}` : word;
}
