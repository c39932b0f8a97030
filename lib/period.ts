import * as chrono from "chrono-node/en";
import { dateIn, shift } from "#lib/day.ts";

/** Days on the person's own clock, YYYY-MM-DD, both included. */
export interface Period {
  from: string;
  to: string;
}

/** Something the person wrote about by which a time is told: "the night before the fever". */
export interface EventClue {
  relation: "before" | "after" | "since" | "during";
  /** What to look for: "the fever". */
  text: string;
  /** How far the time reaches from there, in days; 0 is the day itself. */
  days: number;
}

/** What a question says about time. */
export interface TimeClues {
  period: Period | null;
  event: EventClue | null;
  /** True when the question is about how things are now. */
  now: boolean;
  /** The question without the words that told the time. */
  rest: string;
}

const MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december".split("|");
const MONTH = `(?:${MONTHS.join("|")}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)`;
const SEASONS: Record<string, [number, number]> = {
  spring: [3, 5],
  summer: [6, 8],
  autumn: [9, 11],
  fall: [9, 11],
  winter: [12, 2],
};
const WEEKDAYS = "sunday|monday|tuesday|wednesday|thursday|friday|saturday".split("|");
const NUMBERS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
};
const NUMBER = `(?:\\d{1,3}|${Object.keys(NUMBERS).join("|")})`;
const FEASTS: Record<string, [string, string]> = {
  halloween: ["10-31", "10-31"],
  "christmas eve": ["12-24", "12-24"],
  "christmas day": ["12-25", "12-25"],
  christmas: ["12-24", "12-26"],
  "new year's eve": ["12-31", "12-31"],
  "new year's day": ["01-01", "01-01"],
  "valentine's day": ["02-14", "02-14"],
};

/**
 * Reads the time out of an English question: "last week", "since March", "in October", "on 3 May", "the night before
 * the fever". Months and days without a year are the last ones that have begun.
 *
 * @param timeZone the person's; days are theirs. A zone that is not known counts as UTC.
 */
export function readTime(question: string, now: Date, timeZone: string): TimeClues {
  const today = dateIn(now.toISOString(), timeZone);
  const text = question.replace(/[’‘]/g, "'");
  const clock: Clock = { today, now };
  for (const [pattern, period] of READERS) {
    const match = pattern.exec(text);
    const found = match && period(match.map((group) => group?.toLowerCase() ?? "") as string[], clock);
    if (match && found) return clues(text, match[0], within(found, clock), today);
  }
  const explicit = dateNamed(text, clock);
  return explicit ? clues(text, explicit.words, explicit.period, today) : clues(text, "", null, today);
}

/** "When did I last …?", "the most recent …": of several times the latest is meant. "Last week" is a period, not this. */
export const asksForLatest = (question: string) =>
  /\b(?:when\b.*\blast|last time|most recent(?:ly)?|latest)\b(?! (?:night|day|week|weekend|month|year|spring|summer|autumn|fall|winter|few|couple|two|three|\d))/i.test(
    question,
  );

interface Clock {
  today: string;
  now: Date;
}

const NOW_WORDS =
  /\b(?:right now|now|lately|recently|currently|these days|nowadays|at the moment|at present|so far|today|tonight|this (?:week|month)|have (?:i|we) been|how am i|how are we)\b/i;

function clues(question: string, words: string, period: Period | null, today: string): TimeClues {
  const rest = (words ? question.replace(words, " ") : question).replace(/\s+/g, " ").trim();
  const event = eventIn(rest);
  const recent = period === null || period.to >= shift(today, -14);
  return { period, event, now: event === null && recent && NOW_WORDS.test(question), rest };
}

/** Who or what an event happened to; names by their capital, so these patterns know large letters from small. */
const SUBJECT =
  "(?:I|i|we|he|she|they|it|my|our|his|her|their|the|\\p{Lu}\\p{L}+|preschool|school|nursery|work|term)\\b";
const SUBJECT_AND_MORE = `((?:${SUBJECT})[^?,;]{3,120})`;
/** "the first two weeks", with its unit as a group. */
const SPAN =
  "[Tt]he (?:[\\p{L}\\d]+ ){0,3}?(night|evening|day|morning|afternoon|weekend|week|fortnight|month)(s?)(?: or so)?";
