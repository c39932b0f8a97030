"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** The person's time zone: their profile's, else the device's, which is known in the browser alone (UTC before). */
export function useTimeZone(ofProfile: string | null): string {
  return useSyncExternalStore(
    never,
    () => ofProfile ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => ofProfile ?? "UTC",
  );
}

/** A moment in words, as a clock in this time zone has it; one that is not known counts as UTC. */
export function inWords(iso: string, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  const of = (zone: string) => new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(new Date(iso));
  try {
    return of(timeZone);
  } catch {
    return of("UTC");
  }
}
