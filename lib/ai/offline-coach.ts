import { safetyAnswer } from "#lib/crisis.ts";
import { asksForLatest, readTime } from "#lib/period.ts";
import { UNDOUBTED } from "#lib/safety-rules.ts";
import { screenByRules } from "#lib/safety-words.ts";
import { moodOf } from "./lexicon.ts";
import { nextDay, periodInWords, spokenDay } from "./offline-dates.ts";
import { numberSentence, overviewSentence } from "./offline-numbers.ts";
import { type ReadPassage, type ReadPrompt, readPrompt } from "./offline-prompt.ts";
import { excerpt, holdsWhatIsAsked, relevance, sameRoot, stemsOf, type Topic, topicsOf } from "./offline-relevance.ts";
import { featuresOf } from "./text-features.ts";

/** The words with which every answer begins that has nothing to rest on. */
export const NOT_FOUND = "I don't find that in your entries";

/**
 * The offline coach: no model, only what the prompt holds. It quotes the passages that meet the question, gives the
 * numbers that the database worked out, and says so when it finds nothing.
 *
 * @param text the last user message of buildCoachPrompt.
 * @returns whole sentences, at most about 130 words.
 */
export function offlineAnswer(text: string): string {
  const prompt = readPrompt(text);
  const { question, passages, days, period, today } = prompt;
  const small = smallTalk(question);
  if (small) return small;
  const numbers = numberSentence(prompt);
  const looked = numbers ? "" : lookBack(prompt);
  if (looked) return looked;
  const found = findings(prompt);
  if (numbers) {
    const told = onlyNumbers(question) ? [] : found.passages.slice(0, 2);
    return paragraphs(numbers, inOwnWords(told, prompt), told.length > 0 ? closing(question, told) : "");
  }
  if (found.sure) return paragraphs(inOwnWords(found.passages, prompt), closing(question, found.passages));
  if (passages.length === 0 && days.length === 0) {
    return "There is nothing in your journal yet, so I have nothing to go by. A check-in takes ten seconds: how your mood is, how you slept, and a line about the night if you like. Then ask me again, and I'll answer from your own words.";
  }
  const nearest = found.passages[0];
  if (!nearest) {
    const where = period ? ` ${lower(periodInWords(period, today))}` : "";
    return `${NOT_FOUND}${where}. If you'd like, tell me what it was like, or write it down as a check-in, and I'll remember it for next time.`;
  }
  return paragraphs(
    `${NOT_FOUND} in so many words. The closest I have is ${dated(nearest, today)}: ${quote(nearest, question)}`,
    "If you meant something else, tell me a word that you might have used for it.",
  );
}

interface Findings {
  passages: ReadPassage[];
  /** True when they can be taken for an answer; false when they are only the closest there is. */
  sure: boolean;
}

/** A passage that meets less than this of the question is no answer, however near it is. */
const SURE = 0.6;
/** An event of which no passage tells more than this share is not in the journal, nor what was beside it. */
const TOLD = 0.5;
/** Below this it has nothing to do with it. */
const NEAR = 0.34;

function findings({ question, passages, period, today }: ReadPrompt): Findings {
  const { rest, event } = readTime(question, new Date(`${today ?? "2000-01-01"}T12:00:00Z`), "UTC");
  const topics = topicsOf(rest).filter((topic) => !period || !ofDays(topic));
  const within = period ? passages.filter(({ date }) => date >= period.from && date <= period.to) : passages;
  // "What did I write about yesterday?": the day is the question, and whatever was written then is the answer.
  if (topics.length === 0)
    return { passages: period ? inOrder(within).slice(0, 4) : [], sure: period !== null && within.length > 0 };
  const scored = within
    .map((passage, at) => ({ passage, at, score: relevance(rest, written(passage)) }))
    .filter(({ score, passage }) => score >= NEAR && holdsWhatIsAsked(rest, passage.content))
    .sort((a, b) => b.score - a.score || a.at - b.at);
  const known = namesAreKnown(topics, passages);
  // What stands beside an event need not share a word with the question; the search has put it first.
  if (event && event.relation !== "during" && within[0]) {
    const told = passages.some((passage) => relevance(event.text, written(passage)) >= TOLD);
    return { passages: inOrder(within.slice(0, 2)), sure: known && told };
  }
  const best = scored[0];
  if (!best)
    return period && within.length > 0 && !asksForOneThing(rest)
      ? { passages: inOrder(within).slice(0, 3), sure: known && topics.every(isName) }
      : { passages: [], sure: false };
  const kept = scored.filter(({ score }) => score >= best.score * 0.75).map(({ passage }) => passage);
  const answer = (asksForLatest(rest) ? inOrder(kept).reverse() : kept).slice(0, 3);
  return {
    passages: tellsAStory(rest) ? inOrder(answer) : answer,
    sure: known && (period !== null || (best.score >= SURE && allMet(topics, passages, best.passage))),
  };
}

