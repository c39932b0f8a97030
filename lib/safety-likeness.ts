import { BUCKETS, featuresOf } from "./safety-features.ts";
import type { ConcernKind } from "./safety-rules.ts";
import trained from "./safety-weights.json" with { type: "json" };
import { type Concern, sentencesOf } from "./safety-words.ts";

/** The order in which a feature's weights are stored. */
export const KINDS: readonly ConcernKind[] = ["self_harm", "child_harm", "abuse", "postpartum", "medical"];

/** What tells sentences that speak of danger from others; `weights` holds those of a feature side by side, in the order of `KINDS`. */
export interface Weights {
  bias: readonly number[];
  weights: ArrayLike<number>;
}

/**
 * From this likeness on the card is shown. Chosen on the sixth set and on journals that the weights had not seen, of
 * whose entries seven in a hundred show it (docs/decisions/0005): a card too many costs a glance.
 */
export const THRESHOLD = -0.2;

const shipped: Weights = {
  bias: KINDS.map((kind) => trained.bias[kind]),
  weights: Float32Array.from(
    new Int8Array(Buffer.from(trained.weights, "base64")),
    (weight) => (weight * trained.largest) / 127,
  ),
};

/**
 * Whether a message is like those that speak of danger, in words that no rule foresaw: by weights learnt from the
 * sentences in tests/eval/training. English only; never `clear`, for likeness is a reason to show help, not to
 * withhold an answer.
 */
export function screenByLikeness(message: string): Concern | null {
  const { kind, likeness } = likenessOf(message, shipped);
  return likeness > THRESHOLD ? { kind, clear: false, language: "en" } : null;
}

/**
 * How much the most dangerous sentence of a message is like those that speak of danger (the logarithm of the odds),
 * and which kind it is nearest to. A long text has more chances to be like something, so that each sentence of it
 * has to be more so.
 */
export function likenessOf(message: string, weights: Weights): { kind: ConcernKind; likeness: number } {
  const sentences = sentencesOf(message);
  // What is said in two short breaths is one thought; in a long text neighbours are mere chance.
  const pairs = sentences.length <= 3 ? sentences.slice(1).map((next, at) => `${sentences[at]} . ${next}`) : [];
  let most = { kind: KINDS[0] as ConcernKind, likeness: Number.NEGATIVE_INFINITY };
  for (const sentence of [...sentences, ...pairs]) {
    const scores = scoresOf(featuresOf(sentence), weights);
    const likeness = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    if (likeness > most.likeness) most = { kind: KINDS[scores.indexOf(Math.max(...scores))] as ConcernKind, likeness };
  }
  return { ...most, likeness: most.likeness - 1.5 * Math.log(Math.max(1, sentences.length / 1.5)) };
}

/** A sentence's score for each of `KINDS`, against 0 for "none of them". */
export function scoresOf(features: Uint32Array, { bias, weights }: Weights): number[] {
  const share = 1 / Math.sqrt(features.length || 1);
  return KINDS.map((_, kind) => {
    let sum = 0;
    for (const feature of features) sum += weights[feature * KINDS.length + kind] ?? 0;
    return (bias[kind] ?? 0) + sum * share;
  });
}

/** How many weights there are. */
export const WEIGHTS = BUCKETS * KINDS.length;
