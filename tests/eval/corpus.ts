import { readFileSync } from "node:fs";

/** An invented person of the corpus, as tests/eval/corpus/README.md describes them. */
export interface CorpusPerson {
  person: { slug: string; name: string };
  entries: {
    id: string;
    kind: "check_in" | "note";
    happenedAt: string;
    mood: number | null;
    energy: number | null;
    sleepHours: number | null;
    title: string | null;
    text: string | null;
    tags: string[];
  }[];
  questions: {
    id: string;
    type: "fact" | "time" | "negation" | "near-miss" | "number" | "feeling" | "unanswerable";
    question: string;
    relevant: string[];
    note: string;
    from?: string;
    to?: string;
  }[];
}

/** The moment at which every question of the corpus is asked. */
export const NOW = new Date("2026-11-20T21:00:00Z");

/** Looked at while the lexicon and the weights were chosen. */
export const TUNED_ON = ["mara", "devon", "starter"];
/** Only measured. */
export const HELD_OUT = ["tobias", "priya", "noor", "ines"];

/** The people of the corpus, all seven unless some are named. */
export function people(slugs: string[] = [...TUNED_ON, ...HELD_OUT]): CorpusPerson[] {
  return slugs.map((slug) => JSON.parse(readFileSync(new URL(`./corpus/${slug}.json`, import.meta.url), "utf8")));
}
