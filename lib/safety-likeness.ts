import { setTimeout } from "node:timers/promises";
import { logEvent } from "./log.ts";
import { BUCKETS, featuresOf } from "./safety-features.ts";
import type { ConcernKind } from "./safety-rules.ts";
import trained from "./safety-weights.json" with { type: "json" };
import { type Concern, screenByRules, sentencesOf } from "./safety-words.ts";
import { encoderQueue, MEANING, meaningsOf } from "./sentence-encoder.ts";

/** The order in which a feature's weights are stored. */
export const KINDS: readonly ConcernKind[] = ["self_harm", "child_harm", "abuse", "postpartum", "medical"];

/** What tells texts that speak of danger from others; `weights` holds those of a feature side by side, in the order of `KINDS`. */
export interface Weights {
  bias: readonly number[];
  weights: ArrayLike<number>;
}

/** Two regressions: one over a text's words, and one over what that says of it and what the text means. */
export interface LikenessWeights {
  words: Weights;
  meaning: Weights;
}

/** What a text is made of for a regression: which features it has, and how much of each. */
export interface Features {
  at: ArrayLike<number>;
  value: ArrayLike<number>;
}

/** How much a text is like those that speak of danger (the logarithm of the odds), and which kind it is nearest to. */
export interface Likeness {
  kind: ConcernKind;
  likeness: number;
}

/**
 * From this likeness on the card is shown, by words and meaning, and by words alone: where danger is as likely as not. Of
 * ordinary entries by hands that the weights had not seen five in a hundred show it (docs/decisions/0009). A card too many
 * costs a glance.
 */
export const THRESHOLD = 0;
export const THRESHOLD_BY_WORDS = 0;
/** What only doubtful rules notice shows no card when it is less like danger than this. */
const FAR_BY_MEANING = -1;
/** Of so many texts that rules notice each is looked at for its meaning: the message and its sentences. */
const NOTICED = 8;
/** A message whose words are less like danger than this is not looked at for its meaning. */
const FAR = -2;
/** What a message means is taken from its first so many characters: what is longer means a little of everything. */
const CHARACTERS = 2000;
/** When so many wait for the encoder, whoever comes next is judged by words alone. */
const QUEUE = 12;
const SECONDS = 3;

const shipped: LikenessWeights = {
  words: {
    bias: KINDS.map((kind) => trained.words.bias[kind]),
    weights: Float32Array.from(
      new Int8Array(Buffer.from(trained.words.weights, "base64")),
      (weight) => (weight * trained.words.largest) / 127,
    ),
  },
  meaning: { bias: KINDS.map((kind) => trained.meaning.bias[kind]), weights: trained.meaning.weights },
};

/**
 * Whether a message is like those that speak of danger, in words that no rule foresaw: by its words, and where these are
 * not far from it, by what it means as a whole, with weights learnt from the sentences in tests/eval/training. English
 * only; never `clear`, for likeness is a reason to show help, not to withhold an answer. While the encoder is busy or
 * broken, `screenByWords`.
 */
export async function screenByLikeness(message: string): Promise<Concern | null> {
  if (likenessByWords(message, shipped.words).likeness < FAR) return null;
  const [meaning] = (await meaningsInTime([message])) ?? [];
  return meaning ? concernOf(likenessOf(message, meaning, shipped), THRESHOLD) : screenByWords(message);
}

/** The same by words alone, at once: it misses more of what is said in a veiled way, and alarms more often. */
export function screenByWords(message: string): Concern | null {
  return concernOf(likenessByWords(message, shipped.words), THRESHOLD_BY_WORDS);
}

/**
 * Whether a message that rules notice is far from danger by what it means: as a whole, and in each sentence that they
 * notice, for what is dangerous in a long one gets lost in the whole. Never when they notice many, nor while the encoder is
 * busy or broken.
 */
export async function farFromDanger(message: string): Promise<boolean> {
  const noticed = message.split(/(?<=[.!?;…])\s+|\n+/).filter((sentence) => screenByRules(sentence));
  const texts = [...new Set([message, ...noticed])];
  // A question to the past, for one, says nothing that could be like anything.
  if (texts.length > NOTICED || texts.some((text) => sentencesOf(text).length === 0)) return false;
  const meanings = await meaningsInTime(texts);
  return meanings?.every((meaning, at) => likeness(texts[at] as string, meaning) < FAR_BY_MEANING) ?? false;
}

