import Link from "next/link";
import type { Stretch, Trends } from "#lib/trends.ts";
import { text } from "../../messages/text.ts";
import { journalOf, longDay } from "./days.ts";

/** The lightest and the hardest days in a row, told as they were. */
export function Stretches({ trends: { best, hardest } }: { trends: Trends }) {
  return (
    <section aria-labelledby="stretches" className="space-y-3 rounded-3xl border border-line bg-card p-4">
      <h2 id="stretches" className="text-lg font-bold">
        {text("trends.stretches")}
      </h2>
      {best && hardest ? (
        <>
          <Told title={text("trends.best")} stretch={best} />
          <Told title={text("trends.hardest")} stretch={hardest} />
        </>
      ) : (
        <p className="text-soft">{text("trends.no-stretch")}</p>
      )}
    </section>
  );
}

function Told({ title, stretch: { from, to, days, mood } }: { title: string; stretch: Stretch }) {
  const words = text("trends.stretch", {
    from: longDay(from),
    to: longDay(to),
    mood: Math.round(mood * 10) / 10,
    days,
  });
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <p>{words}</p>
      <Link
        href={journalOf(from, to)}
        aria-label={`${text("trends.look")}: ${title}`}
        className="inline-flex min-h-11 items-center font-semibold text-lamp underline"
      >
        {text("trends.look")}
      </Link>
    </div>
  );
}
