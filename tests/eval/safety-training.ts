import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import {
  type Features,
  KINDS,
  type LikenessWeights,
  MEANING_FEATURES,
  meaningFeatures,
  scoresOf,
  type Weights,
  WORD_FEATURES,
  wordFeatures,
} from "#lib/safety-likeness.ts";
import { type ConcernKind, RULES } from "#lib/safety-rules.ts";
import { screenByRules, sentencesOf } from "#lib/safety-words.ts";
import { people } from "./corpus.ts";
import {
  LAST_FOR_RULES,
  type LabelledSet,
  LEARNT_FROM,
  LEARNT_LATER,
  labelledSentences,
  WIDENED_FOR,
} from "./safety.ts";
import { journals } from "./teaching/journals.ts";

/** Something that was said, what it speaks of (null for nothing), and how much it counts among the others. */
export interface Example {
  text: string;
  kind: ConcernKind | null;
  weight: number;
}

const HERE = new URL("./", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, HERE), "utf8");
const KIND_OF_FILE: Record<string, ConcernKind | undefined> = {
  "self-harm": "self_harm",
  "child-harm": "child_harm",
  abuse: "abuse",
  postpartum: "postpartum",
  medical: "medical",
};
const trainingFiles = () => globSync("training/*.txt", { cwd: HERE.pathname }).sort();

/**
 * The sentences of tests/eval/training: a line begins with "+" when it speaks of the danger that its file is named
 * after, with "-" when it only sounds like it. `{a|b}` stands for a line with a and one with b; together such lines
 * count as at most eight.
 */
export function ownExamples(): Example[] {
  return trainingFiles().flatMap((file) => {
    const kind = KIND_OF_FILE[file.replace(/^training\/|\.txt$/g, "")] ?? null;
    return read(file)
      .split("\n")
      .filter((line) => /^[+-] /.test(line))
      .flatMap((line) => {
        const texts = alternatives(line.slice(2));
        return texts.map((text) => ({
          text,
          kind: line.startsWith("+") ? kind : null,
          weight: Math.min(1, 8 / texts.length),
        }));
      });
  });
}

function alternatives(line: string): string[] {
  const choice = /\{([^}]*)\}/.exec(line);
  if (!choice) return [line.replace(/ +/g, " ").trim()];
  const [whole, options = ""] = choice;
  return options.split("|").flatMap((option) => alternatives(line.replace(whole, () => option)));
}

/** The English sentences of the labelled sets and of the first rounds, for training. */
export function labelledExamples(sets: readonly LabelledSet[], weight = 1): Example[] {
  return labelledSentences(sets)
    .filter(({ language }) => language === undefined)
    .map(({ text, kind }) => ({ text, kind, weight }));
}

/** Sentences as people write them, not in pairs that differ in a detail: nearest to what will be asked, and few beside those. */
export const AS_WRITTEN_COUNTS = 2;

/** The harmless of the first rounds are few, short, and what the rules were first measured on: they must not get lost among thousands. */
const HARMLESS_FIRST_COUNT = 5;

/** The first rounds, but for what is Spanish or German; those that are labelled by danger alone have the rules' kind. */
export function firstExamples(harmlessCounts = HARMLESS_FIRST_COUNT): Example[] {
  const rounds = Object.values(JSON.parse(read("safety.json")) as Record<string, Record<string, string[]>>);
  return rounds.flatMap(({ none = [], mixed = [], ...labelled }) => [
    ...none.map((text) => ({ text, kind: null, weight: harmlessCounts })),
    ...KINDS.flatMap((kind) => (labelled[kind] ?? []).map((text) => ({ text, kind, weight: 1 }))),
    ...mixed.flatMap((text) => {
      const concern = screenByRules(text);
      return concern?.language === "en" ? [{ text, kind: concern.kind, weight: 1 }] : [];
    }),
  ]);
}

/** Entries of the invented journals, whole and sentence by sentence: harmless, but for those that the rules notice. */
export function journalExamples(slugs?: string[]): Example[] {
  return journalTexts(slugs)
    .filter((text) => !screenByRules(text))
    .flatMap((text) => [text, ...sentencesOf(text)].map((one) => ({ text: one, kind: null, weight: 1.5 })));
}

/** What the people of the corpus wrote, title and text together. */
export function journalTexts(slugs?: string[]): string[] {
  return people(slugs).flatMap(({ entries }) =>
    entries.map(({ title, text }) => [title, text].filter(Boolean).join("\n")).filter((text) => text !== ""),
  );
}

