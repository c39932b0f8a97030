import { chunk } from "#lib/chunk.ts";
import { MEANING, meaningsOf } from "#lib/sentence-encoder.ts";
import { featuresOf } from "./text-features.ts";

const DIMENSIONS = 1024;

function seedOf(feature: string): number {
  let hash = 2166136261;
  for (let at = 0; at < feature.length; at++) hash = Math.imul(hash ^ feature.charCodeAt(at), 16777619);
  return hash >>> 0 || 1;
}

/** Adds the feature's own random direction: a sign for each dimension, always the same for the same feature. */
function addDirection(vector: Float64Array, feature: string, weight: number): void {
  let state = seedOf(feature);
  for (let at = 0; at < DIMENSIONS; at += 32) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    let bits = Math.imul(state, 0x9e3779b1) ^ (state >>> 15);
    for (let offset = 0; offset < 32; offset++) {
      vector[at + offset] = (vector[at + offset] as number) + (bits & 1 ? weight : -weight);
      bits >>>= 1;
    }
  }
}

/**
 * How much of a vector is what the sentence encoder makes of a text, and how much its words and concepts; squares sum to 1.
 * Chosen on journals that the encoder was not taught with (tests/eval/teaching).
 */
const BY_MEANING = Math.sqrt(4 / 7);
const BY_WORDS = Math.sqrt(3 / 7);

/**
 * Embeddings without any provider, the same for the same text (to the sixth digit): what a sentence encoder on this machine makes of it
 * (512 numbers, some 30 ms a text), and beside it the text's stems, concepts and word pieces, each a random dense
 * direction in 1,024 dimensions, weighted and added (random projection). Dense on purpose: the search's binary
 * codes are made of signs, and a sparse vector has almost none.
 *
 * @returns for each text a unit vector of 1,536 numbers, in order. @throws Error when the encoder can't be used.
 */
export async function offlineEmbeddings(texts: string[]): Promise<number[][]> {
  const pieces = texts.map((text) => chunk(text, READABLE).map(({ content }) => content));
  const meanings = await meaningsOf(pieces.flat(), "search");
  return texts.map((text, at) => {
    const meaning = sumOf(meanings.splice(0, pieces[at]?.length), MEANING);
    return scaled([...scaled([...meaning], BY_MEANING), ...scaled(wordVector(text), BY_WORDS)], 1);
  });
}

/** In tokens: the encoder reads 128 of its own at once. Of a longer text each piece counts the same. */
const READABLE = { size: 110, overlap: 0 };

/** A text's words alone: a unit vector of 1,024 numbers, at once. */
export function wordVector(text: string): number[] {
  const vector = new Float64Array(DIMENSIONS);
  // Every text shares a little of one direction, so that a text without words has a vector too.
  addDirection(vector, "any text", 0.05);
  for (const [feature, count] of featuresOf(text))
    addDirection(vector, feature, count < 1 ? count : 1 + Math.log(count));
  return scaled([...vector], 1);
}

function sumOf(vectors: Float32Array[], length: number): Float64Array {
  const sum = new Float64Array(length);
  for (const vector of vectors) for (const [at, value] of vector.entries()) sum[at] = (sum[at] as number) + value;
  return sum;
}

function scaled(vector: number[], to: number): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => (value / length) * to);
}
