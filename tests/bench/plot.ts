import { DESIGNS } from "./designs.ts";
import { SIZE_CLASSES } from "./people.ts";
import type { Report } from "./report.ts";

const COLOURS: Record<string, string> = {
  ours: "#0f766e",
  exact: "#64748b",
  "lower-bound": "#94a3b8",
  naive: "#dc2626",
  "over-fetch": "#ea580c",
  iterative: "#9333ea",
  langchain: "#ca8a04",
  partitions: "#2563eb",
};
const [WIDTH, HEIGHT, LEFT, TOP] = [420, 260, 56, 56];

/** Two drawings for the docs: latency by a person's size, and the part of the right passages that came. */
export function asSvg(report: Report): string {
  const times = report.searches.filter(({ label }) => SIZE_CLASSES.includes(label)).map(({ p50 }) => p50);
  const [low, high] = [Math.floor(Math.log10(Math.min(...times))), Math.ceil(Math.log10(Math.max(...times)))];
  const height = (part: number) => TOP + HEIGHT * (1 - part);
  const ticks = Array.from({ length: high - low + 1 }, (_, n) => low + n);
  const left = panel(
    0,
    "Time for one search, p50 in ms",
    ticks.map((tick) => [height((tick - low) / (high - low)), String(10 ** tick)]),
    lines(report, 0, ({ p50 }) => height((Math.log10(p50) - low) / (high - low))),
  );
  const right = panel(
    WIDTH + 110,
    "Of the 10 right passages, the part found",
    [0, 0.25, 0.5, 0.75, 1].map((part) => [height(part), String(part)]),
    lines(report, WIDTH + 110, ({ recall10 }) => height(recall10)),
  );
  const legend = DESIGNS.map(({ name, title }, at) => {
    const [x, y] = [LEFT + (at % 2) * (WIDTH + 110), TOP + HEIGHT + 56 + Math.floor(at / 2) * 20];
    return `<circle cx="${x}" cy="${y - 4}" r="5" fill="${COLOURS[name]}"/><text x="${x + 12}" y="${y}">${name}: ${title.replaceAll("'", "’")}</text>`;
  });
  const [width, total] = [2 * WIDTH + 110 + LEFT + 30, TOP + HEIGHT + 70 + 4 * 20];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="system-ui, sans-serif" font-size="12" fill="#1e293b">
<title>Search under row level security, ${report.rows.toLocaleString("en")} passages of ${report.people.toLocaleString("en")} people</title>
<rect width="${width}" height="${total}" fill="#ffffff"/>
${left}
${right}
${legend.join("\n")}
</svg>
`;
}

const across = (offset: number, at: number) => offset + LEFT + 30 + (at * (WIDTH - 60)) / (SIZE_CLASSES.length - 1);

function panel(offset: number, title: string, ticks: [y: number, label: string][], content: string): string {
  const grid = ticks.map(
    ([y, label]) =>
      `<line x1="${offset + LEFT}" x2="${offset + LEFT + WIDTH}" y1="${y}" y2="${y}" stroke="#e2e8f0"/><text x="${offset + LEFT - 8}" y="${y + 4}" text-anchor="end">${label}</text>`,
  );
  const classes = SIZE_CLASSES.map(
    (label, at) => `<text x="${across(offset, at)}" y="${TOP + HEIGHT + 20}" text-anchor="middle">${label}</text>`,
  );
  return `<text x="${offset + LEFT}" y="${TOP - 24}" font-size="14" font-weight="600">${title}</text>
${grid.join("\n")}
${classes.join("\n")}
${content}`;
}

function lines(report: Report, offset: number, height: (one: Report["searches"][number]) => number): string {
  return DESIGNS.map(({ name }) => {
    const points = SIZE_CLASSES.flatMap((label, at) => {
      const one = report.searches.find((each) => each.design === name && each.label === label);
      return one ? [[across(offset, at), height(one)] as const] : [];
    });
    const [colour, wide] = [COLOURS[name], name === "ours" ? 3.5 : 1.5];
    return `<polyline points="${points.map((point) => point.map((x) => x.toFixed(1)).join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="${wide}"/>${points
      .map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${wide + 1}" fill="${colour}"/>`)
      .join("")}`;
  }).join("\n");
}
