import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "#lib/auth.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { hasCheckIns, readTrends, SPANS, type Trends } from "#lib/trends.ts";
import { trendsQuery } from "../../api/trends/schema.ts";
import { text } from "../../messages/text.ts";
import { buttonStyle } from "../../ui/button.tsx";
import { KeepClock } from "../keep-clock.tsx";
import { Calendar } from "./calendar.tsx";
import { Chart } from "./chart.tsx";
import { Stretches } from "./stretches.tsx";
import { Words } from "./words.tsx";

export const metadata: Metadata = { title: text("trends.title") };

export default async function TrendsPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const session = await requireSession();
  const asked = trendsQuery.safeParse(await searchParams).data ?? {};
  const [timeZone, enough] = await Promise.all([timeZoneOf(session), hasCheckIns(session, 3)]);
  return (
    <div className="space-y-5 pt-4">
      {timeZone ? null : <KeepClock />}
      <header className="max-w-2xl space-y-1">
        <h1 className="text-2xl font-extrabold">{text("trends.title")}</h1>
        <p className="text-soft">{text("trends.intro")}</p>
      </header>
      {enough ? <Look trends={await readTrends(session, asked)} month={asked.month} /> : <Empty />}
    </div>
  );
}

function Look({ trends, month }: { trends: Trends; month: string | undefined }) {
  return (
    <>
      <nav aria-label={text("trends.span")} className="flex flex-wrap gap-2">
        {SPANS.map((span) => (
          <Link
            key={span}
            href={`/trends?span=${span}${month ? `&month=${month}` : ""}`}
            aria-current={span === trends.span ? "page" : undefined}
            className={buttonStyle({ look: span === trends.span ? "primary" : "quiet", className: "px-3" })}
          >
            {text(`trends.${span}`)}
          </Link>
        ))}
      </nav>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Chart measure="mood" trends={trends} />
        <Chart measure="energy" trends={trends} />
        <Chart measure="sleep" trends={trends} />
        <Calendar days={trends.month} span={trends.span} timeZone={trends.timeZone} />
        <Stretches trends={trends} />
        <Words trends={trends} />
      </div>
    </>
  );
}

function Empty() {
  return (
    <div className="max-w-2xl space-y-3 rounded-3xl border border-dashed border-line p-6 text-soft">
      <h2 className="font-semibold text-ink">{text("trends.empty")}</h2>
      <p>{text("trends.empty-hint")}</p>
      <Link href="/today" className={buttonStyle({ look: "quiet" })}>
        {text("trends.write")}
      </Link>
    </div>
  );
}
