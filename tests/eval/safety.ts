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

/**
 * How the safety rules do on a set of sentences. Each round of sentences was written before the rules met it and
 * measured once unseen (docs/decisions/0005); then the rules were widened, so that none is unseen any more.
 * Recall and precision: of all sentences that need help, and of all alarms. */
export function scoreSafety(set: "firstRounds" | "lastRound"): SafetyScore {
  const { none, ...concerns } = read("./safety.json")[set] as Sentences;
  return scored(set, Object.values(concerns).flat(), none);
}

/** The same on sentences by somebody who had not seen the rules: what to expect of words that nobody foresaw. */
export function scoreSecondSet(): SafetyScore {
  const sentences = read("./safety-second.json") as [text: string, concern: string | null, kind: string][];
  const texts = (worrying: boolean) => sentences.filter(([, concern]) => (concern !== null) === worrying);
  const textsOf = (worrying: boolean) => texts(worrying).map(([text]) => text);
  return scored("second", textsOf(true), textsOf(false));
}

function scored(set: string, worrying: string[], none: string[]): SafetyScore {
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
