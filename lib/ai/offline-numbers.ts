import { type CheckInSummary, type Measure, numbersAsked } from "#lib/numbers.ts";
import { periodInWords, spokenDay } from "./offline-dates.ts";
import type { ReadPrompt } from "./offline-prompt.ts";

const UNITS: Record<Measure, { clause: string; unit: string }> = {
  sleep: { clause: "you slept", unit: " hours" },
  mood: { clause: "your mood was", unit: " out of 5" },
  energy: { clause: "your energy was", unit: " out of 5" },
};

/** "How was last month?", "How have I been since March?": days as a whole, not one thing in them. */
const HOW_IT_WAS =
  /^(?:and )?how (?:was|were|has|have) (?:it|i|we|things|my|the|last|this)\b(?: (?:been|doing|week|month|weekend|days?|weeks|months|in|since|last|this|past|the|of))*\W*\p{L}*\W*$/iu;

/** What the numbers say to a question: a sentence, or an empty text when it asks for none or there are none. */
export function numberSentence(prompt: ReadPrompt): string {
  const { question, summary, period, today } = prompt;
  const asked = numbersAsked(question);
  const overview = period !== null && period.from !== period.to && HOW_IT_WAS.test(question);
  if (!asked && !overview) return recentOverview(prompt);
  if (!summary || !period) return asked?.extreme || asked?.count ? "" : recentOverview(prompt);
  const when = periodInWords(period, today);
  if (summary.checkIns === 0)
    return asked ? `${when} you logged no check-ins, so I have no numbers for that time.` : "";
  if (asked?.count && summary.matching) return countSentence(summary, when, today);
  if (asked?.extreme) return extremeSentence(summary, asked.extreme, when, today);
  return averageSentence(summary, asked?.measures ?? ["sleep", "mood"], when);
}

/** Sleep and mood of a period's check-ins. */
export const overviewSentence = (summary: CheckInSummary, today: string | null) =>
  averageSentence(summary, ["sleep", "mood"], periodInWords(summary.period, today));

function averageSentence(summary: CheckInSummary, measures: Measure[], when: string): string {
  const clauses = measures.flatMap((measure) => {
    const { count, average, least, most } = summary[measure];
    const { clause, unit } = UNITS[measure];
    return average === null
      ? []
      : [
          `${clause} ${average}${unit} on average${count === 1 ? "" : `, from ${least} to ${most}`}${count === summary.checkIns ? "" : ` (logged ${count} times)`}`,
        ];
  });
  if (clauses.length === 0) return `${when} you logged no ${measures.join(" or ")}, so I have no number for it.`;
  return `${when} you made ${plural(summary.checkIns, "check-in")}: ${clauses.join(", and ")}.`;
}

function countSentence({ matching, checkIns }: CheckInSummary, when: string, today: string | null): string {
  if (!matching) return "";
  const { measure, atLeast, atMost, count, days } = matching;
  const bound = (value: number) =>
    Number.isInteger(value) ? value : Math.round(value + (atMost === value ? 0.1 : -0.1));
  const condition =
    atLeast !== null && atLeast === atMost
      ? `of ${atLeast}`
      : atMost !== null
        ? Number.isInteger(atMost)
          ? `of ${atMost} at the most`
          : `under ${bound(atMost)}`
        : Number.isInteger(atLeast)
          ? `of ${atLeast} or more`
          : `over ${bound(atLeast ?? 0)}`;
  const what =
    measure === "sleep" ? `sleep ${condition} hours` : `${measure === "mood" ? "a mood" : "an energy"} ${condition}`;
  const which = days.length > 0 && days.length <= 8 ? ` (${days.map((day) => spokenDay(day, today)).join(", ")})` : "";
  return `${when}, ${count} of your ${plural(checkIns, "check-in")} had ${what}${which}.`;
}

function extremeSentence(
  summary: CheckInSummary,
  extreme: "best" | "hardest",
  when: string,
  today: string | null,
): string {
  const day = extreme === "best" ? summary.bestDay : summary.hardestDay;
  const value = extreme === "best" ? summary.mood.most : summary.mood.least;
  return day ? `${when}, your ${extreme} day by mood was ${spokenDay(day, today)}, with ${value} out of 5.` : "";
}

const RECENT: [Measure, RegExp][] = [
  ["sleep", /\b(?:sle(?:ep|pt|eping)|nights?|rest(?:ed)?)\b/i],
  [
    "mood",
    /\b(?:mood|i (?:been )?(?:feel(?:ing)?|felt|doing|coping|cope|managing|holding up|getting on)|i been(?! [a-z]+ing))\b/i,
  ],
  ["energy", /\b(?:my energy|i (?:so )?(?:tired|exhausted|drained))\b/i],
];

/** "How have I been sleeping?" names no time: the last days are meant. */
function recentOverview({ question, days, period }: ReadPrompt): string {
  if (period || !/^(?:and )?how\b/i.test(question) || /^how (?:much|many|often|long|high)\b/i.test(question)) return "";
  const named = RECENT.filter(([, asks]) => asks.test(question)).map(([measure]) => measure);
  // "How have I been sleeping?" is about sleep alone.
  const wanted = named.includes("sleep") ? named.filter((measure) => measure !== "mood") : named;
  if (!/\b(?:i|my|we)\b/i.test(question)) return "";
  const clauses = wanted.flatMap((measure) => {
    const values = days.map((day) => day[measure]).filter((value) => value !== null);
    if (values.length < 2) return [];
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const { clause, unit } = UNITS[measure];
    return [
      `${clause} ${Math.round(average * 10) / 10}${unit} on average, from ${Math.min(...values)} to ${Math.max(...values)}`,
    ];
  });
  return clauses.length === 0 ? "" : `Over your last ${days.length} check-ins, ${clauses.join(", and ")}.`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
