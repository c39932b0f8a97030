import { stemmer } from "stemmer";
import { conceptsOf, isStopword } from "./lexicon.ts";

const DIMENSIONS = 1536;

/** Lower-case words of a text without accents, in order. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replaceAll("’", "'")
      .match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** Figures that say what they are about: a body temperature, a dose, a weight, a sum of money. */
const FIGURES: [RegExp, string][] = [
  [/\b(?:3[6-9]|4[01])[.,]\d\b/g, "fever"],
  [/\b\d+(?:[.,]\d+)? ?(?:mg|ml|milligrams?|drops)\b/gi, "medication"],
  [/\b\d[\d,.]* ?(?:g|kg|grams?|kilos?|lbs?)\b/gi, "weigh"],
  [/[£$€] ?\d|\b\d+ (?:a|per|each|every) month\b/gi, "money"],
];

/** What a text is about: stems and concepts with their weights, stopwords left out. */
export function featuresOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number) => counts.set(feature, (counts.get(feature) ?? 0) + weight);
  const addConcepts = (word: string) => {
    const concepts = [...conceptsOf(word)];
    for (const concept of concepts) add(`c:${concept}`, 1 / Math.sqrt(concepts.length));
  };
  for (const [pattern, concept] of FIGURES) for (const _ of text.matchAll(pattern)) add(`c:${concept}`, 0.9);
  const names = namesIn(text);
  const words = wordsOf(text);
  for (const [at, word] of words.entries()) {
    for (const length of [2, 3]) {
      if (at + length <= words.length) addConcepts(words.slice(at, at + length).join("-"));
    }
    const plain = word.replace(/'s$/, "");
    if (isStopword(plain)) continue;
    // Whose day it was matters less than what happened: the same few names stand in most entries.
    add(`s:${stemmer(plain)}`, names.has(plain) ? NAME_WEIGHT : 1);
    addConcepts(plain);
    // Pieces of a word bring a misspelt one near, weakly.
    for (let at = 0; plain.length >= 5 && at + 4 <= plain.length; at++) add(`g:${plain.slice(at, at + 4)}`, 0.12);
  }
  return counts;
}

const NAME_WEIGHT = 0.3;

/** Words written with a capital inside a sentence, in lower case: names, mostly. */
export function namesIn(text: string): Set<string> {
  const found = text.matchAll(/(?<=[\p{Ll}\p{N},;:'’)] )\p{Lu}\p{Ll}+/gu);
  return new Set([...found].map(([word]) => word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")));
}

function seedOf(feature: string): number {
  let hash = 2166136261;
  for (let at = 0; at < feature.length; at++) hash = Math.imul(hash ^ feature.charCodeAt(at), 16777619);
  return hash >>> 0 || 1;
}

/** Adds the feature's own random direction: a sign for each dimension, always the same for the same feature. */
function addDirection(vector: Float64Array, feature: string, weight: number): void {
  let state = seedOf(feature);
  for (let at = 0; at < DIMENSIONS; at += 32) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    let bits = Math.imul(state, 0x9e3779b1) ^ (state >>> 15);
    for (let offset = 0; offset < 32; offset++) {
      vector[at + offset] = (vector[at + offset] as number) + (bits & 1 ? weight : -weight);
      bits >>>= 1;
    }
  }
}

/**
 * A deterministic embedding without any model: the text's stems, concepts and word pieces, each a random dense
 * direction in 1,536 dimensions, weighted and added (random projection). Dense on purpose: the search's binary
 * codes are made of signs, and a sparse vector has almost none.
 *
 * @returns a unit vector of 1,536 numbers.
 */
export function offlineEmbedding(text: string): number[] {
  const vector = new Float64Array(DIMENSIONS);
  const features = featuresOf(text);
  // Every text shares a little of one direction, so that a text without words has a vector too.
  addDirection(vector, "any text", 0.05);
  for (const [feature, count] of features) addDirection(vector, feature, count < 1 ? count : 1 + Math.log(count));
  const length = Math.hypot(...vector);
  return Array.from(vector, (value) => value / length);
}
