import { safetyAnswer } from "#lib/crisis.ts";
import { screen } from "#lib/safety.ts";
import { featuresOf, wordsOf } from "./offline-embedding.ts";

interface Passage {
  label: string;
  date: string;
  content: string;
}
interface Day {
  mood: number | null;
  energy: number | null;
  sleep: number | null;
}
interface Parsed {
  question: string;
  passages: Passage[];
  days: Day[];
}

/** Reads back what buildCoachPrompt wrote; text that is not such a prompt is taken as a bare question. */
function parsePrompt(text: string): Parsed {
  const mark = /^NUMBERS ([0-9a-f]{16})$/m.exec(text)?.[1];
  if (!mark) return { question: text, passages: [], days: [] };
  const passages = [
    ...text.matchAll(
      new RegExp(`^JOURNAL ${mark} \\[(\\d+)\\] (\\S+|no date) .*\\n([\\s\\S]*?)\\nEND JOURNAL ${mark}$`, "gm"),
    ),
  ];
  // Between the marked lines alone: a passage may hold lines that look just like these.
  const block = new RegExp(`^NUMBERS ${mark}\\n([\\s\\S]*?)^END NUMBERS ${mark}$`, "m").exec(text)?.[1] ?? "";
  const days = [...block.matchAll(/^\d{4}-\d\d-\d\d mood=(\S+) energy=(\S+) sleep=(\S+)$/gm)];
  const number = (value: string | undefined) => (value === undefined || value === "-" ? null : Number(value));
  return {
    question: text.slice(text.lastIndexOf(`QUESTION ${mark}`) + `QUESTION ${mark}`.length).trim(),
    passages: passages.map(([, label, date, content]) => ({
      label: label as string,
      date: date as string,
      content: content as string,
    })),
    days: days.map(([, mood, energy, sleep]) => ({ mood: number(mood), energy: number(energy), sleep: number(sleep) })),
  };
}

const NOTHING = "I don't find anything about that in what you've written so far.";

/**
 * The offline coach: no model, only what the prompt holds. It quotes the passages that share words or concepts
 * with the question, works the check-ins' numbers out, and says so when it finds nothing.
 *
 * @param prompt the last user message of buildCoachPrompt.
 * @returns whole sentences, at most about 130 words.
 */
export function offlineAnswer(prompt: string): string {
  const { question, passages, days } = parsePrompt(prompt);
  const small = smallTalk(question);
  if (small) return small;
  const found = relatedPassages(question, passages).slice(0, 3);
  const numbers = numbersFor(question, days);
  if (found.length === 0 && numbers.length === 0) {
    if (passages.length === 0 && days.length === 0) {
      return "There is nothing in your journal yet, so I have nothing to go by. A check-in takes ten seconds: how your mood is, how you slept, and a line about the night if you like. Then ask me again, and I'll answer from your own words.";
    }
    return `${NOTHING} If you'd like, tell me what it was like, or write it down as a check-in, and I'll remember it for next time.`;
  }
  const parts = [
    opening(question, numbers, found),
    ...numbers,
    ...found.map((passage, at) => quote(passage, at, question)),
    closing(question),
  ];
  return parts.filter(Boolean).join(" ");
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

/** Passages that share a stem or a concept with the question, the closest first. */
function relatedPassages(question: string, passages: Passage[]): Passage[] {
  const asked = featuresOf(question);
  const telling = [...asked].filter(([feature]) => !feature.startsWith("g:"));
  if (telling.length === 0) return [];
  const scored = passages.map((passage) => {
    const has = featuresOf(passage.content);
    const shared = telling.filter(([feature]) => has.has(feature));
    return { passage, score: shared.reduce((sum, [, weight]) => sum + weight, 0) / telling.length };
  });
  return scored
    .filter(({ score }) => score > 0.2)
    .sort((a, b) => b.score - a.score)
    .map(({ passage }) => passage);
}

const MEASURES = [
  {
    key: "sleep",
    asks: /\b(sle(ep|pt|eping)|nights?|rest(ed)?|awake)\b/i,
    say: (d: string) => `you slept ${d}`,
    unit: " hours",
  },
  {
    key: "mood",
    asks: /\b(mood|feel(ing)?|felt|doing|been|coping|cope)\b/i,
    say: (d: string) => `your mood was ${d}`,
    unit: " out of 5",
  },
  {
    key: "energy",
    asks: /\b(energy|tired|exhausted|drained)\b/i,
    say: (d: string) => `your energy was ${d}`,
    unit: " out of 5",
  },
] as const;

/** A sentence of averages for what the question asks about, from at least two check-ins. */
function numbersFor(question: string, days: Day[]): string[] {
  const wanted = MEASURES.filter((measure) => measure.asks.test(question));
  // "How have I been sleeping?" is about sleep alone.
  const specific = wanted.some((measure) => measure.key === "sleep") ? wanted.filter((m) => m.key !== "mood") : wanted;
  const clauses = specific.flatMap(({ key, say, unit }) => {
    const values = days.map((day) => day[key]).filter((value) => value !== null);
    if (values.length < 2) return [];
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      {
        count: values.length,
        text: `${say(`${short(average)}${unit}`)} on average, from ${short(Math.min(...values))} to ${short(Math.max(...values))}`,
      },
    ];
  });
  if (clauses.length === 0) return [];
  return [`Over your last ${clauses[0]?.count} check-ins, ${clauses.map((clause) => clause.text).join(", and ")}.`];
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