const REACH: Record<string, number> = { weekend: 2, week: 7, fortnight: 14, month: 31 };

/** Ways to tell a time by an event, in the order in which they are tried. */
const EVENTS: [RegExp, (groups: string[]) => EventClue][] = [
  [
    new RegExp(`\\b${SPAN} (?:right |just |straight )?(before|after) ([^?,;]{3,120})`, "u"),
    ([, unit, plural, relation, text]) => ({
      relation: relation?.toLowerCase() as "before" | "after",
      text: text as string,
      days: reach(unit, plural),
    }),
  ],
  [
    new RegExp(`\\b(?:[Ee]ver )?[Ss]ince (?!when\\b)${SUBJECT_AND_MORE}`, "u"),
    ([, text]) => ({ relation: "since", text: text as string, days: 0 }),
  ],
  [
    new RegExp(`\\b${SPAN} (?:(?:that|when|in which|once) )?${SUBJECT_AND_MORE}`, "u"),
    ([, unit, plural, text]) => ({ relation: "during", text: text as string, days: reach(unit, plural) }),
  ],
  [
    /\b(?:[Tt]he|[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) first (?:[\p{L}\d]+ )?(night|day|week|month)(s?)(?: or so)? (?:at|in|of|with|back at) ([^?,;]{3,120})/u,
    ([, unit, plural, text]) => ({ relation: "after", text: text as string, days: reach(unit, plural) }),
  ],
  [/\b(?:[Ww]hile|[Dd]uring) ([^?,;]{3,120})/u, ([, text]) => ({ relation: "during", text: text as string, days: 7 })],
  [
    new RegExp(`\\b([Bb]efore|[Aa]fter) ${SUBJECT_AND_MORE}`, "u"),
    ([, relation, text]) => ({
      relation: relation?.toLowerCase() as "before" | "after",
      text: text as string,
      days: 14,
    }),
  ],
];

const reach = (unit = "day", plural = "") => {
  const days = REACH[unit.toLowerCase()] ?? 0;
  return plural ? Math.max(3 * days, 4) : days;
};

function eventIn(rest: string): EventClue | null {
  for (const [pattern, clue] of EVENTS) {
    const groups = pattern.exec(rest);
    if (groups) return clue([...groups]);
  }
  return null;
}

// biome-ignore lint/suspicious/noExplicitAny: a group that took no part is ""
type Reader = (groups: any[], clock: Clock) => Period | null;
const named = (source: string) => new RegExp(`\\b${source}(?!\\w)`, "i");

/** Phrases in the order in which they are tried: the longer first. */
const READERS: [RegExp, Reader][] = [
  [
    named(`(?:in|during|over|of) (${MONTH})(?: and| or|,? (?:and )?then)(?: in)? (${MONTH})(?! ?\\d)`),
    ([, a, b], c) => span(month(a, "", c), month(b, "", c)),
  ],
  [
    named(`(?:,? ?from|between) (${MONTH})(?: (20\\d\\d))? (?:to|and|until|till|through) (${MONTH})(?: (20\\d\\d))?`),
    ([, a, y1, b, y2], c) => span(month(a, y1 || y2, c), month(b, y2 || y1, c)),
  ],
  [
    named(`since (?:the )?(start|beginning|middle|end)? ?(?:of )?(?:last )?(${MONTH})(?: (20\\d\\d))?`),
    ([, part, name, year], c) => open(partOf(part, month(name, year, c)), c),
  ],
  [
    named("since (?:the |(last) )?(spring|summer|autumn|fall|winter)(?: holidays)?"),
    ([, last, name], c) => open({ from: `${season(name, c, last).to.slice(0, 8)}01`, to: "" }, c),
  ],
  [named("since (yesterday|last night)"), (_, c) => ({ from: shift(c.today, -1), to: c.today })],
  [named(`since (?:last )?(${WEEKDAYS.join("|")})`), ([, name], c) => open(weekday(name, c), c)],
  [named("since last (week|month|year)"), ([, unit], c) => open(calendar(unit, -1, c), c)],
  [
    named(
      `(?:in|during|over|throughout|of|for|at) (?:the )?(first half|second half|start|beginning|middle|end) of (?:last )?(${MONTH})(?: (20\\d\\d))?`,
    ),
    ([, part, name, year], c) => partOf(part, month(name, year, c)),
  ],
  [
    named(
      `(?:in|during|over|throughout|of) (early|mid|late|last)?[ -]?(${MONTH})(?: (20\\d\\d))?(?! ?\\d)(?: so far)?`,
    ),
    ([, part, name, year], c) => partOf(part, month(name, year, c)),
  ],
  [
    named(
      "(?:(?:in|during|over|this) (?:the )?(?:(last) |early |late )?|(last) )(spring|summer|autumn|fall|winter)(?! and)",
    ),
    ([, a, b, name], c) => season(name, c, a || b),
  ],
  [
    named(
      `(?:in|over|during|for|within)? ?(?:the |these )?(?:last|past) (${NUMBER}) (?:of )?(day|night|week|month|year)s?`,
    ),
    ([, count, unit], c) => ({
      from: shift(back(c.today, number(count), unit), unit === "day" || unit === "night" ? 1 : 0),
      to: c.today,
    }),
  ],
  [
    named(`(${NUMBER}) (day|night|week|month|year)s? ago`),
    ([, count, unit], c) => around(back(c.today, number(count), unit), unit),
  ],
  [named("(?:on )?the day before yesterday"), (_, c) => ({ from: shift(c.today, -2), to: shift(c.today, -2) })],
  [named("last (night|evening)"), (_, c) => ({ from: shift(c.today, -1), to: c.today })],
  [
    named("yesterday(?: (?:morning|evening|afternoon|night))?"),
    (_, c) => ({ from: shift(c.today, -1), to: shift(c.today, -1) }),
  ],
  [named("(?:today|tonight|this (?:morning|evening|afternoon))"), (_, c) => ({ from: c.today, to: c.today })],
  [
    named("(this|last|past|previous)(?: calendar)? (weekend|week|month|year)"),
    ([, which, unit], c) => calendar(unit, which === "this" ? 0 : -1, c),
  ],
  [
    named(
      "(?:on|at|over|during|how was|how did)(?: the)?(?: last)? (halloween|christmas eve|christmas day|christmas|new year's eve|new year's day|valentine's day)",
    ),
    ([, name], c) => feast(name, c),
  ],
  [
    named(`(on|last|this) (last )?(${WEEKDAYS.join("|")})(?: (?:morning|evening|night|afternoon))?(?!s)`),
    ([, which, last, name], c) => weekday(name, c, which !== "last" && !last),
  ],
];

const RELATIVE = /\b(?:minute|hour|night|day|week|month|year)s?\b/i;

/** A date written out, or a range of them, as chrono-node reads it; a month alone is left to the readers above. */
function dateNamed(text: string, { now, today }: Clock): { words: string; period: Period } | null {
  const reference = new Date(`${today}T12:00:00Z`);
  for (const found of chrono.strict.parse(text, { instant: reference, timezone: 0 }, { forwardDate: false })) {
    if (!found.start.isCertain("day") || !found.start.isCertain("month")) continue;
    // "In the two weeks before the hearing" is told by the hearing, not by today.
    if (RELATIVE.test(found.text) && !/\bago$/i.test(found.text)) continue;
    const day = (part: { get(name: "year" | "month" | "day"): number | null; isCertain(name: "year"): boolean }) => {
      const iso = `${part.get("year")}-${two(part.get("month"))}-${two(part.get("day"))}`;
      return iso > today && !part.isCertain("year") ? `${Number(iso.slice(0, 4)) - 1}${iso.slice(4)}` : iso;
    };
    const from = day(found.start);
    const to = found.end ? day(found.end) : from;
    if (from > to || Number(from.slice(0, 4)) < 1970 || Number.isNaN(now.getTime())) continue;
    const start = text.slice(0, found.index).search(/\b(?:on|from|since)\s$/i);
    const since = /\bsince\s$/i.test(text.slice(0, found.index));
    const words = text.slice(start < 0 ? found.index : start, found.index + found.text.length);
    return { words, period: { from, to: since ? today : to } };
  }
  return null;
}

const two = (value: number | null) => String(value ?? 1).padStart(2, "0");
const number = (word: string) => NUMBERS[word] ?? Number(word);

function back(day: string, count: number, unit: string): string {
  if (unit === "day" || unit === "night") return shift(day, -count);
  if (unit === "week") return shift(day, -7 * count);
  const date = new Date(`${day}T00:00:00Z`);
  const months = unit === "year" ? 12 * count : count;
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), last));
  return first.toISOString().slice(0, 10);
}