/** What is asked of days as a whole, "what was hard, and what helped?", and of nothing in them. */
const ofDays = ({ stem }: Topic) => DAYS_AS_A_WHOLE.has(stem);
const DAYS_AS_A_WHOLE = new Set([
  "back",
  "bad",
  "best",
  "easi",
  "good",
  "great",
  "hard",
  "hardest",
  "help",
  "nice",
  "tough",
  "worst",
]);

/** A look back at several days: their numbers, and what was written on the hardest of them and on the best. */
function lookBack({ question, passages, period, summary, today }: ReadPrompt): string {
  const { rest, event } = readTime(question, new Date(`${today ?? "2000-01-01"}T12:00:00Z`), "UTC");
  const topics = topicsOf(rest);
  if (!period || period.from === period.to || event || topics.length === 0 || !topics.every(ofDays)) return "";
  if (!summary?.hardestDay || summary.hardestDay === summary.bestDay) return "";
  const told = (name: string, day: string | null) => {
    const passage = passages.find(({ date }) => date === day);
    return passage ? `Your ${name} day by mood was ${spokenDay(passage.date, today)}: ${quote(passage, question)}` : "";
  };
  const days = [told("hardest", summary.hardestDay), told("best", summary.bestDay)].filter(Boolean).join("\n\n");
  return days && paragraphs(overviewSentence(summary, today), days, pick(CLOSINGS[0], question));
}

/**
 * Whether each thing the question speaks of comes up somewhere: a journal without the word holds no answer to it.
 * Where there is but one, as in "What is Ada's job?", it has to stand in the very passage that is the answer; where two
 * are met, another word for the rest will do, in that passage.
 */
function allMet(topics: Topic[], passages: ReadPassage[], best: ReadPassage): boolean {
  const things = topics.filter((topic) => !isName(topic));
  const has = stemsOf((things.length === 1 ? [best] : passages).map(written).join("\n"));
  const unmet = things.filter(({ stem }) => !has.some((one) => sameRoot(one, stem)));
  if (unmet.length === 0) return true;
  const features = featuresOf(written(best));
  const inOtherWords = unmet.every(({ concepts }) => concepts.some((concept) => features.has(`c:${concept}`)));
  return things.length - unmet.length >= 2 && inOtherWords;
}

/** Of somebody who is in none of the passages nothing is told there, whatever else is like the question. */
function namesAreKnown(topics: Topic[], passages: ReadPassage[]): boolean {
  const has = stemsOf(passages.map(written).join("\n"));
  return topics.filter(isName).every(({ stem }) => has.some((one) => sameRoot(one, stem)));
}

const isName = ({ weight }: Topic) => weight < 1;
/** What a passage is judged by. */
const written = ({ content, tags }: ReadPassage) => `${content}\n${tags}`;

const inOrder = (passages: ReadPassage[]) =>
  passages.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
const tellsAStory = (question: string) =>
  /^(?:and )?(?:how (?:was|were|did|has|have)|what (?:happened|was|were|went|did)|tell me)\b/i.test(question);
const asksForOneThing = (question: string) =>
  /^(?:which|who|where|how (?:much|many|long|high)|what (?:is|was) the)\b/i.test(question);
const onlyNumbers = (question: string) =>
  /\b(?:average|mean|how many|how much|how often|best day|worst day|hardest day)\b/i.test(question);

