import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { coachModel } from "#lib/model.ts";
import { answersOf, type JudgedAnswer } from "./answers.ts";
import { HELD_OUT, people, TUNED_ON } from "./corpus.ts";
import { loadCorpus } from "./load.ts";
import { askAll, METHODS, meanOf, type Result } from "./retrieval.ts";
import { scoreSafety, scoreSecondSet } from "./safety.ts";

/**
 * How well the coach finds, answers and notices danger, on seven invented journals (corpus/README.md).
 *
 *   npm run eval                   everything, with the model that the environment names, or the offline one
 *   npm run eval -- safety         the safety rules alone
 *   npm run eval -- --json f.json  the figures of each question as well
 */
const { values: flags, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const say = (line = "") => process.stdout.write(`${line}\n`);
const shown = (value: number) => value.toFixed(3).padStart(9);

if (!positionals.length || positionals.includes("safety")) safety();
if (!positionals.length) await findingAndAnswering();

function safety(): void {
  say("safety rules                 sentences   recall precision");
  for (const score of [scoreSafety("tune"), scoreSafety("heldOut"), scoreSecondSet()])
    say(
      `  ${score.set.padEnd(26)} ${String(score.sentences).padStart(9)}${shown(score.recall)} ${shown(score.precision)}`,
    );
  say("  (tune: written with the rules; heldOut: only measured; second: by somebody who had not seen the rules)\n");
}

async function findingAndAnswering(): Promise<void> {
  const { stack, loaded } = await loadCorpus(people());
  try {
    say(`finding, embeddings by ${coachModel().embeddingModel}`);
    const results: Record<string, Result[]> = {};
    for (const [name, method] of Object.entries(METHODS)) results[name] = await askAll(loaded, method);
    for (const [title, slugs] of [
      ["journals that weights and lexicon were chosen on", TUNED_ON],
      ["journals held out", HELD_OUT],
    ] as const) {
      say(`  ${title.padEnd(50)} recall@5      MRR   nDCG@10`);
      for (const [name, all] of Object.entries(results)) {
        const { recall5, reciprocalRank, ndcg10 } = meanOf(all, [...slugs]);
        say(`    ${name.padEnd(46)}${shown(recall5)}${shown(reciprocalRank)} ${shown(ndcg10)}`);
      }
    }
    const answers = (await Promise.all(loaded.map(answersOf))).flat();
    report(answers);
    if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ results, answers }, null, 1)}\n`);
  } finally {
    await stack.close();
  }
}

function report(answers: JudgedAnswer[]): void {
  const share = (some: JudgedAnswer[], key: "honest" | "verbatim" | "citesRetrieved" | "citesMarked") =>
    `${some.filter((one) => one[key]).length} of ${some.length}`;
  const unanswerable = answers.filter(({ type }) => type === "unanswerable");
  const answerable = answers.filter(({ type }) => type !== "unanswerable" && type !== "number");
  say("\nanswers of the offline coach");
  say(`  nothing in the journal answers, and it says so:      ${share(unanswerable, "honest")}`);
  say(`  quotations that stand in the passage they cite:      ${share(answers, "verbatim")}`);
  say(`  citations of passages that were retrieved:           ${share(answers, "citesRetrieved")}`);
  say(`  answerable questions whose answer cites a marked one: ${share(answerable, "citesMarked")}`);
}
