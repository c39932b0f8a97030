import { coachModel } from "#lib/model.ts";
import { retrieve } from "#lib/retrieve.ts";
import { NOW } from "./corpus.ts";
import type { LoadedPerson } from "./load.ts";
import { mean, type Scores, score } from "./metrics.ts";

/** A way to find passages: the corpus ids of the entries it finds, best first. */
export type Method = (person: LoadedPerson, question: string) => Promise<string[]>;

async function vectorOf(question: string): Promise<string> {
  const [vector] = await coachModel().embed([question]);
  return JSON.stringify(vector);
}

const entryIds = (person: LoadedPerson, rows: { source_id: string }[] | null) => [
  ...new Set((rows ?? []).map((row) => person.corpusId.get(row.source_id) ?? "")),
];

export const METHODS: Record<string, Method> = {
  async "words alone"(person, question) {
    const found = await person.session.supabase.rpc("search_passages", { query_text: question, match_count: 10 });
    return entryIds(person, found.data);
  },
  async "meaning alone"(person, question) {
    const found = await person.session.supabase.rpc("match_documents", {
      query_embedding: await vectorOf(question),
      match_count: 10,
    });
    return entryIds(person, found.data);
  },
  async "words + meaning"(person, question) {
    const found = await person.session.supabase.rpc("search_passages", {
      query_text: question,
      query_embedding: await vectorOf(question),
      match_count: 10,
    });
    return entryIds(person, found.data);
  },
  async hybrid(person, question) {
    const matches = await retrieve(person.session, question, { limit: 10, now: NOW });
    return [...new Set(matches.map((match) => person.corpusId.get(match.source.id ?? "") ?? ""))];
  },
};

export interface Result {
  slug: string;
  type: string;
  question: string;
  scores: Scores;
  ranked: string[];
  relevant: string[];
}

/** Every question that has marked entries, asked of its own person in one way. */
export async function askAll(loaded: LoadedPerson[], method: Method): Promise<Result[]> {
  const results: Result[] = [];
  for (const person of loaded) {
    for (const { question, type, relevant } of person.questions) {
      if (relevant.length === 0) continue;
      const ranked = await method(person, question);
      results.push({ slug: person.person.slug, type, question, ranked, relevant, scores: score(ranked, relevant) });
    }
  }
  return results;
}

/** The means over the questions of some people. */
export function meanOf(results: Result[], slugs: string[]): Scores {
  return mean(results.filter(({ slug }) => slugs.includes(slug)).map(({ scores }) => scores));
}