/**
 * Entries of the journals that the encoder learns to search with, but for those that are left out there: ordinary days, and
 * hard ones among them. So that an everyday line that says little is not taken for one that hides something. What the rules
 * notice is left out.
 */
export function everydayExamples(): Example[] {
  return journals()
    .filter(({ leftOut }) => !leftOut)
    .flatMap(({ entries }) => entries)
    .filter(({ entry }) => !screenByRules(entry))
    .map(({ entry }) => ({ text: entry, kind: null, weight: 1 }));
}

const labelledForTraining = () => [
  ...labelledExamples([...WIDENED_FOR, LAST_FOR_RULES]),
  ...labelledExamples(LEARNT_FROM, AS_WRITTEN_COUNTS),
];

/** What the encoder is taught with. */
export function lessonExamples(): Example[] {
  return [...ownExamples(), ...firstExamples(3), ...labelledForTraining(), ...journalExamples()];
}

/** All that the shipped weights are learnt from. */
export function allExamples(): Example[] {
  return [
    ...ownExamples(),
    ...firstExamples(),
    ...labelledForTraining(),
    ...labelledExamples(LEARNT_LATER, AS_WRITTEN_COUNTS),
    ...journalExamples(),
    ...everydayExamples(),
  ];
}

/** A danger that is missed is worse than a card too many. */
const DANGER_COUNTS = 1.5;

/** How a regression is learnt. `decay`: how strongly weights are drawn to zero, so that a single example teaches little. */
interface Way {
  features: number;
  rounds: number;
  decay: number;
}
const BY_WORDS: Way = { features: WORD_FEATURES, rounds: 6, decay: 5e-4 };
const BY_MEANING: Way = { features: MEANING_FEATURES, rounds: 8, decay: 1e-4 };

interface Row extends Features {
  /** The place of its kind in `KINDS`, -1 for "none of them". */
  target: number;
  counts: number;
}

/**
 * The weights of both regressions. The second learns from what the first says of sentences that it has not learnt from
 * (`scoredByWords`). The same examples in the same order give the same weights. A few minutes.
 *
 * @param meanings what each example's text means.
 */
export function train(examples: readonly Example[], meanings: Map<string, Float32Array>): LikenessWeights {
  const rows = scoredByWords(examples);
  const byMeaning = rows.map(({ text, target, counts, scores }) => ({
    target,
    counts,
    ...meaningFeatures(scores, meanings.get(text) as Float32Array),
  }));
  return { words: learn(rows, BY_WORDS), meaning: learn(byMeaning, BY_MEANING) };
}

/** An example as a regression takes it. */
interface ExampleRow extends Row {
  text: string;
}

function rowsOf(examples: readonly Example[]): ExampleRow[] {
  return examples.flatMap(({ text, kind, weight }) => {
    const sentences = sentencesOf(text);
    if (sentences.length === 0) return [];
    const target = kind === null ? -1 : KINDS.indexOf(kind);
    const counts = kind ? weight * DANGER_COUNTS : weight;
    return [{ ...wordFeatures(sentences.join(" . ")), text, target, counts }];
  });
}

/**
 * Examples with the scores of a first regression that has learnt from the other three quarters of them: of those that it has
 * learnt from it is surer than it will ever be again.
 */
export function scoredByWords(examples: readonly Example[]): (ExampleRow & { scores: number[] })[] {
  const rows = rowsOf(examples);
  // Neighbours were often written by one hand, about one thing: they stay together.
  const quarter = (at: number) => Math.floor(at / 400) % 4;
  const learnt = [0, 1, 2, 3].map((turn) => {
    const others = rows.filter((_, at) => quarter(at) !== turn);
    return learn(others, BY_WORDS);
  });
  return rows.map((row, at) => ({ ...row, scores: scoresOf(row, learnt[quarter(at)] as Weights) }));
}

const STEP = 0.5;
const STEPS_BETWEEN_MOMENTS = 2000;

/**
 * Weights of a multinomial logistic regression ("none" has none), by AdaGrad: the mean of what they are at many moments of the
 * later rounds (https://doi.org/10.1137/0330046). As they are at the end they depend on which examples came last, so much that
 * a changed word somewhere made half as many ordinary entries again look dangerous.
 */
