import { timeFormat } from "./clock.ts";

/** YYYY-MM-DD of an ISO time on the clock of a time zone; UTC when the zone is not known. */
export function dateIn(iso: string, timeZone: string): string {
  return timeFormat(timeZone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA")(iso);
}

/** A moment as a clock in a time zone shows it: YYYY-MM-DDTHH:MM. An unknown zone counts as UTC. */
export function localTime(iso: string, timeZone: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() + offsetAt(at, timeZone)).toISOString().slice(0, 16);
}

/** The day so many days later; earlier when negative. */
export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The moment at which a day begins on the clock of a time zone; UTC when the zone is not known. */
export function startOfDay(day: string, timeZone: string): Date {
  return momentAt(`${day}T00:00`, timeZone);
}

/**
 * The moment at which a clock in a time zone shows a time, given as YYYY-MM-DDTHH:MM; UTC when the zone is not known.
 * A time that the clock jumps over is read as if it had not yet jumped: a midnight that is not there, as the jump.
 */
export function momentAt(local: string, timeZone: string): Date {
  const utc = Date.parse(`${local}Z`);
  // Twice, since the offset at the first guess may be that of the other side of a clock change.
  const guess = utc - offsetAt(new Date(utc), timeZone);
  const found = utc - offsetAt(new Date(guess), timeZone);
  const shown = found + offsetAt(new Date(found), timeZone) === utc;
  return new Date(shown ? found : Math.max(guess, found));
}

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds; 0 for a zone that is not known. */
function offsetAt(at: Date, timeZone: string): number {
  let found: Intl.DateTimeFormatPart[];
  try {
    found = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(at);
  } catch {
    return 0;
  }
  const of = (type: string) => Number(found.find((part) => part.type === type)?.value);
  // Not Date.UTC, which takes the year 50 for 1950.
  const shown = new Date(0);
  shown.setUTCFullYear(of("year"), of("month") - 1, of("day"));
  shown.setUTCHours(of("hour"), of("minute"), of("second"));
  return shown.getTime() - Math.floor(at.getTime() / 1000) * 1000;
}
