import { useEffect, useRef, useState } from "react";

const TOLD = "nightlight-told-ai";
const AGAIN_MS = 3 * 3_600_000;
/** A clock that is asked, not a timer that sleeps with the device. */
const LOOK_EVERY_MS = 30_000;

/** When this browser last showed that the coach is an AI; kept in memory too, for where nothing may be stored. */
let toldAt = 0;

function tell(): void {
  toldAt = Date.now();
  try {
    localStorage.setItem(TOLD, String(toldAt));
  } catch {
    // Without storage a reload tells again sooner, never later.
  }
}

function lastTold(): number {
  try {
    return Number(localStorage.getItem(TOLD)) || toldAt;
  } catch {
    return toldAt;
  }
}

/**
 * Where in a conversation the app says once more that the coach is an AI: after so many messages, or null. A new
 * conversation says it at its top; from then on, also over reloads and other conversations, at least every three hours.
 */
export function useDisclosure(messages: number): number | null {
  const [place, setPlace] = useState<number | null>(null);
  const count = useRef(messages);
  useEffect(() => {
    count.current = messages;
  }, [messages]);
  useEffect(() => {
    if (count.current === 0 || lastTold() === 0) tell();
    const look = () => {
      const since = Date.now() - lastTold();
      // A clock that was set back must not put it off.
      if (since >= 0 && since < AGAIN_MS) return;
      tell();
      setPlace(count.current);
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return place;
}
