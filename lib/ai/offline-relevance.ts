import { stemmer } from "stemmer";
import { conceptsOf, isStopword } from "./lexicon.ts";
import { featuresOf, namesIn, wordsOf } from "./text-features.ts";

/** How a passage meets a question: 1 when everything the question speaks of is there, 0 when nothing is. */
export function relevance(question: string, content: string): number {
  const wanted = topicsOf(question);
  const total = wanted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return 0;
  const has = featuresOf(content);
  const stems = stemsOf(content);
  const met = wanted.reduce((sum, { stem, concepts, weight }) => {
    if (stems.some((one) => sameRoot(one, stem))) return sum + weight;
    return concepts.some((concept) => has.has(`c:${concept}`)) ? sum + weight * 0.7 : sum;
  }, 0);
  return met / total;
}

/** The stems of a text's words. */
export const stemsOf = (text: string) =>
  [...featuresOf(text).keys()].flatMap((feature) => (feature.startsWith("s:") ? [feature.slice(2)] : []));

/** Whether two stems are one, or of one root: "jealou" and "jealousi", of "jealous" and "jealousy". */
export const sameRoot = (one: string, other: string) =>
  one === other || (Math.min(one.length, other.length) >= ROOT && (one.startsWith(other) || other.startsWith(one)));
/** Shorter ones begin words of other meanings: "cast" and "castle". */
const ROOT = 5;

/**
 * Whether a passage can hold the kind of thing that is asked for: a telephone number has digits, a price has a sum,
 * somebody's name has a capital beside what they are.
 */
export function holdsWhatIsAsked(question: string, content: string): boolean {
  return KINDS.every(([asks, has]) => {
    const asked = asks.exec(question);
    return !asked || has(content, asked[1]?.toLowerCase() ?? "");
  });
}

const AMOUNT =
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|half|once|twice|none|no)\b/i;
const hasMoney = (text: string) => AMOUNT.test(text) && featuresOf(text).has("c:money");
const KINDS: [RegExp, (content: string, asked: string) => boolean][] = [
  [/\b(?:phone|telephone|mobile) number\b/i, (text) => /\d[\d ]{4,}/.test(text)],
  [
    /\b(?:postal |e-?mail )?address\b/i,
    (text) => /\d+,? \p{Lu}|\p{Lu}\p{L}+ (?:street|road|avenue|lane|close)|@/u.test(text),
  ],
  [
    /\bhow much (?:does|did|do|is|was|will)\b.*\b(?:costs?|charge|pay|paying|earn|price|get for)\b|\bwhat (?:does|did|do|is|was)\b.*\b(?:cost|charge|price|fee)\b/i,
    hasMoney,
  ],
  [/\bhow (?:many|much|long|high|old|often|far)\b/i, (text) => AMOUNT.test(text)],
  [
    /\bname of (?:the |my |our )?(?:\p{L}+'s )?(\p{L}+)/iu,
    (text, noun) =>
      new RegExp(
        `\\b${noun}s?,? (?:is |was )?(?:called |named )?(?-i:\\p{Lu})|(?-i:\\p{Lu})\\p{L}+,? (?:is |was )?(?:the|my|our|his|her) \\w* ?${noun}`,
        "iu",
      ).test(text),
  ],
  [
    /^when (?:is|are|will)\b/i,
    (text) =>
      /\d|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|tomorrow|next (?:week|month|year)|spring|summer|autumn|winter)\b/i.test(
        text,
      ),
  ],
];

export interface Topic {
  stem: string;
  concepts: string[];
  /** 1 of a thing, less of a name. */
  weight: number;
}

/** What a question speaks of, each once; a name tells less than a thing, since it stands in many entries. */
export function topicsOf(question: string): Topic[] {
  const names = namesIn(question);
  const topics = new Map<string, Topic>();
  for (const word of wordsOf(question)) {
    const plain = word.replace(/'s$/, "");
    if (isStopword(plain) || ASKING.has(plain) || /^\d+$/.test(plain)) continue;
    const stem = stemmer(plain);
    topics.set(stem, { stem, concepts: [...conceptsOf(plain)], weight: names.has(plain) ? 0.6 : 1 });
  }
  return [...topics.values()];
}

/** Words that shape a question and are not what it is about. */
const ASKING = new Set(
  "many much high low often first best recent latest kind name called number date average check-in check-ins ever part result reason cause main things".split(
    " ",
  ),
);

/**
 * The sentences of a passage that meet the question best, verbatim: a short passage whole, of a longer one the
 * sentence and, where there is room, the one after it.
 */
export function excerpt(content: string, question: string, room = 220): string {
  const whole = content.trim();
  if (whole.length <= room && !whole.includes("\n")) return whole;
  const sentences = sentencesOf(content);
  const asked = featuresOf(question);
  const score = (text: string) =>
    [...featuresOf(text).keys()].reduce((sum, f) => sum + (asked.has(f) ? (f.startsWith("g:") ? 0.1 : 1) : 0), 0);
  let best: { start: number; end: number; score: number } | undefined;
  for (const [at, { start, line }] of sentences.entries()) {
    for (const { end, line: last } of sentences.slice(at, at + 3)) {
      if (last !== line || (end - start > room && end !== sentences[at]?.end)) break;
      // A few words out of their place say little: about two lines are worth as much as a word in common.
      const found = score(content.slice(start, end)) + Math.min(end - start, 120) / 120;
      if (!best || found > best.score + 1e-9) best = { start, end, score: found };
    }
  }
  const text = best ? content.slice(best.start, best.end).trim() : whole;
  return text.length <= room + 60 ? text : text.slice(0, text.lastIndexOf(" ", room));
}

function sentencesOf(content: string): { start: number; end: number; line: number }[] {
  const found: { start: number; end: number; line: number }[] = [];
  let line = 0;
  for (const match of content.matchAll(/[^\n.!?…]*(?:[.!?…]+["”’)]*(?=\s|$)|[.!?…]+|(?=\n|$))|\n/g)) {
    if (match[0] === "\n") line++;
    else if (match[0].trim() !== "") {
      const last = found.at(-1);
      const start = match.index + (match[0].length - match[0].trimStart().length);
      const end = match.index + match[0].length;
      // "3.30" and "e.g." do not end a sentence.
      if (last && last.line === line && last.end === match.index && !/\s/.test(content[match.index] ?? ""))
        last.end = end;
      else found.push({ start, end, line });
    }
  }
  return found;
}
