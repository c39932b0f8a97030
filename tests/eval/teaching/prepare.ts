import { mkdirSync, writeFileSync } from "node:fs";
import { wordVector } from "#lib/ai/offline-embedding.ts";
import { readTime } from "#lib/period.ts";
import { fingerprint, lessons } from "./journals.ts";
import { PUBLISHED, tokensOf } from "./tokens.ts";

/**
 * The first half of `npm run teach:search`: writes what teach.py learns from, every text as the encoder's tokens, and
 * beside it the vector of its words, since a search goes by both.
 */
const folder = new URL("../../../node_modules/.cache/nightlight/teaching/", import.meta.url);
const NOW = new Date("2026-11-20T21:00:00Z");

const texts = new Map<string, number>();
const numberOf = (text: string) => texts.get(text) ?? texts.set(text, texts.size).size - 1;
const prepared = lessons().map(({ leftOut, entries }) => {
  const answers = new Map<string, number[]>();
  for (const [at, { questions }] of entries.entries()) {
    for (const question of questions) answers.set(question, [...(answers.get(question) ?? []), at]);
  }
  return {
    leftOut,
    entries: entries.map(({ entry }) => numberOf(entry)),
    // As the search asks it: without its words of time, which become a period.
    questions: [...answers].map(([question, answeredBy]) => ({
      text: numberOf(readTime(question, NOW, "UTC").rest.trim() || question),
      answeredBy,
    })),
  };
});

mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("journals.json", folder),
  JSON.stringify({
    madeOf: fingerprint(),
    published: PUBLISHED,
    journals: prepared,
    tokens: [...texts.keys()].map(tokensOf),
  }),
);
const words = [...texts.keys()].map((text) => Buffer.from(Float32Array.from(wordVector(text)).buffer));
writeFileSync(new URL("words.f32", folder), Buffer.concat(words));
console.log(`${prepared.length} journals, ${texts.size} texts`);
