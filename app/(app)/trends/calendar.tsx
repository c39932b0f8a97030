import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { dateIn } from "#lib/day.ts";
import { monthBeside, type Span, type Stage } from "#lib/trends.ts";
import { text } from "../../messages/text.ts";
import { buttonStyle } from "../../ui/button.tsx";
import { journalOf, monthOf, weekdayNames, weekdayOf } from "./days.ts";

/** Of a week that began on a Monday. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map((day) => weekdayNames(`2024-01-0${day}`));

/** A month of days, each a link to what was written on it; a bar says how the day was. */
export function Calendar({ days, span, timeZone }: { days: Stage[]; span: Span; timeZone: string }) {
  const first = days[0] as Stage;
  const month = first.from.slice(0, 7);
  const today = dateIn(new Date().toISOString(), timeZone);
  const weeks = weeksOf(days);
  const beside = (months: number) => `/trends?span=${span}&month=${monthBeside(month, months)}#month`;
  return (
    <section aria-labelledby="month" className="min-w-0 space-y-1 rounded-3xl border border-line bg-card p-2">
      <div className="flex items-center justify-between">
        <h2 id="month" className="px-2 text-lg font-bold">
          {text("trends.month")}
        </h2>
        <div className="flex">
          <Step href={beside(-1)} label={text("trends.before")} icon={<ChevronLeft className="size-5" aria-hidden />} />
          {month < today.slice(0, 7) ? (
            <Step
              href={beside(1)}
              label={text("trends.after")}
              icon={<ChevronRight className="size-5" aria-hidden />}
            />
          ) : null}
        </div>
      </div>
      <table className="w-full table-fixed border-separate border-spacing-y-1 text-center">
        <caption className="pb-1 font-semibold">{monthOf(first.from)}</caption>
        <thead>
          <tr>
            {WEEKDAYS.map(({ short, long }) => (
              <th key={short} scope="col" abbr={long} className="text-sm font-normal text-soft">
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.find((day) => day)?.from}>
              {week.map((day, at) => (
                <td key={WEEKDAYS[at]?.short} className="p-0">
                  {day ? <Day day={day} future={day.from > today} /> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="px-2 text-sm text-soft">{text("trends.legend")}</p>
    </section>
  );
}

function Step({ href, label, icon }: { href: string; label: string; icon: React.ReactNode }) {
  return (
    <Link href={href} aria-label={label} className={buttonStyle({ look: "plain", className: "w-11 px-0" })}>
      {icon}
    </Link>
  );
}

function Day({ day, future }: { day: Stage; future: boolean }) {
  const number = Number(day.from.slice(8));
  if (future) return <span className="flex min-h-12 items-start justify-center pt-1 text-sm text-soft">{number}</span>;
  const said = { day: weekdayOf(day.from) };
  const label =
    day.mood === null
      ? text("trends.day-empty", said)
      : text("trends.day", {
          ...said,
          mood: text("trends.of-five", { value: Math.round(day.mood * 10) / 10 }),
          count: day.checkIns,
        });
  return (
    <Link
      href={journalOf(day.from, day.from)}
      prefetch={false}
      aria-label={label}
      className="flex min-h-12 flex-col items-center justify-between rounded-xl pt-1 text-sm hover:bg-glow"
    >
      {number}
      <span aria-hidden className="flex h-6 w-3 items-end">
        {day.mood === null ? null : (
          <span className="w-full rounded-t-sm bg-lamp" style={{ height: `${day.mood * 20}%` }} />
        )}
      </span>
    </Link>
  );
}

/** The days in weeks from Monday, null where a week begins before the month or ends after it. */
function weeksOf(days: Stage[]): (Stage | null)[][] {
  const before = (new Date((days[0] as Stage).from).getUTCDay() + 6) % 7;
  const cells = [...Array<null>(before).fill(null), ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return weeks.map((week) => [...week, ...Array<null>(7 - week.length).fill(null)]);
}
