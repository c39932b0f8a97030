import { answerAll, answerScores, withStrangersQuestions } from "./answers.ts";
import { HELD_OUT, people, TUNED_ON } from "./corpus.ts";
import { loadCorpus } from "./load.ts";
import { askAll, METHODS, meanOf } from "./retrieval.ts";
import { CHOSEN_ON, mistakes, NEVER_SEEN, scoreGroups, scoreSafety, WIDENED_FOR } from "./safety.ts";

/**
 * `npm run eval`: retrieval, answers and safety rules, measured on the invented corpus through the real path.
 * `npm run eval -- safety` (or `retrieval`, `answers`) runs one part. With OPENAI_API_KEY or OPENAI_BASE_URL the
 * provider's models are measured instead of the offline ones.
 */
const SETS = { "looked at while tuning": TUNED_ON, "held out": HELD_OUT };
const parts = process.argv.slice(2);
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const figure = (value: number) => value.toFixed(3).padStart(8);

if (wants("safety")) {
  console.log("\nSafety rules                    sentences   recall  precision");
  for (const { set, sentences, recall, precision, missed, alarmed } of [
    await scoreSafety("firstRounds"),
    await scoreSafety("lastRound"),
  ]) {
    console.log(`  ${set.padEnd(28)}${String(sentences).padStart(11)} ${figure(recall)}   ${figure(precision)}`);
    for (const sentence of missed) console.log(`    missed: ${sentence}`);
    for (const sentence of alarmed) console.log(`    alarmed: ${sentence}`);
  }
  const share = (part: number, whole: number) =>
    whole ? `${figure(part / whole)} of ${whole}`.padEnd(17) : " ".repeat(17);
  for (const [name, sets] of [
    ["widened for", WIDENED_FOR],
    ["the threshold's", [CHOSEN_ON]],
    ["never seen", NEVER_SEEN],
  ] as const) {
    console.log(`\nSafety rules, ${name.padEnd(26)} recall           false alarms`);
    for (const { group, needing, noticed, harmless, alarms } of await scoreGroups(sets))
      console.log(`  ${group.padEnd(34)} ${share(noticed, needing)} ${share(alarms, harmless)}`);
    // Whoever reads the mistakes of the last sets has seen them.
    if (sets !== NEVER_SEEN) for (const line of await mistakes(sets)) console.log(`    ${line}`);
  }
}

if (wants("retrieval") || wants("answers")) {
  const { stack, loaded } = await loadCorpus(people());
  const count = loaded.reduce((sum, { entries }) => sum + entries.length, 0);
  console.log(`\n${loaded.length} people, ${count} entries`);
  try {
    if (wants("retrieval")) {
      console.log("\nRetrieval           questions of       recall@5    hit@5      MRR  nDCG@10");
      for (const [name, method] of Object.entries(METHODS)) {
        const results = await askAll(loaded, method);
        for (const [set, slugs] of Object.entries(SETS)) {
          const { recall5, hit5, reciprocalRank, ndcg10 } = meanOf(results, slugs);
          console.log(
            `  ${name.padEnd(17)} ${set.padEnd(23)}${figure(recall5)} ${figure(hit5)} ${figure(reciprocalRank)} ${figure(ndcg10)}`,
          );
        }
      }
    }
    if (wants("answers")) {
      const answered = await answerAll(loaded);
      console.log("\nAnswers  questions of            questions grounded cites-retrieved  honest   right  hedged");
      for (const [set, slugs] of Object.entries(SETS)) {
        const scores = answerScores(answered.filter(({ slug }) => slugs.includes(slug)));
        console.log(
          `         ${set.padEnd(23)}${String(scores.questions).padStart(9)} ${figure(scores.grounded)}  ${figure(scores.citesRetrieved)}      ${figure(scores.honest)}${figure(scores.right)}${figure(scores.hedged)}`,
        );
      }
      const strange = await answerAll(withStrangersQuestions(loaded));
      const admitted = strange.filter(({ saysNotFound }) => saysNotFound).length;
      console.log(
        `\nOf ${strange.length} questions about a stranger's life not found: ${figure(admitted / strange.length).trim()}`,
      );
      if (process.env.EVAL_VERBOSE) for (const one of [...answered, ...strange]) console.log(JSON.stringify(one));
    }
  } finally {
    await stack.close();
  }
}
