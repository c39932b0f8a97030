import { NOT_FOUND, offlineAnswer } from "#lib/ai/offline-coach.ts";
import { quotable } from "#lib/ai/quotable.ts";
import { contextOf, promptFor } from "#lib/chat-prompt.ts";
import { coachModel } from "#lib/model.ts";
import { retrieve } from "#lib/retrieve.ts";
import { NOW } from "./corpus.ts";
import type { LoadedPerson } from "./load.ts";

export interface Answered {
  slug: string;
  type: string;
  question: string;
  answer: string;
  /** Every “quotation” stands word for word in the passage cited after it. */
  grounded: boolean;
  /** Every [n] is a passage that was retrieved. */
  citesRetrieved: boolean;
  /** Begins by saying that it does not find it. */
  saysNotFound: boolean;
  /** Cites an entry that is marked as relevant; for a number question, gives the number. */
  right: boolean;
}

/** Puts every question of these people to the coach, as the chat does, with the clock of the corpus. */
export async function answerAll(loaded: LoadedPerson[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const person of loaded) {
    for (const { question, type, relevant, note } of person.questions) {
      const matches = await retrieve(person.session, question, { now: NOW, limit: 8 });
      const ids = { conversation: { id: crypto.randomUUID() }, questionId: crypto.randomUUID() };
      const turn = { ...ids, question, askedAt: NOW.toISOString() };
      const context = await contextOf(person.session, turn as never, "UTC", NOW);
      const prompt = await promptFor(person.session, question, matches, context);
      const answer = await answerTo(prompt);
      const cited = [...answer.matchAll(/\[(\d+)\]/g)].map((found) => matches[Number(found[1]) - 1]);
      const quotes = [...answer.matchAll(/“([^”]+)”(?: \[(\d+)\])?/g)];
      const number = /\d+(?:\.\d+)?/.exec(note)?.[0] ?? "";
      answered.push({
        slug: person.person.slug,
        type,
        question,
        answer,
        grounded: quotes.every(
          ([, words, label]) => label && quotable(matches[Number(label) - 1]?.content ?? "").includes(words as string),
        ),
        citesRetrieved: cited.every(Boolean),
        saysNotFound: answer.startsWith(NOT_FOUND),
        right:
          type === "number" && relevant.length === 0
            ? new RegExp(`(?<![\\d.])${Number(number)}(?![\\d]|\\.\\d)`).test(answer)
            : cited.some((match) => relevant.includes(person.corpusId.get(match?.source.id ?? "") ?? "")),
      });
    }
  }
  return answered;
}

/**
 * The same people, each with what the next of them asks of a journal in words: of a stranger's children and days next to nothing
 * is to be found in one's own.
 */
export function withStrangersQuestions(loaded: LoadedPerson[]): LoadedPerson[] {
  return loaded.map((person, at) => {
    const next = loaded[(at + 1) % loaded.length] as LoadedPerson;
    return { ...person, questions: next.questions.filter(({ type }) => type !== "number" && type !== "unanswerable") };
  });
}

/** The offline coach at once; another model as the chat asks it. */
async function answerTo(prompt: Awaited<ReturnType<typeof promptFor>>): Promise<string> {
  const model = coachModel();
  if (model.offline) return offlineAnswer(prompt.at(-1)?.content ?? "");
  let answer = "";
  for await (const piece of model.streamChat(prompt, { maxTokens: 1200 })) answer += piece;
  return answer;
}

export interface AnswerScores {
  questions: number;
  grounded: number;
  citesRetrieved: number;
  /** Of the questions without an answer, those met with "I don't find that". */
  honest: number;
  /** Of the questions with one, those answered with a right source or number. */
  right: number;
  /** Of the questions with an answer, those where the coach says it does not find it (and may still name the closest). */
  hedged: number;
}

export function answerScores(answered: Answered[]): AnswerScores {
  const share = (some: Answered[], holds: (one: Answered) => boolean) => some.filter(holds).length / some.length;
  const without = answered.filter(({ type }) => type === "unanswerable");
  const withOne = answered.filter(({ type }) => type !== "unanswerable");
  return {
    questions: answered.length,
    grounded: share(answered, (one) => one.grounded),
    citesRetrieved: share(answered, (one) => one.citesRetrieved),
    honest: share(without, (one) => one.saysNotFound),
    right: share(withOne, (one) => one.right),
    hedged: share(withOne, (one) => one.saysNotFound),
  };
}
