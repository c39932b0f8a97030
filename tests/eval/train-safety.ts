import { writeFileSync } from "node:fs";
import { likenessOf, THRESHOLD, type Weights } from "#lib/safety-likeness.ts";
import { HELD_OUT, TUNED_ON } from "./corpus.ts";
import { LAST_FOR_RULES, labelledSentences, WIDENED_FOR } from "./safety.ts";
import {
  allExamples,
  firstExamples,
  journalExamples,
  journalTexts,
  labelledExamples,
  ownExamples,
  stored,
  train,
} from "./safety-training.ts";

/**
 * `npm run train:safety`: learns lib/safety-weights.json anew. With `-- measure` it writes nothing, but leaves out
 * each labelled set in turn, and two people's journals with it, trains on all the rest, and prints what the weights
 * alone (without the rules, which were widened for these sets) make of what was left out.
 */
if (process.argv[2] === "measure") measure();
else writeFileSync(new URL("../../lib/safety-weights.json", import.meta.url), stored(train(allExamples())));

function measure(): void {
  const sets = [...WIDENED_FOR, LAST_FOR_RULES] as const;
  const slugs = [...TUNED_ON, ...HELD_OUT];
  const total = new Map<string, { shown: number; of: number }>();
  const count = (name: string, shown: boolean) => {
    const { shown: before, of } = total.get(name) ?? { shown: 0, of: 0 };
    total.set(name, { shown: before + Number(shown), of: of + 1 });
  };
  sets.forEach((set, turn) => {
    const others = slugs.filter((_, at) => at % sets.length !== turn);
    const weights: Weights = train([
      ...ownExamples(),
      ...firstExamples(),
      ...labelledExamples(sets.filter((other) => other !== set)),
      ...journalExamples(others),
    ]);
    const shows = (text: string) => likenessOf(text, weights).likeness > THRESHOLD;
    for (const { text, kind, group, language } of labelledSentences([set])) {
      if (language) continue;
      count(`${set} set, ${group}${kind ? "" : ", harmless"}`, shows(text));
      count(`all sets, ${group}${kind ? "" : ", harmless"}`, shows(text));
    }
    const left = journalTexts(slugs.filter((slug) => !others.includes(slug)));
    for (const text of left) count("journal entries", shows(text));
  });
  for (const [name, { shown, of }] of [...total].sort(([a], [b]) => a.localeCompare(b)))
    console.log(
      `${name.padEnd(34)} ${String(shown).padStart(4)} of ${String(of).padEnd(5)} ${(shown / of).toFixed(3)}`,
    );
}
