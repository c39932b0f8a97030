import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { offlineAnswer } from "#lib/ai/offline-coach.ts";
import { type Concern, concernIn } from "#lib/safety.ts";

/** Sentence, the concern it should be seen as (null: none), and its kind. Written by hand, in English and German. */
const SENTENCES = JSON.parse(readFileSync(new URL("../eval/safety.json", import.meta.url), "utf8")) as [
  string,
  Concern | null,
  string,
][];

describe("the rule stage", () => {
  it("sees what is said plainly, most of what is veiled, and leaves figures of speech alone", () => {
    expect(SENTENCES.length).toBeGreaterThanOrEqual(200);
    const seen = SENTENCES.map(([text, wanted, kind]) => ({ text, wanted, kind, found: concernIn(text) }));
    const alarming = seen.filter(({ wanted }) => wanted);
    const caught = alarming.filter(({ found }) => found);
    const raised = seen.filter(({ found }) => found);
    const [recall, precision] = [caught.length / alarming.length, caught.length / raised.length];
    process.stdout.write(
      `safety: ${SENTENCES.length} sentences, recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}\n`,
    );
    const plainlySaid = alarming.filter(({ kind }) => kind === "clear");
    expect(plainlySaid.filter(({ found }) => !found).map(({ text }) => text)).toEqual([]);
    expect(recall).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(caught.filter(({ found, wanted }) => found !== wanted).map(({ text }) => text)).toEqual([]);
  });

  it("answers a concern with people and numbers, not with a search", () => {
    for (const question of ["I want to die.", "I'm scared I will hurt the baby.", "He hits me when the baby cries."]) {
      const answer = offlineAnswer(question);
      expect(answer).toMatch(/988/);
      expect(answer).toMatch(/emergency number comes first/);
      expect(answer).toMatch(/\bAI\b/);
      expect(answer).not.toMatch(/don't find|journal/i);
    }
    expect(offlineAnswer("This kid is killing me.")).not.toMatch(/988/);
  });
});
