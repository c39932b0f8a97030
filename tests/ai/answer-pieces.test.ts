import { describe, expect, it } from "vitest";
import { ANSWER_LENGTH, answerPieces } from "#lib/ai/answer-pieces.ts";

async function* said(pieces: Iterable<string>, ended = () => {}): AsyncGenerator<string> {
  try {
    yield* pieces;
  } finally {
    ended();
  }
}

describe("the pieces of an answer", () => {
  it("come as they are, a character of two halves whole", async () => {
    const text = "Slept 🌙 well 👩‍👧,\n\tnext to می‌خواهم.";
    const pieces = await Array.fromAsync(answerPieces(said(text.split(""))));
    expect(pieces.join("")).toBe(text);
    expect(pieces).toContain("🌙");
  });

  it("hold nothing that is not seen, also when it comes in halves", async () => {
    const hidden = "\u0000\u001b\u200b\u202e\u2066\ufeff\u{e0041}\u{e0100}";
    expect(await Array.fromAsync(answerPieces(said(`a${hidden}b\ud83d`.split(""))))).toEqual(["a", "b"]);
  });

  it("end at the limit, and the model with them", async () => {
    function* endless() {
      for (;;) yield "round and round 🎡 ";
    }
    let ended = false;
    const pieces = await Array.fromAsync(answerPieces(said(endless(), () => (ended = true))));
    expect(pieces.join("").length).toBeGreaterThan(ANSWER_LENGTH - 2);
    expect(pieces.join("").length).toBeLessThanOrEqual(ANSWER_LENGTH);
    expect(ended).toBe(true);
  });
});
