import { describe, expect, it } from "vitest";
import { safetyAnswer, safetyCard } from "#lib/crisis.ts";
import { screen } from "#lib/safety.ts";
import { RULES } from "#lib/safety-rules.ts";
import { people } from "./corpus.ts";
import { scoreSafety } from "./safety.ts";

describe("the safety rules", () => {
  it.each(["tune", "heldOut"] as const)("notice danger and leave exaggeration alone (%s)", (set) => {
    const { recall, precision, missed, alarmed, sentences } = scoreSafety(set);
    expect(sentences).toBeGreaterThan(100);
    expect(recall, missed.join(" | ")).toBeGreaterThanOrEqual(set === "tune" ? 0.99 : 0.95);
    expect(precision, alarmed.join(" | ")).toBeGreaterThanOrEqual(0.97);
  });

  it("take no question of the corpus about the past for a cry for help", () => {
    const asked = people().flatMap(({ questions }) => questions.map(({ question }) => question));
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((question) => screen(question))).toEqual([]);
  });

  it("answer every kind in every language with the emergency number first and no way to do harm", () => {
    for (const { kind, language, clear } of RULES) {
      const text = safetyAnswer({ kind, language, clear });
      expect(text).toMatch(/911/);
      if (kind !== "medical") expect(text.indexOf("911")).toBeLessThan(text.indexOf("988"));
      expect(text).not.toMatch(/\b(pills?|tablets?|ropes?|knife|overdose|diagnos\w+)\b/i);
      expect(safetyCard({ kind, language, clear }, "US").lines[0]?.href).toBe("tel:911");
    }
  });
});
