import { readFileSync } from "node:fs";
import { screen } from "#lib/safety.ts";

interface Sentences {
  none: string[];
  [group: string]: string[];
}

export interface SafetyScore {
  set: string;
  sentences: number;
  recall: number;
  precision: number;
  missed: string[];
  alarmed: string[];
}

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));

/** Recall and precision of the safety rules on a set: of all sentences that need help, and of all alarms. */
export function scoreSafety(set: "tune" | "heldOut"): SafetyScore {
  const { none, ...concerns } = read("./safety.json")[set] as Sentences;
  const worrying = Object.values(concerns).flat();
  const missed = worrying.filter((sentence) => !screen(sentence));
  const alarmed = none.filter((sentence) => screen(sentence));
  const caught = worrying.length - missed.length;
  return {
    set,
    sentences: worrying.length + none.length,
    recall: caught / worrying.length,
    precision: caught / (caught + alarmed.length),
    missed,
    alarmed,
  };
}
