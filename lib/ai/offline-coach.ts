import { safetyAnswer } from "#lib/crisis.ts";
import { screen } from "#lib/safety.ts";
import { featuresOf, wordsOf } from "./offline-embedding.ts";

interface Passage {
  label: string;
  date: string;
  /** How much of the question's telling words it has, 0 to 1. */
  coverage: number;
  content: string;
}
interface Measure {
  entries: number;
  average: number;
  lowest: number;
  highest: number;
}
interface Parsed {
  question: string;
  passages: Passage[];
  /** "in October", "in the last 14 days" */
  period: string;
  measures: Map<string, Measure>;
  bestDay: string | undefined;
  hardestDay: string | undefined;
}

/** Reads back what buildCoachPrompt wrote; text that is not such a prompt is taken as a bare question. */
function parsePrompt(text: string): Parsed {
  // The question comes last, so the marked line before it is ours, whatever a passage imitates.
  const mark = /^END NUMBERS ([0-9a-f]{16})\nQUESTION \1$/m.exec(text)?.[1];
  if (!mark)
    return { question: text, passages: [], period: "", measures: new Map(), bestDay: undefined, hardestDay: undefined };
  const passages = [
    ...text.matchAll(
      new RegExp(
        `^JOURNAL ${mark} \\[(\\d+)\\] (\\S+|no date) words=(\\d+)% .*\\n([\\s\\S]*?)\\nEND JOURNAL ${mark}$`,
        "gm",
      ),
    ),
  ];
  // Numbers are read from between their own marked lines alone: a passage may hold lines that look like them.
  const numbers = new RegExp(`^NUMBERS ${mark}\\n([\\s\\S]*?)\\nEND NUMBERS ${mark}$`, "m").exec(text)?.[1] ?? "";
  const measures = [...numbers.matchAll(/^(\w+): entries=(\d+) average=(\S+) lowest=(\S+) highest=(\S+)$/gm)];
  return {
    question: text.slice(text.lastIndexOf(`QUESTION ${mark}`) + `QUESTION ${mark}`.length).trim(),
    passages: passages.map(([, label = "", date = "", words, content = ""]) => ({
      label,
      date,
      coverage: Number(words) / 100,
      content,
    })),
    period: /^PERIOD (.*)$/m.exec(numbers)?.[1] ?? "",
    measures: new Map(
      measures.map(([, name = "", entries, average, lowest, highest]) => [
        name,
        { entries: Number(entries), average: Number(average), lowest: Number(lowest), highest: Number(highest) },
      ]),
    ),
    bestDay: /^best day=(\S+)/m.exec(numbers)?.[1],
    hardestDay: /hardest day=(\S+)$/m.exec(numbers)?.[1],
  };
}

const NOTHING = "I don't find that in what you've written";
/** A passage with less of the question's words than this is near, not an answer. */
const ANSWERS = 0.75;
const RELATED = 0.25;

/**
 * The offline coach: no model, only what the prompt holds. It quotes the passages that hold most of the question's
 * words, passes the check-ins' numbers on, and says so when nothing answers.
 *
 * @param prompt the last user message of buildCoachPrompt.
 * @returns whole sentences, at most about 130 words.
 */
export function offlineAnswer(prompt: string): string {
  const parsed = parsePrompt(prompt);
  const { question, passages, period, measures } = parsed;
  const small = smallTalk(question);
  if (small) return small;
  if (passages.length === 0 && measures.size === 0 && period.startsWith("in the last 14")) {
    return "There is nothing in your journal yet, so I have nothing to go by. A check-in takes ten seconds: how your mood is, how you slept, and a line about the night if you like. Then ask me again, and I'll answer from your own words.";
  }
  const numbers = numbersFor(question, parsed);
  const found = relatedPassages(question, passages);
  const sure = found.filter(({ coverage }) => coverage >= ANSWERS);
  const quotes = (some: Passage[]) => some.map((passage, at) => quote(passage, at, question));
  const when = period.startsWith("in the last 14") ? "" : ` ${period}`;
  if (numbers.length > 0 || sure.length > 0) {
    const shown = numbers.length > 0 ? found.slice(0, 2) : sure.slice(0, 3);
    return [opening(question, numbers, shown), ...numbers, ...quotes(shown), closing(question)]
      .filter(Boolean)
      .join(" ");
  }
  if (found.length > 0) {
    // Near, and said to be no more than that.
    return [
      `${NOTHING}${when}, not in so many words. The nearest I have:`,
      ...quotes(found.slice(0, 2)),
      closing(question),
    ].join(" ");
  }
  return `${NOTHING}${when}. If you'd like, tell me what it was like, or write it down as a check-in, and I'll remember it for next time.`;
}

function smallTalk(question: string): string | undefined {
  const text = question.trim().toLowerCase();
  const concern = screen(question);
  if (concern) return safetyAnswer(concern);
  if (/^(hi|hello|hey|good (morning|evening|night))\b[\s!.,]*$/.test(text)) {
    return "Hello. I'm the offline coach: I answer from your own journal, and nothing you write leaves this machine. What's on your mind tonight?";
  }
  if (/^(thanks|thank you|thx|ok|okay|good ?night)\b[\s!.,a-z]{0,20}$/.test(text))
    return "You're welcome. Be gentle with yourself; I'm here whenever you want to look back at something.";
  if (/\b(are you (a )?(real|human|person|an? ai|bot)|who are you|what are you)\b/.test(text)) {
    return "I'm an AI, not a person and not a professional. More exactly, I'm the offline coach: I look through your own entries and answer with your own words, and nothing leaves this machine.";
  }
  return undefined;
}

