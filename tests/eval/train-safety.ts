import { writeFileSync } from "node:fs";
import { likenessByWords, likenessOf, THRESHOLD, THRESHOLD_BY_WORDS } from "#lib/safety-likeness.ts";
import { HELD_OUT, TUNED_ON } from "./corpus.ts";
import { meaningsByText } from "./meanings.ts";
import { LAST_FOR_RULES, LEARNT_FROM, LEARNT_LATER, labelledSentences, WIDENED_FOR } from "./safety.ts";
import {
  AS_WRITTEN_COUNTS,
  allExamples,
  doubtfulRules,
  everydayExamples,
  firstExamples,
  journalExamples,
  journalTexts,
  labelledExamples,
  ownExamples,
  stored,
  train,
} from "./safety-training.ts";

/**
 * `npm run train:safety`: learns lib/safety-weights.json and lib/doubtful-rules.json anew. With `-- measure` it writes
 * nothing, but leaves out each labelled set in turn, and two people's journals with it, trains on all the rest, and prints what the weights
 * alone (without the rules, which were widened for these sets) make of what was left out; the encoder was taught with it.
 */
if (process.argv[2] === "measure") await measure();
else {
  writeFileSync(new URL("../../lib/doubtful-rules.json", import.meta.url), `${JSON.stringify(doubtfulRules())}\n`);
  const meanings = await meaningsByText(allExamples().map(({ text }) => text));
  writeFileSync(new URL("../../lib/safety-weights.json", import.meta.url), stored(train(allExamples(), meanings)));
}

async function measure(): Promise<void> {
  const sets = [...WIDENED_FOR, LAST_FOR_RULES] as const;
  const slugs = [...TUNED_ON, ...HELD_OUT];
  const total = new Map<string, { shown: number; of: number }>();
  const count = (name: string, shown: boolean) => {
    const { shown: before, of } = total.get(name) ?? { shown: 0, of: 0 };
    total.set(name, { shown: before + Number(shown), of: of + 1 });
  };
  const meanings = await meaningsByText([...allExamples().map(({ text }) => text), ...journalTexts()]);
  for (const [turn, set] of sets.entries()) {
    const others = slugs.filter((_, at) => at % sets.length !== turn);
    const weights = train(
      [
        ...ownExamples(),
        ...firstExamples(),
        ...labelledExamples(sets.filter((other) => other !== set)),
        ...labelledExamples([...LEARNT_FROM, ...LEARNT_LATER], AS_WRITTEN_COUNTS),
        ...journalExamples(others),
        ...everydayExamples(),
      ],
      meanings,
    );
    const look = (name: string, text: string) => {
      const { likeness } = likenessOf(text, meanings.get(text) as Float32Array, weights);
      count(name, likeness > THRESHOLD);
      count(`${name}, by words alone`, likenessByWords(text, weights.words).likeness > THRESHOLD_BY_WORDS);
    };
    for (const { text, kind, group, language } of labelledSentences([set])) {
      if (!language) look(`${group}${kind ? "" : ", harmless"}`, text);
    }
    for (const text of journalTexts(slugs.filter((slug) => !others.includes(slug)))) look("journal entries", text);
  }
  for (const [name, { shown, of }] of [...total].sort(([a], [b]) => a.localeCompare(b)))
    console.log(
      `${name.padEnd(34)} ${String(shown).padStart(4)} of ${String(of).padEnd(5)} ${(shown / of).toFixed(3)}`,
    );
}
