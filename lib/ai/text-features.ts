import { stemmer } from "stemmer";
import { conceptsOf, isStopword } from "./lexicon.ts";

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
