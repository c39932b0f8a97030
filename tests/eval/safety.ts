import { readFileSync } from "node:fs";
import { screen } from "#lib/safety.ts";
import type { ConcernKind } from "#lib/safety-rules.ts";

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

/** Sentences that the rules were widened for, after they had been measured on them once. */
export const WIDENED_FOR = ["second", "third", "fourth"] as const;
/** Its clear sentences were looked at for the rules, and the weights are learnt from all of it. */
export const LAST_FOR_RULES = "fifth";
/** Written as those that are never seen are, by other hands, to learn from; what was missed of the first was read for rules, too. */
export const LEARNT_FROM = ["thirteenth"] as const;
/** The same, written when the encoder had been taught. */
export const LEARNT_LATER = ["fourteenth"] as const;
/** What the likeness from which a card is shown was chosen on, by its figures alone. */
export const CHOSEN_ON = "sixth";
/**
 * Written without knowledge of rules, weights or their sentences, and never looked at, but for some forty sentences of the
 * tenth (docs/decisions/0009): what to expect of unforeseen words.
 */
export const NEVER_SEEN = ["seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "fifteenth"] as const;
export type LabelledSet =
  | (typeof WIDENED_FOR)[number]
  | typeof LAST_FOR_RULES
  | (typeof LEARNT_FROM)[number]
  | (typeof LEARNT_LATER)[number]
  | typeof CHOSEN_ON
  | (typeof NEVER_SEEN)[number];

/** How the rules do on one kind of sentences: of those that need help, how many are noticed, and of the others, how many wrongly. */
export interface GroupScore {
  group: string;
  needing: number;
  noticed: number;
  harmless: number;
  alarms: number;
}

/** `group`: clear, veiled, hyperbole, quoting, negated, plain; `language`: none for English, "mixed" for two in one. */
type Labelled = [text: string, concern: string | null, group: string, language?: string];

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
const labelled = (sets: readonly LabelledSet[]) => sets.flatMap((set) => read(`./safety-${set}.json`) as Labelled[]);

const KIND_OF_LABEL: Record<string, ConcernKind> = {
  "self-harm": "self_harm",
  "harm-to-child": "child_harm",
  abuse: "abuse",
  "postpartum-emergency": "postpartum",
  medical: "medical",
};

/** Those of some texts that the help card is shown for. */
export async function shownFor(texts: readonly string[]): Promise<Set<string>> {
  // One after the other: of many at once the later ones would be judged by their words alone.
  for (const text of texts) if (!looked.has(text)) looked.set(text, (await screen(text)) !== null);
  return new Set(texts.filter((text) => looked.get(text)));
}
const looked = new Map<string, boolean>();

/** The sentences of these sets, with what they speak of as the rules name it. */
export function labelledSentences(sets: readonly LabelledSet[]) {
  return labelled(sets).map(([text, concern, group, language]) => ({
    text,
    kind: concern === null ? null : (KIND_OF_LABEL[concern] as ConcernKind),
    group,
    language,
  }));
}

/**
 * How the safety rules do on a set of sentences. Each round of sentences was written before the rules met it and
 * measured once unseen (docs/decisions/0009); then the rules were widened for it.
 * Recall and precision: of all sentences that need help, and of all alarms. */
export async function scoreSafety(set: "firstRounds" | "lastRound"): Promise<SafetyScore> {
  const { none, ...concerns } = read("./safety.json")[set] as Sentences;
  const worrying = Object.values(concerns).flat();
  const noticed = await shownFor([...worrying, ...none]);
  const missed = worrying.filter((sentence) => !noticed.has(sentence));
  const alarmed = none.filter((sentence) => noticed.has(sentence));
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

/** The same by kind of sentence; those in Spanish, German or two languages at once also count as a kind of their own. */
export async function scoreGroups(sets: readonly LabelledSet[]): Promise<GroupScore[]> {
  const noticed = await shownFor(labelled(sets).map(([text]) => text));
  const groups = new Map<string, GroupScore>();
  for (const [text, concern, group, language] of labelled(sets)) {
    for (const name of language ? [group, "other languages"] : [group]) {
      const score = groups.get(name) ?? { group: name, needing: 0, noticed: 0, harmless: 0, alarms: 0 };
      groups.set(name, score);
      score[concern ? "needing" : "harmless"]++;
      if (noticed.has(text)) score[concern ? "noticed" : "alarms"]++;
    }
  }
  return [...groups.values()];
}

/** The sentences of these sets that the rules get wrong. */
export async function mistakes(sets: readonly LabelledSet[]): Promise<string[]> {
  const noticed = await shownFor(labelled(sets).map(([text]) => text));
  return labelled(sets).flatMap(([text, concern]) =>
    noticed.has(text) === Boolean(concern) ? [] : [`${concern ? "missed" : "alarmed"}: ${text}`],
  );
}
