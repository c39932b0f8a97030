import { offlineAnswer } from "#lib/ai/offline-coach.ts";
import { buildCoachPrompt } from "#lib/ai/prompt.ts";
import { retrieve } from "#lib/retrieve.ts";
import { NOW } from "./corpus.ts";
import type { LoadedPerson } from "./load.ts";

/** One answer of the offline coach, and whether it keeps its promises. */
export interface JudgedAnswer {
  slug: string;
  type: string;
  question: string;
  text: string;
  /** It says that it does not find it. */
  honest: boolean;
  /** Every quotation stands word for word in the passage it cites, as far as markup goes. */
  verbatim: boolean;
  /** Every citation is of a passage that was retrieved. */
  citesRetrieved: boolean;
  /** It cites at least one of the marked passages. */
  citesMarked: boolean;
}

/** Asks the offline coach every question of a person, from what the real search finds as that person. */
export async function answersOf(person: LoadedPerson): Promise<JudgedAnswer[]> {
  const answers: JudgedAnswer[] = [];
  for (const { question, type, relevant } of person.questions) {
    const matches = await retrieve(person.session, question, { limit: 8, now: NOW });
    const [, user] = buildCoachPrompt({
      question,
      passages: matches.map((match, at) => ({
        label: String(at + 1),
        ...match.source,
        content: match.content,
        coverage: match.coverage,
      })),
      // Without numbers: what is judged here is what it says from passages.
      checkIns: { period: "in the last 14 days", measures: [], days: [] },
      history: [],
      now: NOW,
      timeZone: "UTC",
    });
    const text = offlineAnswer(user?.content ?? "");
    const quotes = [...text.matchAll(/“([^”]*)” \[(\d+)\]/g)];
    const cited = [...text.matchAll(/\[(\d+)\]/g)].map(([, label]) => matches[Number(label) - 1]);
    answers.push({
      slug: person.person.slug,
      type,
      question,
      text,
      honest: /I don't find that/.test(text),
      verbatim: quotes.every(([, quote = "", label]) => matches[Number(label) - 1]?.content.includes(quote)),
      citesRetrieved: cited.every((match) => match !== undefined),
      citesMarked: cited.some((match) => relevant.includes(person.corpusId.get(match?.source.id ?? "") ?? "")),
    });
  }
  return answers;
}
