/** A stretch of time that a question names, on the person's own clock. */
export interface Period {
  /** ISO time, inclusive. */
  from: string;
  /** ISO time, exclusive. */
  before: string;
  /** The period in words that can stand in an answer: "in October", "last week". */
  words: string;
}

/** A calendar day without a clock; arithmetic on it knows months, leap years and nothing of time zones. */
type Day = { year: number; month: number; day: number };

const MONTHS = "january february march april may june july august september october november december".split(" ");
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const SEASONS: Record<string, number> = { spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 };
/** Feasts on the same date every year, as month and day. */
const HOLIDAYS: Record<string, [number, number]> = {
  halloween: [10, 31],
  "christmas eve": [12, 24],
  christmas: [12, 25],
  "boxing day": [12, 26],
  "new year eve": [12, 31],
  "valentine day": [2, 14],
};
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
  ten: 10,
};

/**
 * The period that a question names ("last week", "in October", "since March", "on Tuesday", "between April and
 * July"), or null when it names none or one that has to be found first ("the night before the fever").
 *
 * Weeks begin on Monday; a month or weekday without a year is the latest one that has begun.
 *
 * @param now the moment of asking
 * @param timeZone IANA name of the person's clock; UTC when it is not known
 */
export function periodIn(question: string, now: Date, timeZone: string): Period | null {
  const text = question
    .toLowerCase()
    .replace(/[’']s\b/g, "")
    .replace(/[?!.,;:]/g, " ");
  const today = dayIn(now, timeZone);
  const named = daysNamed(text, today);
  if (!named) return null;
  const [first, last, words] = named;
  return { from: startOfDay(first, timeZone), before: startOfDay(plus(last, 1), timeZone), words };
}

type Named = [first: Day, last: Day, words: string];
type Rule = [pattern: string, days: (found: string[], today: Day) => Named | null];

/** The first that matches counts: what is more exact stands before what is less. */
const RULES: Rule[] = [
  [
    `(?:between ${MONTH}(?: and| to)|from ${MONTH} (?:to|until|till)) ${MONTH}(?: (\\d{4}))?`,
    (found, today) => {
      const [, between, from, to = "", year] = found;
      const last = monthStart(to, year, today);
      const first = monthStart((between ?? from) as string, String(last.year), today);
      const words = `between ${title(between ?? from)} and ${title(to)}`;
      return [first.month > last.month ? { ...first, year: first.year - 1 } : first, endOfMonth(last), words];
    },
  ],
  [
    `since (?:the )?(?:beginning of |start of )?${MONTH}(?: (\\d{4}))?`,
    ([, month = "", year], today) => [monthStart(month, year, today), today, `since ${title(month)}`],
  ],
  [`since (${WEEKDAYS.join("|")})`, ([, name = ""], today) => [weekday(name, today), today, `since ${title(name)}`]],
  [
    `(\\d{1,2})(?:st|nd|rd|th)? (?:to|until|till|and|-|–) (\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?: (\\d{4}))?`,
    ([, from, to, month = "", year], today) => {
      const start = monthStart(month, year, today);
      return [{ ...start, day: Number(from) }, { ...start, day: Number(to) }, `from ${from} to ${to} ${title(month)}`];
    },
  ],
  [
    `(${Object.keys(HOLIDAYS).join("|")})`,
    ([, name = ""], today) => {
      const [month, day] = HOLIDAYS[name] as [number, number];
      const past = month < today.month || (month === today.month && day <= today.day);
      return one({ year: past ? today.year : today.year - 1, month, day }, `on ${title(name)}`);
    },
  ],
  ["since yesterday", (_, today) => [plus(today, -1), today, "since yesterday"]],
  ["since last week", (_, today) => [plus(weekStart(today), -7), today, "since last week"]],
  [
    `(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?: (\\d{4}))?`,
    ([, day, month = "", year], today) => one({ ...monthStart(month, year, today), day: Number(day) }),
  ],
  [
    `${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?: (\\d{4}))?`,
    ([, month = "", day, year], today) => one({ ...monthStart(month, year, today), day: Number(day) }),
  ],
  [
    "(\\d{4})-(\\d\\d)-(\\d\\d)",
    ([, year, month, day]) => one({ year: Number(year), month: Number(month), day: Number(day) }),
  ],
  [
    `(early|late|beginning of|start of|end of|first half of|second half of|middle of|mid) ?-?${MONTH}(?: (\\d{4}))?`,
    ([, part = "", month = "", year], today) => {
      const first = monthStart(month, year, today);
      const words = `${/^(early|late|mid)$/.test(part) ? "in" : "at the"} ${part} ${title(month)}`;
      if (/early|beginning|start|first/.test(part))
        return [first, { ...first, day: /half/.test(part) ? 15 : 10 }, words];
      if (/mid/.test(part)) return [{ ...first, day: 11 }, { ...first, day: 20 }, words];
      return [{ ...first, day: /half/.test(part) ? 16 : 21 }, endOfMonth(first), words];
    },
  ],
  [
    `(?:in|during|this|last|through|throughout|over|all|whole|month of) ${MONTH}(?: (\\d{4}))?`,
    ([, month = "", year], today) => {
      const first = monthStart(month, year, today);
      return [first, earlier(endOfMonth(first), today), `in ${title(month)}${year ? ` ${year}` : ""}`];
    },
  ],
  [
    "(?:in|during|over|this|last|the) (spring|summer|autumn|fall|winter)",
    ([, season = ""], today) => {
      const month = SEASONS[season] as number;
      const first = { year: month > today.month ? today.year - 1 : today.year, month, day: 1 };
      return [first, earlier(endOfMonth(addMonths(first, 2)), today), `in ${season}`];
    },
  ],
  ["day before yesterday", (_, today) => one(plus(today, -2), "the day before yesterday")],
  ["last night", (_, today) => [plus(today, -1), today, "last night"]],
  ["yesterday", (_, today) => one(plus(today, -1), "yesterday")],
  ["today|tonight|this (?:morning|afternoon|evening)", (_, today) => one(today, "today")],
  ["(?:this|the current) week", (_, today) => [weekStart(today), today, "this week"]],
  ["week before last", (_, today) => [plus(weekStart(today), -14), plus(weekStart(today), -8), "the week before last"]],
  ["last week|the previous week", (_, today) => [plus(weekStart(today), -7), plus(weekStart(today), -1), "last week"]],
  [
    "last weekend|(?:at|on) the weekend|the weekend",
    (_, today) => {
      const saturday = plus(weekStart(today), [0, 6].includes(weekdayOf(today)) ? 5 : -2);
      return [saturday, earlier(plus(saturday, 1), today), "at the weekend"];
    },
  ],
  ["this month", (_, today) => [{ ...today, day: 1 }, today, "this month"]],
  [
    "last month|the previous month",
    (_, today) => {
      const first = addMonths({ ...today, day: 1 }, -1);
      return [first, endOfMonth(first), "last month"];
    },
  ],
  ["this year", (_, today) => [{ year: today.year, month: 1, day: 1 }, today, "this year"]],
  [
    "last year",
    (_, today) => [
      { year: today.year - 1, month: 1, day: 1 },
      { year: today.year - 1, month: 12, day: 31 },
      "last year",
    ],
  ],
  [
    "(?:past|last|previous) (\\d{1,3}|two|three|few|four|five|six|seven|ten|couple of) (day|night|week|month)s?",
    ([, many = "", unit], today) => {
      const amount = amountOf(many);
      const words = `in the last ${many} ${unit}s`;
      if (unit === "month") return [plus(addMonths(today, -amount), 1), today, words];
      return [plus(today, 1 - amount * (unit === "week" ? 7 : 1)), today, words];
    },
  ],
  ["(?:past|recent) (?:days|nights)|lately|recently|these days", (_, today) => [plus(today, -13), today, "lately"]],
  ["past week", (_, today) => [plus(today, -6), today, "in the past week"]],
  ["past month", (_, today) => [plus(addMonths(today, -1), 1), today, "in the past month"]],
  [
    "(\\d{1,3}|an?|one|two|three|four|five|six) (day|week|month)s? ago",
    ([, many = "", unit], today) => {
      const amount = amountOf(many);
      const words = `${many} ${unit}${amount > 1 ? "s" : ""} ago`;
      if (unit === "day") return one(plus(today, -amount), words);
      if (unit === "week")
        return [weekStart(plus(today, -7 * amount)), plus(weekStart(plus(today, -7 * amount)), 6), words];
      const first = { ...addMonths(today, -amount), day: 1 };
      return [first, endOfMonth(first), words];
    },
  ],
  [
    `(?:on|last|this) (${WEEKDAYS.join("|")})`,
    ([, name = ""], today) => one(weekday(name, today), `on ${title(name)}`),
  ],
];
const PATTERNS = RULES.map(([pattern, days]) => [new RegExp(`\\b(?:${pattern})\\b`), days] as const);

function daysNamed(text: string, today: Day): Named | null {
  for (const [pattern, days] of PATTERNS) {
    const found = pattern.exec(text);
    if (found) return days(found, today);
  }
  return null;
}

/** "three", "a couple of", "12" as a number. */
const amountOf = (word: string) => NUMBERS[word.split(" ")[0] as string] ?? Number(word);

const one = (day: Day, words = `on ${day.day} ${title(MONTHS[day.month - 1])}`): [Day, Day, string] => [
  day,
  day,
  words,
];
const title = (word: string | undefined) => {
  const name = word ?? "";
  const whole = MONTHS.find((month) => month.slice(0, 3) === name.slice(0, 3) && month.startsWith(name)) ?? name;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
};

const utc = ({ year, month, day }: Day) => new Date(Date.UTC(year, month - 1, day));
const fromUtc = (date: Date): Day => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
});
const plus = (day: Day, days: number) => fromUtc(new Date(utc(day).getTime() + days * 86_400_000));
const weekdayOf = (day: Day) => utc(day).getUTCDay();
const weekStart = (day: Day) => plus(day, -((weekdayOf(day) + 6) % 7));
const earlier = (a: Day, b: Day) => (utc(a) < utc(b) ? a : b);
const endOfMonth = ({ year, month }: Day) => fromUtc(new Date(Date.UTC(year, month, 0)));

