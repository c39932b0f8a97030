import { createHash } from "node:crypto";
import { offlineEmbeddings } from "#lib/ai/offline-embedding.ts";
import { people as journals } from "#tests/eval/corpus.ts";

/** Every vector is generated from its person and place alone: the same in each table size, in each run. */
export const DIMENSIONS = 1536;

/** What somebody's passages look like to a search by codes. */
export type Kind = "life" | "random" | "near-copies" | "few-topics" | "text";

/** Somebody with passages. `label` is the class that the report shows; people without one only fill the table. */
export interface Person {
  id: string;
  seed: number;
  size: number;
  kind: Kind;
  label?: string;
}

/** A question by one person; the vector as the text that the database takes. */
export interface Question {
  person: Person;
  vector: string;
}

const CLASSES: [label: string, people: number, size: number, kind: Kind][] = [
  ["median (70)", 5, 70, "life"],
  ["p90 (300)", 5, 300, "life"],
  ["p99 (2,200)", 3, 2_200, "life"],
  ["largest (20,000)", 1, 20_000, "life"],
  ["random vectors (2,000)", 1, 2_000, "random"],
  ["near-copies (2,000)", 1, 2_000, "near-copies"],
  ["of three topics (5,000)", 1, 5_000, "few-topics"],
  ["real text, offline embedder (2,000)", 1, 2_000, "text"],
];
/** The classes that latency is reported for; the others are there to be hard for codes. */
export const SIZE_CLASSES = CLASSES.slice(0, 4).map(([label]) => label);
export const HARD_CLASSES = CLASSES.slice(4).map(([label]) => label);

/**
 * People whose passages fill a table of `rows`: those of the report, the same ones at every size, and others by Zipf's
 * law (a person for 200 rows), the largest of them no larger than the report's largest.
 */
export function population(rows: number): Person[] {
  const people = CLASSES.flatMap(([label, count, size, kind], at) =>
    Array.from({ length: count }, (_, n) => person(1 + at * 100 + n, size, kind, label)),
  );
  const left = rows - people.reduce((sum, { size }) => sum + size, 0);
  if (left < 0) throw new Error(`The people of the report have ${rows - left} passages already; ask for more rows.`);
  const others = Math.max(1, Math.round(left / 200));
  // The largest scale that does not fill more than there is to fill.
  const sizes = (scale: number) =>
    Array.from({ length: others }, (_, n) => Math.min(20_000, Math.max(1, Math.floor(scale / (n + 1) ** 0.95))));
  const total = (scale: number) => sizes(scale).reduce((sum, size) => sum + size, 0);
  let scale = 1;
  while (total(scale * 1.001) <= left && scale < 1e7) scale *= 1.001;
  return [...people, ...sizes(scale).map((size, n) => person(10_000 + n, size, "life"))];
}

/** `count` people with equally many passages. */
export function equals(rows: number, count: number): Person[] {
  return Array.from({ length: count }, (_, n) =>
    person(500_000 + n, Math.floor(rows / count), "life", `${count} people`),
  );
}

function person(seed: number, size: number, kind: Kind, label?: string): Person {
  return { id: uuid(`person ${seed}`), seed, size, kind, ...(label ? { label } : {}) };
}

export const passageId = (person: Person, n: number) => uuid(`passage ${person.seed} ${n}`);

function uuid(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Marsaglia's xorshift; a seed is stirred first, so that neighbouring ones have nothing in common. */
export function random(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let n = 0; n < 8; n++) next();
  return next;
}

const NORMAL = (() => {
  const next = random(7);
  const uniform = () => (next() + 1) / 2 ** 32;
  return Float32Array.from(
    { length: 2 ** 16 },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
})();

function addNoise(vector: Float32Array, amount: number, seed: number): void {
  const next = random(seed);
  for (let i = 0; i < DIMENSIONS; i += 2) {
    const bits = next();
    vector[i]! += amount * NORMAL[bits & 0xffff]!;
    vector[i + 1]! += amount * NORMAL[bits >>> 16]!;
  }
}

function noise(seed: number): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  addNoise(vector, 1, seed);
  return vector;
}

