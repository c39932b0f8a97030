import { DESIGNS } from "./designs.ts";
import type { ClassResult, Throughput } from "./measure.ts";
import { SIZE_CLASSES } from "./people.ts";

/** Everything that one run measured; written as JSON. Times in milliseconds. */
export interface Report {
  at: string;
  postgres: string;
  rows: number;
  people: number;
  searches: ClassResult[];
  throughput: Throughput[];
  inserts: { table: string; perSecond: number }[];
  disk: { table: string; bytesPerPassage: number; indexBytesPerPassage: number }[];
  growth: { rows: number; design: string; label: string; p50: number; changed: number; asked: number }[];
  fewPeople: (ClassResult & { people: number; rows: number })[];
  endToEnd?: { what: string; p50: number; p99: number }[];
}

/** One promise about the search, as a ratio of this run. */
export interface Verdict {
  what: string;
  measured: number;
  bound: number;
  held: boolean;
}

const [MEDIAN, , , LARGEST] = SIZE_CLASSES as [string, string, string, string];

/** The ratios that were promised, worked out from one run; what the run did not measure is left out. */
export function verdicts(report: Report): Verdict[] {
  const p50 = (design: string, label: string) =>
    report.searches.find((one) => one.design === design && one.label === label)?.p50 ?? Number.NaN;
  const ours = report.searches.filter(({ design }) => design === "ours");
  const throughput = (design: string) =>
    report.throughput.find((one) => one.design === design && one.clients === 8)?.perSecond ?? Number.NaN;
  const stored = (table: string) => report.inserts.find((one) => one.table === table)?.perSecond ?? Number.NaN;
  const bytes = (table: string) => report.disk.find((one) => one.table === table)?.bytesPerPassage ?? Number.NaN;
  const grown = report.growth
    .filter(({ design, label }) => design === "ours" && label === MEDIAN)
    .sort((a, b) => a.rows - b.rows);
  const changed = report.growth.filter(({ design }) => design === "ours").reduce((sum, one) => sum + one.changed, 0);
  const lowest = (values: number[]) => Math.min(...values);
  const atLeast = (what: string, measured: number, bound: number) => ({
    what,
    measured,
    bound,
    held: measured >= bound,
  });
  const atMost = (what: string, measured: number, bound: number) => ({
    what,
    measured,
    bound,
    held: measured <= bound,
  });
  return [
    atLeast("recall@10 where the path is exact (70, 300)", lowest(ours.slice(0, 2).map(({ recall10 }) => recall10)), 1),
    atLeast(
      "recall@10 where it is two-stage, hard vectors too",
      lowest(ours.slice(2).map(({ recall10 }) => recall10)),
      0.99,
    ),
    atLeast("rows returned of rows asked, in every class", lowest(ours.map(({ returned }) => returned)), 1),
    atLeast("median person, p50: naive / ours", p50("naive", MEDIAN) / p50("ours", MEDIAN), 40),
    atMost("median person, p50: ours / exact scan", p50("ours", MEDIAN) / p50("exact", MEDIAN), 1.5),
    atLeast("largest person, p50: exact scan / ours", p50("exact", LARGEST) / p50("ours", LARGEST), 4),
    atLeast("8 clients, searches per second: ours / naive", throughput("ours") / throughput("naive"), 15),
    atMost("bytes per passage: ours / naive with its index", bytes("public.documents") / bytes("bench.documents"), 0.6),
    atLeast("rows stored per second: ours / naive", stored("public.documents") / stored("bench.documents"), 5),
    atMost(
      "median person, p50: exact scan under RLS / lower bound",
      p50("exact", MEDIAN) / p50("lower-bound", MEDIAN),
      1.2,
    ),
    atMost(
      "median person, p50: largest table / smallest",
      (grown.at(-1)?.p50 ?? Number.NaN) / (grown[0]?.p50 ?? Number.NaN),
      1.2,
    ),
    atMost("answers that others' passages changed by a byte", grown.length > 1 ? changed : Number.NaN, 0),
  ].filter(({ measured }) => !Number.isNaN(measured));
}

const number = (value: number) =>
  value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 0.995 && value < 1
        ? value.toFixed(4)
        : value.toFixed(2);