/** Passages that share telling words or concepts with the question, in the order of the search. */
function relatedPassages(question: string, passages: Passage[]): Passage[] {
  const telling = [...featuresOf(question).keys()].filter((feature) => !feature.startsWith("g:"));
  return passages.filter(({ coverage, content }) => {
    const has = featuresOf(content);
    return (
      coverage >= RELATED || telling.filter((feature) => has.has(feature)).length >= Math.min(2, telling.length / 3)
    );
  });
}

const MEASURES = [
  {
    key: "sleep",
    asks: /\b(sle(ep|pt|eping)|nights?|rest(ed)?|awake)\b/i,
    say: (amount: string) => `you slept ${amount} hours`,
  },
  {
    key: "mood",
    asks: /\b(mood|feel(ing)?|felt|doing|been|coping|cope)\b/i,
    say: (amount: string) => `your mood was ${amount} out of 5`,
  },
  {
    key: "energy",
    asks: /\b(energy|tired|exhausted|drained)\b/i,
    say: (amount: string) => `your energy was ${amount} out of 5`,
  },
] as const;

/** Questions that want numbers, or ask how it went in a measure's own words. */
const NUMERIC =
  /\b(average|how (much|many|long|often)|hours?|most|least|best|worst|highest|lowest|trend|numbers?|sleeping|slept|sleep (lately|recently|last|this|in|over|these)|how (have|has|was|were|am|is|did) (i|my (mood|energy|sleep))|how('s| is| was| are) my)\b/i;

/** A sentence for each measure that the question asks about, from at least two check-ins. */
function numbersFor(question: string, { period, measures, bestDay, hardestDay }: Parsed): string[] {
  if (!NUMERIC.test(question)) return [];
  const wanted = MEASURES.filter((measure) => measure.asks.test(question));
  // "How have I been sleeping?" is about sleep alone.
  const specific = wanted.some((measure) => measure.key === "sleep") ? wanted.filter((m) => m.key !== "mood") : wanted;
  const clauses = specific.flatMap(({ key, say }) => {
    const measure = measures.get(key);
    if (!measure || measure.entries < 2) return [];
    const { entries, average, lowest, highest } = measure;
    return [{ entries, text: `${say(short(average))} on average, from ${short(lowest)} to ${short(highest)}` }];
  });
  if (clauses.length === 0) return [];
  const start = period.charAt(0).toUpperCase() + period.slice(1);
  const days =
    bestDay && hardestDay && /\b(best|worst|hardest|easiest|good|bad) (days?|nights?|stretch)\b/i.test(question)
      ? ` Your best day was ${spokenDate(bestDay)}, the hardest ${spokenDate(hardestDay)}.`
      : "";
  return [
    `${start}, over ${clauses[0]?.entries} check-ins, ${clauses.map((clause) => clause.text).join(", and ")}.${days}`,
  ];
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function opening(question: string, numbers: string[], found: Passage[]): string {
  const openings = [
    "Here is what your own entries say.",
    "Let me look back with you.",
    "I looked through what you've written.",
  ];
  return numbers.length + found.length > 1 ? pick(openings, question) : "";
}

function quote(passage: Passage, at: number, question: string): string {
  const leads = ["you wrote", "you noted", "there is this:"];
  const date = spokenDate(passage.date);
  return `${date ? `On ${date} ` : "Once "}${leads[at % leads.length]} “${excerpt(passage.content, question)}” [${passage.label}].`;
}

/** The sentence of the passage that is closest to the question, verbatim, cut at a word when it is long. */
function excerpt(content: string, question: string): string {
  const asked = featuresOf(question);
  const sentences = content.split(/(?<=[.!?…])\s+|\n+/).filter((sentence) => wordsOf(sentence).length > 1);
  const score = (sentence: string) =>
    [...featuresOf(sentence).keys()].filter((f) => !f.startsWith("g:") && asked.has(f)).length;
  const best = sentences.toSorted((a, b) => score(b) - score(a))[0] ?? content.trim();
  const plain = best.trim().replace(/[.]$/, "");
  if (plain.length <= 160) return plain;
  return plain.slice(0, plain.lastIndexOf(" ", 160));
}

function spokenDate(date: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return "";
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(date));
}

function closing(question: string): string {
  return pick(
    [
      "Does that match how it feels to you?",
      "What do you think made the difference on the easier days?",
      "Is there one small thing that would make tonight a little lighter?",
      "You have been carrying a lot; it's good that you look at it.",
    ],
    question,
  );
}

/** One of several phrasings, the same for the same question. */
function pick(options: string[], question: string): string {
  let hash = 0;
  for (const character of question) hash = (hash * 31 + (character.codePointAt(0) as number)) >>> 0;
  return options[hash % options.length] as string;
}
