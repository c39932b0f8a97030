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

/** When an entry was, on the clock of a time zone: "Tue 17 Nov, 22:10"; of another year "Tue 17 Nov 2025, 22:10". */
export function entryTime(iso: string, timeZone: string): string {
  return `${entryDay(iso, timeZone)}, ${timeFormat(timeZone, { hour: "2-digit", minute: "2-digit" })(iso)}`;
}

/** The day of an entry alone: "Tue 17 Nov", of another year "Tue 17 Nov 2025". */
export function entryDay(iso: string, timeZone: string): string {
  const day = timeFormat(timeZone, { weekday: "short", day: "numeric", month: "short" })(iso);
  const yearOf = timeFormat(timeZone, { year: "numeric" });
  const year = yearOf(iso);
  return year === yearOf(new Date().toISOString()) ? day : `${day} ${year}`;
}
