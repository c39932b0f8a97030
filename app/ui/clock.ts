"use client";
import { useSyncExternalStore } from "react";
import { timeFormat } from "#lib/clock.ts";

const never = () => () => {};

/** The person's time zone: their profile's, else the device's, which is known in the browser alone (UTC before). */
export function useTimeZone(ofProfile: string | null): string {
  return useSyncExternalStore(
    never,
    () => ofProfile ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => ofProfile ?? "UTC",
  );
}

/** When an entry was, on the clock of a time zone: "Tue 17 Nov, 22:10". */
export function entryTime(iso: string, timeZone: string): string {
  return timeFormat(timeZone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  })(iso);
}
