import type { Span, Stage } from "#lib/trends.ts";

const format = (options: Intl.DateTimeFormatOptions) => {
  // A day without a time is the same everywhere.
  const known = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  return (day: string) => known.format(new Date(`${day}T00:00:00Z`));
};

/** "3 Oct" */
export const shortDay = format({ day: "numeric", month: "short" });
/** "3 October" */
export const longDay = format({ day: "numeric", month: "long" });
/** "Saturday, 3 October" */
export const weekdayOf = format({ weekday: "long", day: "numeric", month: "long" });
/** "October 2026" */
export const monthOf = format({ month: "long", year: "numeric" });
const shortWeekday = format({ weekday: "short" });
const longWeekday = format({ weekday: "long" });
const shortMonth = format({ month: "short", year: "2-digit" });

/** "Sat" and "Saturday" */
export function weekdayNames(day: string): { short: string; long: string } {
  return { short: shortWeekday(day), long: longWeekday(day) };
}

/** What a stage of a span is called: a day, the week it spans, or a month. */
export function nameOf({ from, to }: Stage, span: Span): string {
  if (span === "days") return shortDay(from);
  return span === "weeks" ? `${shortDay(from)} – ${shortDay(to)}` : shortMonth(from);
}

/** Where the journal shows these days, both included. */
export function journalOf(from: string, to: string): string {
  return `/journal?from=${from}&to=${to}`;
}