/** "Two weeks ago" is not meant to the day. */
function around(day: string, unit: string): Period {
  const slack = { day: 0, night: 1, week: 3, month: 15, year: 45 }[unit] ?? 0;
  return { from: shift(day, -slack), to: shift(day, slack) };
}

function month(name: string | undefined, year: string | undefined, { today }: Clock): Period {
  const at = MONTHS.findIndex((one) => one.startsWith((name ?? "").slice(0, 3)));
  const thisYear = Number(today.slice(0, 4));
  const of = year ? Number(year) : at + 1 > Number(today.slice(5, 7)) ? thisYear - 1 : thisYear;
  return { from: `${of}-${two(at + 1)}-01`, to: new Date(Date.UTC(of, at + 1, 0)).toISOString().slice(0, 10) };
}

/** @param over "last": in the middle of a summer, the last one is that of the year before. */
function season(name: string | undefined, { today }: Clock, over = ""): Period {
  const [first, last] = SEASONS[name ?? ""] as [number, number];
  const of = (year: number) => ({
    from: `${year}-${two(first)}-01`,
    to: new Date(Date.UTC(last < first ? year + 1 : year, last, 0)).toISOString().slice(0, 10),
  });
  const thisYear = Number(today.slice(0, 4));
  const begun = of(thisYear).from <= today ? thisYear : thisYear - 1;
  return over && of(begun).to >= today ? of(begun - 1) : of(begun);
}