// As embeddings of one kind of text are: all of them share a direction (two texts at random are about 0.2 alike), and
// they gather in topics (two of one topic about 0.7).
const COMMON = noise(11);
const TOPICS = Array.from({ length: 200 }, (_, n) => noise(1_000 + n));
const texts = new Map<number, string[]>();

function textOf(person: Person, n: number): string {
  if (!texts.has(person.seed)) {
    const sentences = journals()
      .flatMap(({ entries }) => entries)
      .flatMap(({ text }) => (text ?? "").split(/(?<=[.!?])\s+/))
      .filter((sentence) => sentence.length > 15);
    texts.set(person.seed, sentences);
  }
  const sentences = texts.get(person.seed) as string[];
  const next = random(person.seed * 65_537 + n);
  return Array.from({ length: 3 }, () => sentences[next() % sentences.length]).join(" ");
}

const vectorOf = new Map<string, Float32Array>();

/** Embeds what these people have written, where it is real text: once, before anything is stored. A minute or two. */
export async function embedTexts(people: Person[]): Promise<void> {
  for (const person of people.filter(({ kind }) => kind === "text")) {
    const texts = Array.from({ length: person.size }, (_, n) => textOf(person, n));
    const vectors = await offlineEmbeddings(texts);
    for (const [n, text] of texts.entries()) vectorOf.set(text, Float32Array.from(vectors[n] as number[]));
  }
}

function rawVector(person: Person, n: number): Float32Array {
  const seed = Math.imul(person.seed, 1_000_003) + n;
  if (person.kind === "random") return noise(seed);
  if (person.kind === "text") return vectorOf.get(textOf(person, n)) as Float32Array;
  const vector = new Float32Array(DIMENSIONS);
  if (person.kind === "near-copies") {
    vector.set(noise(person.seed * 31 + (n % 5)));
    addNoise(vector, 0.02, seed);
    return vector;
  }
  // Who writes more writes about more things: at least 12, and one for each 100 passages.
  const topics = person.kind === "few-topics" ? 3 : Math.max(12, Math.ceil(person.size / 100));
  const topic = TOPICS[random(person.seed * 131 + (n % topics))() % TOPICS.length] as Float32Array;
  for (let i = 0; i < DIMENSIONS; i++) vector[i] = 0.7 * COMMON[i]! + topic[i]!;
  addNoise(vector, 0.8, seed);
  return vector;
}

/** Length one, rounded to half precision: every design then stores and compares the same numbers. */
function rounded(vector: Float32Array): Float16Array {
  let sum = 0;
  for (let i = 0; i < DIMENSIONS; i++) sum += vector[i]! * vector[i]!;
  const scale = 1 / Math.sqrt(sum);
  return Float16Array.from(vector, (x) => x * scale);
}

export const passageVector = (person: Person, n: number) => rounded(rawVector(person, n));

/** Some 300 characters of the words that journals are made of. */
export function passageText(person: Person, n: number): string {
  if (person.kind === "text") return textOf(person, n);
  const next = random(person.seed * 7_919 + n);
  return Array.from({ length: 52 }, () => WORDS[next() % WORDS.length]).join(" ");
}

const WORDS = [
  ...new Set(
    journals()
      .flatMap(({ entries }) => entries)
      .flatMap(({ text }) => (text ?? "").toLowerCase().match(/[a-z]{2,}/g) ?? []),
  ),
];

/** Questions about things that the people have written, in other words: 0.75 alike to one passage, less to the rest. */
export function questions(people: Person[], count: number): Question[] {
  return Array.from({ length: count }, (_, at) => {
    const person = people[at % people.length] as Person;
    const next = random(90_000 + at);
    const vector = Float32Array.from(passageVector(person, next() % person.size));
    addNoise(vector, (person.kind === "near-copies" ? 0.1 : 0.9) / Math.sqrt(DIMENSIONS), next());
    return { person, vector: `[${Array.from(rounded(vector), (x) => Number(x.toPrecision(8))).join(",")}]` };
  });
}