function addMonths({ year, month, day }: Day, months: number): Day {
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  return { ...fromUtc(first), day: Math.min(day, endOfMonth(fromUtc(first)).day) };
}

/** The first day of a named month: of that year, or of the latest one in which it has begun. */
function monthStart(name: string, year: string | undefined, today: Day): Day {
  const month = MONTHS.findIndex((one) => one.startsWith(name.slice(0, 3))) + 1;
  return { year: year ? Number(year) : month > today.month ? today.year - 1 : today.year, month, day: 1 };
}

/** The latest such weekday before today. */
function weekday(name: string, today: Day): Day {
  const back = (weekdayOf(today) - WEEKDAYS.indexOf(name) + 7) % 7 || 7;
  return plus(today, -back);
}

function dayIn(moment: Date, timeZone: string): Day {
  const parts = (zone: string) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
      moment,
    );
  let text: string;
  try {
    text = parts(timeZone);
  } catch {
    text = parts("UTC");
  }
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  return { year, month, day };
}

/** The moment at which a day begins on a clock: midnight there, whatever daylight saving does. */
function startOfDay(day: Day, timeZone: string): string {
  const midnight = utc(day).getTime();
  let at = midnight;
  for (let round = 0; round < 3; round++) at = midnight - offsetAt(at, timeZone);
  return new Date(at).toISOString();
}

/** How many milliseconds the clock of a zone is ahead of UTC at a moment. */
function offsetAt(at: number, timeZone: string): number {
  try {
    const name = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")?.value;
    const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? "");
    return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : 0;
  } catch {
    return 0;
  }
}
