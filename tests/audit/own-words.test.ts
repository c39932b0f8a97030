import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONSENT } from "#lib/profile.ts";
import { en } from "../../app/messages/en.ts";

const root = join(import.meta.dirname, "../..");
/**
 * Everything that the app says itself: its pages and what the coach says without a model. The lexicon and the rules
 * hold words that parents write, and those are theirs.
 */
const files = globSync(["app/**/*.{ts,tsx}", "lib/*.ts", "lib/ai/offline-coach.ts", "public/*.js"], {
  cwd: root,
}).filter((file) => !/lib\/safety(?:-\w+)?\.ts$/.test(file));
const CLINICAL = /\b(?:therap(?:y|ies|ist|ists|eutic)|treatments?|patients?|clinical|cure[sd]?|heal(?:s|ed|ing))\b/i;

describe("what the app says of itself", () => {
  it("is of a coach and a journal, never of what only professionals give", () => {
    expect(files.length).toBeGreaterThan(80);
    const found = files.flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, at) => (CLINICAL.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
    expect(CLINICAL.test("Therapy for tired parents")).toBe(true);
  });

  it("names a coach and a journal where people begin", () => {
    const begins = ["app/page.tsx", "app/(auth)/sign-up/page.tsx", "app/safety/page.tsx"];
    const words = begins.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    expect(words).toMatch(/coach/i);
    expect(words).toMatch(/journal/i);
  });

  it("is agreed to in the wording that is kept: another text is another name", () => {
    expect({ [CONSENT]: en["consent.text"] }).toEqual({
      "adult-and-ai-2026-11":
        "I am 18 or older, and I know that the coach is an AI: not a person, not a doctor, not a crisis service.",
    });
  });
});
