import type { Period } from "#lib/period.ts";

const spoken = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** A day as people say it, "12 November", with the year when it is not today's; empty for what is no day. */
export function spokenDay(day: string, today: string | null): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return "";
  return spoken(day, {
    day: "numeric",
    month: "long",
    ...(today && day.slice(0, 4) !== today.slice(0, 4) ? { year: "numeric" } : {}),
  });
}

/** A period at the start of a sentence: "In October", "On 31 October", "Since 1 September", "From 9 to 15 November". */
export function periodInWords({ from, to }: Period, today: string | null): string {
  if (from === to) return `On ${spokenDay(from, today)}`;
  if (from.endsWith("-01") && from.slice(0, 7) === to.slice(0, 7)) {
    const last = new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)), 0)).toISOString().slice(0, 10);
    const year: Intl.DateTimeFormatOptions = today && from.slice(0, 4) !== today.slice(0, 4) ? { year: "numeric" } : {};
    const month = spoken(from, { month: "long", ...year });
    if (to === last) return `In ${month}`;
    if (to === today) return `In ${month} so far`;
  }
  if (to === today) return `Since ${spokenDay(from, today)}`;
  const start = from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : spokenDay(from, today);
  return `From ${start} to ${spokenDay(to, today)}`;
}

/** How a day stands to the one named before it: "The day after", "Three days later", else its date. */
export function nextDay(day: string, before: string, today: string | null): string {
  const days = Math.round((Date.parse(day) - Date.parse(before)) / 86_400_000);
  if (days === 0) return "The same day";
  if (days === 1) return "The day after";
  if (days > 1 && days < 7) return `${["Two", "Three", "Four", "Five", "Six"][days - 2]} days later`;
  const date = spokenDay(day, today);
  return date ? `On ${date}` : "Another time";
}