const likeness = (text: string, meaning: Float32Array) => likenessOf(text, meaning, shipped).likeness;

function concernOf({ kind, likeness }: Likeness, threshold: number): Concern | null {
  return likeness > threshold ? { kind, clear: false, language: "en" } : null;
}

/** What texts mean, or null when the encoder can't tell in time. Nobody is to wait for it longer than for an answer. */
async function meaningsInTime(texts: string[]): Promise<Float32Array[] | null> {
  if (encoderQueue("danger") < QUEUE) {
    const late = new AbortController();
    const meanings = await Promise.race([
      meaningsOf(texts.map(encoded), "danger").catch(() => null),
      setTimeout(SECONDS * 1000, null, { signal: late.signal }),
    ]);
    late.abort();
    if (meanings) return meanings;
  }
  logEvent("safety_by_words_alone");
  return null;
}

/** The part of a message that is encoded. */
export const encoded = (message: string) => message.trim().slice(0, CHARACTERS);

/** How much the most dangerous sentence of a message is like danger by its words. */
export function likenessByWords(message: string, weights: Weights): Likeness {
  const sentences = sentencesOf(message);
  // What is said in two short breaths is one thought; in a long text neighbours are mere chance.
  const pairs = sentences.length <= 3 ? sentences.slice(1).map((next, at) => `${sentences[at]} . ${next}`) : [];
  const all = [...sentences, ...pairs].map((text) => likenessIn(scoresOf(wordFeatures(text), weights)));
  return lessened(all.reduce(moreAlike, NOT_ALIKE), sentences.length, 1.5);
}

/** How much a message is like danger by what it says and means as a whole, and half as much by its most dangerous sentence. */
export function likenessOf(message: string, meaning: Float32Array, weights: LikenessWeights): Likeness {
  const sentences = sentencesOf(message);
  if (sentences.length === 0) return NOT_ALIKE;
  const words = scoresOf(wordFeatures(sentences.join(" . ")), weights.words);
  const whole = lessened(likenessIn(scoresOf(meaningFeatures(words, meaning), weights.meaning)), sentences.length, 1);
  return { ...whole, likeness: whole.likeness + likenessByWords(message, weights.words).likeness / 2 };
}

const NOT_ALIKE: Likeness = { kind: "self_harm", likeness: Number.NEGATIVE_INFINITY };
const moreAlike = (one: Likeness, other: Likeness) => (other.likeness > one.likeness ? other : one);

/** A long text has more chances to be like something, so that it has to be more so. */
function lessened({ kind, likeness }: Likeness, sentences: number, by: number): Likeness {
  return { kind, likeness: likeness - by * Math.log(Math.max(1, sentences / 1.5)) };
}

function likenessIn(scores: number[]): Likeness {
  const likeness = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
  return { kind: KINDS[scores.indexOf(Math.max(...scores))] as ConcernKind, likeness };
}

/** A prepared text (`sentencesOf`) for the first regression: its features, together of the length of one. */
export function wordFeatures(text: string): Features {
  const at = featuresOf(text);
  return { at, value: new Float64Array(at.length).fill(1 / Math.sqrt(at.length || 1)) };
}

const ALL = Uint32Array.from({ length: KINDS.length + MEANING }, (_, at) => at);

/** A text for the second regression: its scores from the first, and its meaning, brought to the same size. */
export function meaningFeatures(words: number[], meaning: Float32Array): Features {
  return { at: ALL, value: [...words, ...Array.from(meaning, (value) => value * 8)] };
}

/** A text's score for each of `KINDS`, against 0 for "none of them". */
export function scoresOf({ at, value }: Features, { bias, weights }: Weights): number[] {
  return KINDS.map((_, kind) => {
    let sum = bias[kind] ?? 0;
    for (let one = 0; one < at.length; one++)
      sum += (weights[(at[one] as number) * KINDS.length + kind] ?? 0) * (value[one] as number);
    return sum;
  });
}

/** How many features the two regressions know. */
export const WORD_FEATURES = BUCKETS;
export const MEANING_FEATURES = ALL.length;
