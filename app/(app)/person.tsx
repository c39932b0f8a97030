"use client";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { speakFor } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { arrive, sendWaiting, useWaiting } from "../ui/waiting.ts";

const AGAIN_MS = 30_000;

/** Ties the page to the person it was made for, and sends what they wrote while there was no connection. */
export function Person({ userId }: { userId: string }) {
  const waiting = useWaiting(userId);

  useEffect(() => {
    speakFor(userId);
    arrive(userId);
    return () => speakFor(null);
  }, [userId]);

  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    // What it keeps for the time without a connection is looked after at each visit, so that it is this build's.
    navigator.serviceWorker
      .register("/sw.js")
      .then(() => navigator.serviceWorker.ready)
      .then((registration) => registration.active?.postMessage("prepare"))
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    if (waiting === 0) return;
    const send = () => void sendWaiting(userId);
    send();
    window.addEventListener("online", send);
    const again = setInterval(send, AGAIN_MS);
    return () => {
      window.removeEventListener("online", send);
      clearInterval(again);
    };
  }, [userId, waiting]);

  return (
    <div role="status">
      {waiting > 0 ? (
        <div className="flex flex-wrap items-center justify-between gap-x-2 rounded-2xl border border-line bg-glow px-3 py-1">
          <p className="flex items-center gap-2">
            <CloudOff className="size-5 shrink-0 text-lamp" aria-hidden />
            Waiting for a connection ({waiting})
          </p>
          <Button look="plain" className="px-2 text-ink" onClick={() => void sendWaiting(userId)}>
            Send now
          </Button>
        </div>
      ) : null}
    </div>
  );
}