function smallTalk(question: string): string | undefined {
  // The app looks before it asks any coach; what it has taken for a joke is not to be answered with help lines here.
  const concern = screenByRules(question, UNDOUBTED);
  if (concern) return safetyAnswer(concern);
  const text = question.trim().toLowerCase();
  if (/^(hi|hello|hey|good (morning|evening|night))\b[\s!.,]*$/.test(text)) {
    return "Hello. I'm the offline coach: I answer from your own journal, and nothing you write leaves this machine. What's on your mind tonight?";
  }
  if (/^(thanks|thank you|thx|ok|okay|good ?night)\b[\s!.,a-z]{0,20}$/.test(text))
    return "You're welcome. Be gentle with yourself; I'm here whenever you want to look back at something.";
  if (/\b(are you (a )?(real|human|person|an? ai|bot)|who are you|what are you)\b/.test(text)) {
    return "I'm an AI, not a person and not a professional. More exactly, I'm the offline coach: I look through your own entries and answer with your own words, and nothing leaves this machine.";
  }
  if (
    /\b(other|another|someone else'?s|everyone'?s|all) (users?|people|persons?|parents?|accounts?)'?s? (journals?|entries|notes|data)\b/.test(
      text,
    )
  ) {
    return "I only ever see your own entries. Nobody else's are within my reach, and yours are within nobody else's.";
  }
  return undefined;
}

/** The passages as a short account: each with its day, the person's own words and its number. */
function inOwnWords(passages: ReadPassage[], { question, today }: ReadPrompt): string {
  return passages
    .map((passage, at) => {
      const words = quote(passage, question);
      const before = passages[at - 1];
      if (!before && asksForLatest(question) && spokenDay(passage.date, today))
        return `The latest I find is from ${spokenDay(passage.date, today)}: ${words}`;
      if (!before)
        return /^(?:on which day|when|since when)\b/i.test(question) && spokenDay(passage.date, today)
          ? `That was on ${spokenDay(passage.date, today)}: ${words}`
          : `${upper(dated(passage, today))} you ${passage.content === passage.tags ? "tagged a check-in" : "wrote"}: ${words}`;
      if (passage.date < before.date) return `And earlier, ${dated(passage, today)}: ${words}`;
      return `${nextDay(passage.date, before.date, today)}: ${words}`;
    })
    .join(" ");
}

function dated({ date }: ReadPassage, today: string | null): string {
  const day = spokenDay(date, today);
  return day ? `on ${day}` : "once";
}

function quote({ content, label }: ReadPassage, question: string): string {
  const words = excerpt(content, question);
  return `“${words}” [${label}]${/[.!?…]$/.test(words) ? "" : "."}`;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const paragraphs = (...texts: string[]) => texts.filter(Boolean).join("\n\n");

const CLOSINGS = {
  1: [
    "That was a lot to carry. You got through it, and you wrote it down.",
    "It makes sense that this stayed with you. What would have helped that day, even a little?",
    "Is there one small thing that would make tonight lighter?",
  ],
  5: ["A good one to keep.", "What do you think made it possible?", "Worth reading again on a harder day."],
  0: ["Does that match how you remember it?", "Is there a part of it that is still on your mind?"],
} as const;

/** A last sentence where a feeling or a stretch of days was asked for; a plain fact needs none. */
function closing(question: string, passages: ReadPassage[]): string {
  const concepts = (text: string) =>
    [...featuresOf(text).keys()].flatMap((f) => (f.startsWith("c:") ? [f.slice(2)] : []));
  const mood = moodOf(concepts(question)) ?? moodOf(passages.flatMap(({ content }) => concepts(content)));
  if (!/\b(?:feel|felt|how (?:was|were|have|did|has|am)|proud|afraid|guilty|angry|happy|ashamed)\b/i.test(question))
    return "";
  return pick(CLOSINGS[mood ?? 0], question);
}

/** One of several phrasings, the same for the same question. */
function pick(options: readonly string[], question: string): string {
  let hash = 0;
  for (const character of question) hash = (hash * 31 + (character.codePointAt(0) as number)) >>> 0;
  return options[hash % options.length] as string;
}
