import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";
import type { Period } from "#lib/period.ts";

export type Measure = "mood" | "energy" | "sleep";

/** What a question wants counted or averaged; bounds are included. */
export interface NumbersAsked {
  measures: Measure[];
  /** "On how many check-ins …": a count of those that a condition holds for. */
  count: boolean;
  atLeast: number | null;
  atMost: number | null;
  /** "Which was my best day?" */
  extreme: "best" | "hardest" | null;
}

/** Least, most and average of one measure; null where nothing was logged. */
export interface MeasureSummary {
  count: number;
  average: number | null;
  least: number | null;
  most: number | null;
}

/** The check-ins of a period in numbers. Days are YYYY-MM-DD on the person's clock. */
export interface CheckInSummary {
  period: Period;
  checkIns: number;
  mood: MeasureSummary;
  energy: MeasureSummary;
  sleep: MeasureSummary;
  bestDay: string | null;
  hardestDay: string | null;
  /** How many check-ins the asked condition holds for, and on which days; null when none was asked. */
  matching: { measure: Measure; atLeast: number | null; atMost: number | null; count: number; days: string[] } | null;
}

const MEASURES: [Measure, RegExp][] = [
  ["sleep", /\b(?:sle(?:ep|pt|eping)|hours? of (?:sleep|rest))\b/i],
  ["energy", /\benergy\b/i],
  ["mood", /\b(?:mood|felt overall)\b/i],
];
const WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const VALUE = `(\\d+(?:\\.\\d+)?|${WORDS.join("|")})`;
/** Mood and energy are whole, sleep has one decimal: a tenth beside a bound leaves the bound itself out. */
const STEP = 0.1;

/**
 * What a question asks of the check-ins' numbers; null when it asks for none. "How did I sleep?" is about numbers
 * as well as words, "what did he say about sleep" is not.
 */
export function numbersAsked(question: string): NumbersAsked | null {
  const measures = MEASURES.filter(([, pattern]) => pattern.test(question)).map(([measure]) => measure);
  const extreme = /\b(?:best|happiest) day\b/i.test(question)
    ? "best"
    : /\b(?:worst|hardest|lowest|toughest) day\b/i.test(question)
      ? "hardest"
      : null;
  if (extreme)
    return { measures: measures.length > 0 ? measures : ["mood"], count: false, atLeast: null, atMost: null, extreme };
  if (measures.length === 0) return null;
  const count =
    /\bhow (?:many|often)\b(?! hours)/i.test(question) &&
    /\b(?:check-?ins?|days?|nights?|times|often)\b/i.test(question);
  const bounds = boundsIn(question);
  if (count && bounds) return { measures: measures.slice(0, 1), count, ...bounds, extreme: null };
  const average =
    /\b(?:average|mean|typical|usual|on the whole|how much (?:did|do|have) i|how many hours|how (?:did|do|have|was|were|well|is) (?:i|my)\b)/i.test(
      question,
    );
  return average ? { measures, count: false, atLeast: null, atMost: null, extreme: null } : null;
}

function boundsIn(question: string): { atLeast: number | null; atMost: number | null } | null {
  const read = (pattern: string) => {
    const word = new RegExp(pattern, "i").exec(question)?.[1]?.toLowerCase();
    return word === undefined ? null : WORDS.includes(word) ? WORDS.indexOf(word) : Number(word);
  };
  const less = read(`\\b(?:less|fewer|lower|under|below)(?: than)? ${VALUE}`);
  if (less !== null) return { atLeast: null, atMost: less - STEP };
  const more = read(`\\b(?:more|over|above|higher)(?: than)? ${VALUE}`);
  if (more !== null) return { atLeast: more + STEP, atMost: null };
  const least = read(`\\bat least ${VALUE}`) ?? read(`${VALUE} (?:hours )?or more\\b`);
  if (least !== null) return { atLeast: least, atMost: null };
  const most = read(`\\bat most ${VALUE}`) ?? read(`${VALUE} (?:hours )?or (?:less|fewer)\\b`);
  if (most !== null) return { atLeast: null, atMost: most };
  const exact = read(`\\b(?:mood|energy) (?:of|was|at) ${VALUE}`) ?? read(`\\b(?:exactly|of) ${VALUE}\\b`);
  return exact === null ? null : { atLeast: exact, atMost: exact };
}

/** The check-ins of a period in numbers, worked out by the database as the person. @throws ApiError */
export async function summarizeCheckIns(
  { supabase }: Session,
  period: Period,
  timeZone: string,
  asked: NumbersAsked | null = null,
): Promise<CheckInSummary> {
  const measure = asked?.count ? asked.measures[0] : undefined;
  const { data, error } = await supabase
    .rpc("check_in_summary", {
      from_day: period.from,
      to_day: period.to,
      time_zone: timeZone,
      ...(measure ? { measure } : {}),
      ...(measure && asked?.atLeast !== null ? { at_least: asked?.atLeast as number } : {}),
      ...(measure && asked?.atMost !== null ? { at_most: asked?.atMost as number } : {}),
    })
    .single();
  if (error) throw databaseError(error);
  const of = (name: Measure): MeasureSummary => ({
    count: data[`${name}_count`],
    average: data[`${name}_average`],
    least: data[`${name}_least`],
    most: data[`${name}_most`],
  });
  return {
    period,
    checkIns: data.check_ins,
    mood: of("mood"),
    energy: of("energy"),
    sleep: of("sleep"),
    bestDay: data.best_day,
    hardestDay: data.hardest_day,
    matching:
      measure && asked
        ? {
            measure,
            atLeast: asked.atLeast,
            atMost: asked.atMost,
            count: data.matching,
            days: data.matching_days ?? [],
          }
        : null,
  };
}
