import { visible } from "./quotable.ts";

/** The longest answer in UTF-16 units, as long as the database keeps one. */
export const ANSWER_LENGTH = 16_000;

/**
 * The pieces of a model's answer as they may be sent and kept: only what can be seen, and no more than ANSWER_LENGTH.
 * A model that goes on is cut off there, whatever limit it was given.
 */
export async function* answerPieces(pieces: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let left = ANSWER_LENGTH;
  let half = "";
  for await (const piece of pieces) {
    const text = half + piece;
    // A character of two halves may come in two pieces; alone, each would be taken for no character.
    half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    const seen = visible(text.slice(0, text.length - half.length));
    const fitting = visible(seen.slice(0, left));
    if (fitting !== "") yield fitting;
    if (seen.length >= left) return;
    left -= seen.length;
  }
}
