import type { Session } from "#lib/auth.ts";
import { dateIn, shift } from "#lib/day.ts";
import { databaseError } from "#lib/errors.ts";
import { type Measure, type MeasureSummary, summarizeCheckIns } from "#lib/numbers.ts";
import { timeZoneOf } from "#lib/time-zone.ts";

/** How far a look back reaches: thirty days by day, twelve weeks by week, twelve months by month. */
export const SPANS = ["days", "weeks", "months"] as const;
export type Span = (typeof SPANS)[number];
const STEP = { days: "day", weeks: "week", months: "month" } as const;

/** Averages of a day, a week or a month; null where nothing was logged. Days are YYYY-MM-DD, both included. */
export interface Stage {
  from: string;
  to: string;
  checkIns: number;
  /** 1 to 5. */
  mood: number | null;
  /** 1 to 5. */
  energy: number | null;
  /** Hours. */
  sleep: number | null;
}

/** Up to seven days in a row. */
export interface Stretch {
  from: string;
  to: string;
  /** How many of them were logged. */
  days: number;
  mood: number;
}

/** A word or tag with the number of good and of hard days it stands on, and how many of each there were. */
export interface TellingWord {
  word: string;
  isTag: boolean;
  goodDays: number;
  hardDays: number;
  allGoodDays: number;
  allHardDays: number;
}

export interface Trends {
  span: Span;
  from: string;
  to: string;
  timeZone: string;
  /** Every stage of the span, oldest first, those without a check-in too. */
  stages: Stage[];
  /** Of all check-ins of the span. */
  summary: Record<Measure, MeasureSummary>;
  best: Stretch | null;
  hardest: Stretch | null;
  moreOnGoodDays: TellingWord[];
  moreOnHardDays: TellingWord[];
  /** Every day of the month that was asked for. */
  month: Stage[];
}

/**
 * How the person's days went, in numbers that the database works out as the person. Days are those of their profile's
 * clock, UTC without one.
 * @param month YYYY-MM; the present one when left out
 * @throws ApiError
 */
export async function readTrends(
  session: Session,
  { span = "days", month, now = new Date() }: { span?: Span | undefined; month?: string | undefined; now?: Date } = {},
): Promise<Trends> {
  const timeZone = (await timeZoneOf(session)) ?? "UTC";
  const today = dateIn(now.toISOString(), timeZone);
  const starts = startsOf(span, today);
  const period = { from_day: starts[0] as string, to_day: today, time_zone: timeZone };
  const days = daysOf(month ?? today.slice(0, 7));
  const { supabase } = session;
  const [{ mood, energy, sleep }, averages, stretches, words, monthly] = await Promise.all([
    summarizeCheckIns(session, { from: period.from_day, to: today }, timeZone),
    supabase.rpc("check_in_averages", { ...period, step: STEP[span] }),
    supabase.rpc("check_in_stretches", period),
    supabase.rpc("check_in_words", period),
    supabase.rpc("check_in_averages", {
      from_day: days[0] as string,
      to_day: days.at(-1) as string,
      time_zone: timeZone,
    }),
  ]);
  const error = averages.error ?? stretches.error ?? words.error ?? monthly.error;
  if (error) throw databaseError(error);
  const stretch = (kind: string): Stretch | null => {
    const row = stretches.data?.find((one) => one.kind === kind);
    return row ? { from: row.first_day, to: row.last_day, days: row.days, mood: row.mood } : null;
  };
  const telling = (words.data ?? []).map((row) => ({
    word: row.word,
    isTag: row.is_tag,
    goodDays: row.good_days,
    hardDays: row.hard_days,
    allGoodDays: row.all_good_days,
    allHardDays: row.all_hard_days,
  }));
  const leansGood = ({ goodDays, hardDays, allGoodDays, allHardDays }: TellingWord) =>
    goodDays * allHardDays > hardDays * allGoodDays;
  return {
    span,
    from: period.from_day,
    to: today,
    timeZone,
    stages: stagesOf(averages.data ?? [], starts, today),
    summary: { mood, energy, sleep },
    best: stretch("best"),
    hardest: stretch("hardest"),
    moreOnGoodDays: telling.filter(leansGood),
    moreOnHardDays: telling.filter((word) => !leansGood(word)),
    month: stagesOf(monthly.data ?? [], days, days.at(-1) as string),
  };
}

/** Whether there are enough check-ins at all for a look back to tell something. @throws ApiError */
export async function hasCheckIns({ supabase }: Session, atLeast: number): Promise<boolean> {
  const { data, error } = await supabase.from("check_ins").select("id").limit(atLeast);
  if (error) throw databaseError(error);
  return data.length >= atLeast;
}

interface AverageRow {
  first_day: string;
  check_ins: number;
  mood: number | null;
  energy: number | null;
  sleep: number | null;
}

/** One stage for each start, whether there is a row for it or not. */
function stagesOf(rows: AverageRow[], starts: string[], last: string): Stage[] {
  const byStart = new Map(rows.map((row) => [row.first_day, row]));
  return starts.map((from, at) => {
    const row = byStart.get(from);
    const next = starts[at + 1];
    return {
      from,
      to: next ? shift(next, -1) : last,
      checkIns: row?.check_ins ?? 0,
      mood: row?.mood ?? null,
      energy: row?.energy ?? null,
      sleep: row?.sleep ?? null,
    };
  });
}

/** The first days of the span's stages, oldest first. */
function startsOf(span: Span, today: string): string[] {
  if (span === "days") return Array.from({ length: 30 }, (_, at) => shift(today, at - 29));
  if (span === "weeks") {
    const weekday = (new Date(today).getUTCDay() + 6) % 7;
    return Array.from({ length: 12 }, (_, at) => shift(today, -weekday + 7 * (at - 11)));
  }
  return Array.from({ length: 12 }, (_, at) => `${monthBeside(today.slice(0, 7), at - 11)}-01`);
}

/** The days of a month, YYYY-MM. */
function daysOf(month: string): string[] {
  const first = `${month}-01`;
  const last = shift(`${monthBeside(month, 1)}-01`, -1);
  return Array.from({ length: Number(last.slice(8)) }, (_, at) => shift(first, at));
}

/** The month, YYYY-MM, so many months after another. */
export function monthBeside(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}
