import { mkdirSync, writeFileSync } from "node:fs";
import { encoded } from "#lib/safety-likeness.ts";
import { lessonExamples, lessonFingerprint, scoredByWords } from "../safety-training.ts";
import { PUBLISHED, tokensOf } from "./tokens.ts";

/**
 * The first half of `npm run teach:danger`: writes what teach_danger.py learns from, every example as the encoder's
 * tokens, with what it speaks of and what its words say of it.
 */
const folder = new URL("../../../node_modules/.cache/nightlight/teaching/", import.meta.url);
const texts = scoredByWords(lessonExamples()).map(({ text, target, counts, scores }) => ({
  tokens: tokensOf(encoded(text)),
  target,
  counts,
  scores,
}));
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("danger.json", folder),
  JSON.stringify({ madeOf: lessonFingerprint(), published: PUBLISHED, texts }),
);
console.log(`${texts.length} texts`);