function partOf(part: string | undefined, { from, to }: Period): Period {
  const day = (of: number) => `${from.slice(0, 8)}${two(of)}`;
  if (part === "first half") return { from, to: day(15) };
  if (part === "second half") return { from: day(16), to };
  if (part === "start" || part === "beginning" || part === "early") return { from, to: day(10) };
  if (part === "middle" || part === "mid") return { from: day(10), to: day(20) };
  if (part === "end" || part === "late") return { from: day(20), to };
  return { from, to };
}

/** @param orToday "on Friday", asked on a Friday, is today; "last Friday" never is. */
function weekday(name: string | undefined, { today }: Clock, orToday = false): Period {
  const wanted = WEEKDAYS.indexOf(name ?? "");
  const days = (new Date(`${today}T00:00:00Z`).getUTCDay() - wanted + 7) % 7 || (orToday ? 0 : 7);
  return { from: shift(today, -days), to: shift(today, -days) };
}

function calendar(unit: string | undefined, offset: number, { today }: Clock): Period {
  const monday = shift(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) + 7 * offset);
  if (unit === "week") return { from: monday, to: shift(monday, 6) };
  if (unit === "weekend") {
    const saturday = shift(monday, 5);
    return { from: saturday, to: shift(saturday, 1) };
  }
  const year = Number(today.slice(0, 4));
  if (unit === "year") return { from: `${year + offset}-01-01`, to: `${year + offset}-12-31` };
  const first = new Date(Date.UTC(year, Number(today.slice(5, 7)) - 1 + offset, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

function feast(name: string | undefined, { today }: Clock): Period {
  const [from, to] = FEASTS[name ?? ""] as [string, string];
  const year = Number(today.slice(0, 4)) - (`${today.slice(0, 4)}-${from}` > today ? 1 : 0);
  return { from: `${year}-${from}`, to: `${year}-${to}` };
}

const span = (a: Period, b: Period): Period | null => (a.from <= b.to ? { from: a.from, to: b.to } : null);
const open = (period: Period, { today }: Clock): Period => ({ from: period.from, to: today });
/** Nothing has been written about tomorrow. */
const within = (period: Period, { today }: Clock): Period => ({
  from: period.from,
  to: period.to > today ? today : period.to,
});
