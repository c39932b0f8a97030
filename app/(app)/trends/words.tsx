import type { TellingWord, Trends } from "#lib/trends.ts";
import { text } from "../../messages/text.ts";

/** Which words stand with good and with hard days: counts, and no reasons. */
export function Words({ trends: { moreOnGoodDays, moreOnHardDays } }: { trends: Trends }) {
  return (
    <section aria-labelledby="words" className="space-y-3 rounded-3xl border border-line bg-card p-4">
      <h2 id="words" className="text-lg font-bold">
        {text("trends.words")}
      </h2>
      <p className="text-sm text-soft">{text("trends.words-intro")}</p>
      {moreOnGoodDays.length + moreOnHardDays.length === 0 ? <p>{text("trends.no-words")}</p> : null}
      <Side title={text("trends.more-good")} words={moreOnGoodDays} />
      <Side title={text("trends.more-hard")} words={moreOnHardDays} />
    </section>
  );
}

function Side({ title, words }: { title: string; words: TellingWord[] }) {
  if (words.length === 0) return null;
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <ul>
        {words.map(({ word, isTag, goodDays, hardDays, allGoodDays, allHardDays }) => (
          <li key={`${isTag}${word}`} className="py-1 break-words">
            <strong>{isTag ? `#${word}` : word}</strong>{" "}
            <span className="text-sm text-soft">
              {text("trends.counts", { good: goodDays, allGood: allGoodDays, hard: hardDays, allHard: allHardDays })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
