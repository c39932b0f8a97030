import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { HELD_OUT, readJournals } from "./corpus.ts";
import { evaluate, METHODS, type Method, type Scored } from "./evaluate.ts";

/**
 * How well the coach finds and answers, on seven invented journals (corpus/README.md).
 *
 *   npm run eval                       every journal, with the model that the environment names, or the offline one
 *   npm run eval -- --journal starter  one journal
 *   npm run eval -- --json file.json   the figures of each question as well
 */
const { values: flags } = parseArgs({ options: { journal: { type: "string" }, json: { type: "string" } } });
const journals = readJournals().filter(({ person }) => !flags.journal || person.slug === flags.journal);
const { model, scored } = await evaluate(journals);

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
const shown = (value: number) => value.toFixed(3).padStart(7);

process.stdout.write(`${journals.length} journals, ${scored.length} questions, embeddings by ${model}\n`);
for (const [name, some] of [
  ["journals that the weights were chosen on", scored.filter(({ journal }) => !HELD_OUT.includes(journal))],
  ["journals held out", scored.filter(({ journal }) => HELD_OUT.includes(journal))],
] as const) {
  const marked = some.filter(({ question }) => question.relevant.length > 0);
  if (marked.length === 0) continue;
  process.stdout.write(`\n${name} (${marked.length} questions with marked passages)\n`);
  process.stdout.write(`${"".padEnd(26)} recall@5     MRR  nDCG@10   hit@5\n`);
  for (const method of METHODS) {
    const figures = marked.map((one) => one.methods[method]);
    const columns = (["recall", "mrr", "ndcg", "hit"] as const).map((key) => shown(mean(figures.map((f) => f[key]))));
    process.stdout.write(`${nameOf(method).padEnd(26)} ${columns.join(" ")}\n`);
  }
}

const unanswerable = scored.filter(({ question }) => question.type === "unanswerable");
const share = (some: Scored[], holds: (one: Scored) => boolean) => `${some.filter(holds).length} of ${some.length}`;
process.stdout.write(`
answers of the offline coach
  unanswerable, and it says that it does not find it: ${share(unanswerable, ({ answer }) => answer.honest)}
  quotes that stand word for word in the passage cited: ${share(scored, ({ answer }) => answer.verbatim)}
  citations of passages that were retrieved: ${share(scored, ({ answer }) => answer.citesRetrieved)}
  questions with marked passages that cite one: ${share(
    scored.filter(({ question }) => question.relevant.length > 0),
    ({ answer }) => answer.citesMarked,
  )}
`);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ model, scored }, null, 1)}\n`);

function nameOf(method: Method): string {
  return {
    words: "full text alone",
    vector: "vectors alone",
    hybrid: "hybrid, without time",
    coach: "hybrid with time (coach)",
  }[method];
}