function learn(rows: readonly Row[], { features, rounds, decay }: Way): Weights {
  const kinds = KINDS.length;
  const bias = KINDS.map(() => 0);
  const weights = new Float64Array(features * kinds);
  const squares = new Float64Array(features * kinds).fill(0.01);
  const total = { bias: KINDS.map(() => 0), weights: new Float64Array(features * kinds), moments: 0 };
  const random = pseudorandom(7);
  for (let round = 0; round < rounds; round++) {
    for (const [step, { at, value, target, counts }] of shuffled(rows, random).entries()) {
      const odds = scoresOf({ at, value }, { bias, weights }).map(Math.exp);
      const all = 1 + odds.reduce((sum, one) => sum + one, 0);
      for (let kind = 0; kind < kinds; kind++) {
        const error = ((odds[kind] ?? 0) / all - (kind === target ? 1 : 0)) * counts;
        bias[kind] = (bias[kind] ?? 0) - STEP * 0.02 * error;
        for (let one = 0; one < at.length; one++) {
          const place = (at[one] as number) * kinds + kind;
          const slope = error * (value[one] as number) + decay * (weights[place] ?? 0);
          squares[place] = (squares[place] ?? 0) + slope * slope;
          weights[place] = (weights[place] ?? 0) - (STEP * slope) / Math.sqrt(squares[place]);
        }
      }
      if (round < rounds / 2 || step % STEPS_BETWEEN_MOMENTS !== 0) continue;
      total.moments++;
      for (const [kind, value] of bias.entries()) total.bias[kind] = (total.bias[kind] ?? 0) + value;
      for (const [place, value] of weights.entries()) total.weights[place] = (total.weights[place] ?? 0) + value;
    }
  }
  return {
    bias: total.bias.map((value) => value / total.moments),
    weights: total.weights.map((value) => value / total.moments),
  };
}

/** A rule that was right in fewer lessons than this for each in which it was wrong is doubtful. */
const RIGHT_FOR_EACH_WRONG = 4;

/**
 * What lib/doubtful-rules.json holds: the places in `RULES` of those that alarm too often at what only sounds like danger.
 * None of what may be a matter of minutes, and none in another language than English, for what is said in it has no likeness.
 */
export function doubtfulRules(): number[] {
  const noticed = [...ownExamples(), ...labelledForTraining()].filter(({ text }) => screenByRules(text));
  return RULES.flatMap((rule, at) => {
    if (rule.language !== "en" || rule.kind === "medical") return [];
    const own = noticed.filter(({ text }) => screenByRules(text, [rule]));
    const count = (some: readonly Example[]) => some.reduce((sum, { weight }) => sum + weight, 0);
    const right = count(own.filter(({ kind }) => kind !== null));
    return right < RIGHT_FOR_EACH_WRONG * (count(own) - right) ? [at] : [];
  });
}

/** What lib/safety-weights.json holds: the weights, those of words as bytes, and of what they were made. */
export function stored({ words, meaning }: LikenessWeights): string {
  const largest = Array.from(words.weights).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const bytes = Int8Array.from(words.weights, (weight) => Math.round((weight / largest) * 127));
  const named = (bias: readonly number[]) =>
    Object.fromEntries(KINDS.map((kind, at) => [kind, Number(bias[at]?.toFixed(4))]));
  const file = {
    madeOf: fingerprint(),
    words: {
      bias: named(words.bias),
      largest: Number(largest.toFixed(6)),
      weights: Buffer.from(bytes.buffer).toString("base64"),
    },
    meaning: {
      bias: named(meaning.bias),
      weights: Array.from(meaning.weights, (weight) => Number(weight.toFixed(4))),
    },
  };
  return `${JSON.stringify(file)}\n`;
}

/**
 * Changes with each sentence trained on, with each line of the code that turns sentences into weights, with which rules are
 * doubtful, and with the encoder.
 */
export function fingerprint(): string {
  const code = [
    "safety-features.ts",
    "safety-likeness.ts",
    "safety-rules.ts",
    "safety-words.ts",
    "sentence-encoder.worker.ts",
  ].map((file) => read(`../../lib/${file}`));
  const hash = createHash("sha256").update(readFileSync(new URL("../../lib/sentence-encoder-danger.bin", HERE)));
  // Without its line breaks, which are the formatter's.
  const doubtful = JSON.stringify(JSON.parse(read("../../lib/doubtful-rules.json")));
  for (const text of [...code, doubtful, read("safety-training.ts"), JSON.stringify(allExamples())]) hash.update(text);
  return hash.digest("hex").slice(0, 16);
}

/**
 * Changes with what the encoder is taught with, but for the few texts that the rules sort, and with the script that
 * teaches it.
 */
export function lessonFingerprint(): string {
  const hash = createHash("sha256").update(read("teaching/teach_danger.py"));
  hash.update(JSON.stringify([...ownExamples(), ...labelledForTraining()]));
  return hash.digest("hex").slice(0, 16);
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

/** Numbers from 0 to 1, the same ones each time. */
function pseudorandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
