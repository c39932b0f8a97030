import { z } from "zod";
import { ModelUnavailable } from "./model-unavailable.ts";

/** Every stored vector has this many dimensions; shorter ones are padded with zeros, which leaves cosine unchanged. */
export const EMBEDDING_DIMENSIONS = 1536;

const vector = z.array(z.number()).min(1).max(EMBEDDING_DIMENSIONS);
const answer = z.object({ data: z.array(z.object({ index: z.number().int().nonnegative(), embedding: vector })) });

/**
 * The vectors of a provider's answer in the order of the texts, at EMBEDDING_DIMENSIONS.
 *
 * Each index has to come exactly once: an answer that gave one text another text's vector would file a memory
 * under the wrong words.
 *
 * @throws ModelUnavailable `bad_response` on a wrong count, order, length or number, or a vector of zeros.
 */
export function checkedVectors(response: unknown, expected: number): number[][] {
  const parsed = answer.safeParse(response);
  if (!parsed.success || parsed.data.data.length !== expected) throw new ModelUnavailable("bad_response");
  const vectors: (number[] | undefined)[] = new Array(expected).fill(undefined);
  for (const { index, embedding } of parsed.data.data) {
    if (index >= expected || vectors[index]) throw new ModelUnavailable("bad_response");
    vectors[index] = padded(embedding);
  }
  return vectors as number[][];
}

function padded(embedding: number[]): number[] {
  if (embedding.every((value) => value === 0)) throw new ModelUnavailable("bad_response");
  return [...embedding, ...new Array(EMBEDDING_DIMENSIONS - embedding.length).fill(0)];
}