/** The report as Markdown: tables to print and to keep. */
export function asMarkdown(report: Report): string {
  const table = (head: string[], rows: string[][]) =>
    [head, head.map((_, at) => (at ? "--:" : "---")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const of = (list: { design: string }[]) => DESIGNS.filter(({ name }) => list.some(({ design }) => design === name));
  const labels = [...new Set(report.searches.map(({ label }) => label))];
  const cell = (one?: ClassResult) =>
    one
      ? `${number(one.p50)} / ${number(one.p99)}${one.recall10 < 1 ? ` (${number(one.recall10)})` : ""}${one.returned < 1 ? ` ${number(one.returned)} back` : ""}`
      : "";
  const sections = [
    `${report.rows.toLocaleString("en")} passages of ${report.people.toLocaleString("en")} people, PostgreSQL ${report.postgres}, ${report.at.slice(0, 10)}`,
    `p50 / p99 in ms; recall@10 in brackets where it is not 1, and the share of rows that came back where not all did\n\n${table(
      ["design", ...labels],
      of(report.searches).map(({ name, title }) => [
        `**${name}** ${title}`,
        ...labels.map((label) => cell(report.searches.find((one) => one.design === name && one.label === label))),
      ]),
    )}`,
  ];
  if (report.throughput.length > 0) {
    const clients = [...new Set(report.throughput.map((one) => one.clients))];
    sections.push(
      `Searches per second of mixed people (p99 in ms)\n\n${table(
        ["design", ...clients.map((count) => `${count} client${count > 1 ? "s" : ""}`)],
        of(report.throughput).map(({ name }) => [
          name,
          ...clients.map((count) => {
            const one = report.throughput.find((slice) => slice.design === name && slice.clients === count);
            return one ? `${number(one.perSecond)} (${number(one.p99)})` : "";
          }),
        ]),
      )}`,
    );
  }
  if (report.disk.length > 0)
    sections.push(
      table(
        ["table", "bytes per passage", "of them indexes", "rows stored per second"],
        report.disk.map((one) => [
          one.table,
          one.bytesPerPassage.toFixed(0),
          one.indexBytesPerPassage.toFixed(0),
          number(report.inserts.find(({ table: name }) => name === one.table)?.perSecond ?? Number.NaN),
        ]),
      ),
    );
  if (report.growth.length > 0) {
    const sizes = [...new Set(report.growth.map(({ rows }) => rows))].sort((a, b) => a - b);
    const lines = [...new Set(report.growth.map(({ design, label }) => `${design}, ${label}`))];
    sections.push(
      `The same people and questions in tables of different sizes: p50 in ms, and how many answers others' passages changed\n\n${table(
        ["", ...sizes.map((rows) => rows.toLocaleString("en"))],
        lines.map((line) => [
          line,
          ...sizes.map((rows) => {
            const one = report.growth.find((each) => each.rows === rows && `${each.design}, ${each.label}` === line);
            return one ? `${number(one.p50)} (${one.changed} of ${one.asked})` : "";
          }),
        ]),
      )}`,
    );
  }
  if (report.fewPeople.length > 0) {
    const counts = [...new Set(report.fewPeople.map(({ people }) => people))];
    sections.push(
      `${report.fewPeople[0]?.rows.toLocaleString("en")} passages of this many people with equally many: p50 in ms, recall@10 in brackets\n\n${table(
        ["design", ...counts.map((count) => `${count}`)],
        of(report.fewPeople).map(({ name }) => [
          name,
          ...counts.map((count) => cell(report.fewPeople.find((one) => one.design === name && one.people === count))),
        ]),
      )}`,
    );
  }
  if (report.endToEnd)
    sections.push(
      `Through the app\n\n${table(
        ["", "p50 ms", "p99 ms"],
        report.endToEnd.map(({ what, p50, p99 }) => [what, number(p50), number(p99)]),
      )}`,
    );
  sections.push(
    `What was promised, in this run\n\n${table(
      ["", "measured", "bound", ""],
      verdicts(report).map(({ what, measured, bound, held }) => [
        what,
        number(measured),
        String(bound),
        held ? "held" : "**missed**",
      ]),
    )}`,
  );
  return sections.join("\n\n");
}
