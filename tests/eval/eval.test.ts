import { beforeAll, describe, expect, it } from "vitest";
import { periodIn } from "#lib/period.ts";
import { NOW, readJournals } from "./corpus.ts";
import { evaluate, type Method, type Scored } from "./evaluate.ts";

/** Two journals of the seven; `npm run eval` has them all. */
let scored: Scored[];
beforeAll(async () => {
  const some = readJournals().filter(({ person }) => ["starter", "noor"].includes(person.slug));
  scored = (await evaluate(some)).scored;
});

describe("finding", () => {
  it("by words, meaning and time together beats each alone", () => {
    const marked = scored.filter(({ question }) => question.relevant.length > 0);
    const mean = (method: Method, figure: "recall" | "mrr") =>
      marked.reduce((sum, one) => sum + one.methods[method][figure], 0) / marked.length;
    expect(marked.length).toBeGreaterThanOrEqual(40);
    for (const alone of ["words", "vector"] as const) {
      expect(mean("coach", "recall")).toBeGreaterThan(mean(alone, "recall"));
      expect(mean("coach", "mrr")).toBeGreaterThan(mean(alone, "mrr"));
    }
  });

  it("reads the period off a question as a person does", () => {
    const questions = readJournals().flatMap((journal) => journal.questions);
    const dated = questions.filter(({ from }) => from);
    const right = dated.filter(({ question, from, to }) => {
      const period = periodIn(question, NOW, "UTC");
      const last = period && new Date(Date.parse(period.before) - 1).toISOString().slice(0, 10);
      return period?.from.slice(0, 10) === from?.slice(0, 10) && last === to?.slice(0, 10);
    });
    expect(dated.length).toBeGreaterThanOrEqual(40);
    expect(right.length / dated.length).toBeGreaterThanOrEqual(0.98);
  });
});

describe("the offline coach's answers", () => {
  it("quote word for word, and cite only what was retrieved", () => {
    for (const { question, answer } of scored) {
      expect(answer.verbatim, `${question.question} ${answer.text}`).toBe(true);
      expect(answer.citesRetrieved, question.question).toBe(true);
    }
    expect(scored.filter(({ answer }) => answer.text.includes("“")).length).toBeGreaterThan(30);
  });

  it("say that they don't find what is not there", () => {
    const unanswerable = scored.filter(({ question }) => question.type === "unanswerable");
    expect(unanswerable.length).toBeGreaterThanOrEqual(4);
    for (const { question, answer } of unanswerable) expect(answer.honest, question.question).toBe(true);
  });
});
