import type { CheckIn } from "#lib/check-ins.ts";
import { dateIn, shift } from "#lib/day.ts";

const DAYS = 7;
const HOURS = 1.5;

/**
 * What a check-in says beside the person's own last seven days, as plain as it can be said: no praise, no counting of
 * days in a row, no advice. A hard day is never measured against better ones.
 * @param earlier check-ins in any order; those of other days than the last seven are left out
 * @param timeZone whose days are meant
 */
export function observation(checkIn: CheckIn, earlier: CheckIn[], timeZone: string): string {
  const today = dateIn(checkIn.happenedAt, timeZone);
  const before = earlier.filter(({ id, happenedAt }) => {
    const day = dateIn(happenedAt, timeZone);
    return id !== checkIn.id && day < today && day >= shift(today, -DAYS);
  });
  if (checkIn.mood <= 2) return "It is written down now; you need not carry it around.";
  const nights = before.flatMap(({ sleepHours }) => (sleepHours === null ? [] : [sleepHours]));
  if (checkIn.sleepHours !== null && nights.length >= 3) {
    const usual = nights.reduce((sum, hours) => sum + hours, 0) / nights.length;
    if (checkIn.sleepHours - usual >= HOURS)
      return `More sleep than the ${inHours(usual)} hours that your last nights had on average.`;
  }
  const lighter = before.filter(({ mood }) => mood >= 4).length;
  if (checkIn.mood >= 4 && before.length >= 3 && lighter === 0) return "The first good one in the last seven days.";
  if (checkIn.mood >= 4 && lighter >= 2) return `Of your last check-ins, ${lighter} were good ones as well.`;
  return "Thank you for looking after yourself for ten seconds.";
}

const inHours = (hours: number) => (Math.round(hours * 2) / 2).toString();
