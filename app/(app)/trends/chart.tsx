import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { Measure } from "#lib/numbers.ts";
import type { Stage, Trends } from "#lib/trends.ts";
import { text } from "../../messages/text.ts";
import { longDay, nameOf, shortDay } from "./days.ts";

/** In the chart's own units; at 360 px one of them is one pixel, so that its letters can be read. */
const WIDTH = 300;
const HEIGHT = 130;
const EDGE = { top: 8, right: 8, bottom: 20, left: 24 };

/** A measure over time: a line that breaks where nothing was logged, and the same numbers as a table behind it. */
export function Chart({ measure, trends }: { measure: Measure; trends: Trends }) {
  const { stages, span } = trends;
  const name = text(`trends.${measure}`);
  const most = Math.max(...stages.map((stage) => stage[measure] ?? 0));
  const ticks = measure === "sleep" ? (most > 8 ? [0, 4, 8, 12] : [0, 4, 8]) : [1, 3, 5];
  const top = Math.max(ticks.at(-1) as number, most);
  const x = scaleLinear([0, stages.length - 1], [EDGE.left, WIDTH - EDGE.right]);
  const y = scaleLinear([ticks[0] as number, top], [HEIGHT - EDGE.bottom, EDGE.top]);
  const path = line<Stage>()
    .defined((stage) => stage[measure] !== null)
    .x((_, at) => x(at))
    .y((stage) => y(stage[measure] ?? 0))(stages);
  const marks = [0, Math.floor((stages.length - 1) / 2), stages.length - 1];
  return (
    <section aria-labelledby={`chart-${measure}`} className="min-w-0 rounded-3xl border border-line bg-card p-3">
      <h2 id={`chart-${measure}`} className="px-1 text-lg font-bold">
        {name}
      </h2>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={summaryOf(measure, trends)}
        className="w-full"
        fontSize={11}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={EDGE.left} x2={WIDTH - EDGE.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={EDGE.left - 6} y={y(tick)} textAnchor="end" dominantBaseline="middle" fill="var(--soft)">
              {tick}
            </text>
          </g>
        ))}
        {marks.map((at, mark) => (
          <text
            key={at}
            x={x(at)}
            y={HEIGHT - 4}
            textAnchor={["start", "middle", "end"][mark] as "start" | "middle" | "end"}
            fill="var(--soft)"
          >
            {span === "months" ? nameOf(stages[at] as Stage, span) : shortDay((stages[at] as Stage).from)}
          </text>
        ))}
        <path d={path ?? ""} fill="none" stroke="var(--lamp)" strokeWidth={2} strokeLinejoin="round" />
        {stages.map((stage, at) =>
          stage[measure] === null ? null : (
            <circle key={stage.from} cx={x(at)} cy={y(stage[measure])} r={2.5} fill="var(--lamp)" />
          ),
        )}
      </svg>
      <details>
        <summary className="inline-flex min-h-11 items-center px-1 text-sm text-soft underline">
          {text("trends.table", { measure: name })}
        </summary>
        <table className="w-full text-left text-sm">
          <thead>
            <tr>
              <th scope="col">{text("trends.when")}</th>
              <th scope="col">{name}</th>
              <th scope="col">{text("trends.check-ins")}</th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage.from} className="border-t border-line">
                <th scope="row" className="py-1 font-normal">
                  {nameOf(stage, span)}
                </th>
                <td>{stage[measure] === null ? text("trends.none") : shown(measure, stage[measure])}</td>
                <td>{stage.checkIns}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

/** The chart in one sentence. */
function summaryOf(measure: Measure, { from, to, summary }: Trends): string {
  const said = { measure: text(`trends.${measure}`), from: longDay(from), to: longDay(to) };
  const { average, least, most } = summary[measure];
  if (average === null || least === null || most === null) return text("trends.no-summary", said);
  return text("trends.summary", {
    ...said,
    average: shown(measure, average),
    least: shown(measure, least),
    most: shown(measure, most),
  });
}

function shown(measure: Measure, value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return text(measure === "sleep" ? "trends.hours" : "trends.of-five", { value: rounded });
}
