import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchDatabase, createDatabase, dropDatabase, markLoaded } from "./database.ts";
import { DESIGNS, OWN_DESIGNS, setUpDesigns } from "./designs.ts";
import { measureEndToEnd } from "./end-to-end.ts";
import { measureDisk, measureGrowth, measureInserts, measureSearches, measureThroughput } from "./measure.ts";
import { embedTexts, equals, HARD_CLASSES, type Person, population, questions, SIZE_CLASSES } from "./people.ts";
import { asSvg } from "./plot.ts";
import { asMarkdown, type Report, verdicts } from "./report.ts";
import { measureYear, storeYear, yearAsMarkdown } from "./year.ts";

const USAGE = `npm run bench -- [options]   (DATABASE_URL: a native Postgres on which databases may be created)

  --rows 200000            passages in the table where every design is measured
  --growth 50000,1000000   further tables for the same people; only ours above --rows; "" for none
  --people 2,20,200,1000   tables of --few-rows passages with so many people; "" for none
  --few-rows 20000
  --questions 100          for each class of people
  --seconds 6              for each design and number of clients
  --year 50                instead: what a year of so many people takes, table by table (for docs/scale.md)
  --end-to-end             the built app too (builds it when stale)
  --out docs/bench         folder of results.json, results.md and search.svg; "" for none
  --load-only              create the databases, measure nothing, keep them
  --keep                   leave the databases, and take those that an earlier run has left`;

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "200000" },
    growth: { type: "string", default: "50000,1000000" },
    people: { type: "string", default: "2,20,200,1000" },
    "few-rows": { type: "string", default: "20000" },
    questions: { type: "string", default: "100" },
    seconds: { type: "string", default: "6" },
    year: { type: "string" },
    "end-to-end": { type: "boolean", default: false },
    out: { type: "string", default: "docs/bench" },
    keep: { type: "boolean", default: false },
    "load-only": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const server = process.env.DATABASE_URL;
if (!server || flags.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(flags.help ? 0 : 1);
}
const numbers = (list: string) => list.split(",").filter(Boolean).map(Number);
const rows = Number(flags.rows);
const started = performance.now();
const say = (line: string) =>
  process.stdout.write(`${String(Math.round((performance.now() - started) / 1000)).padStart(5)} s  ${line}\n`);

const created: BenchDatabase[] = [];
/** A database with these people, and with what the other designs need unless it is for ours alone. */
async function prepare(name: string, people: Person[], scope: "all" | "ours"): Promise<BenchDatabase> {
  const database = await createDatabase(server as string, name, people, say);
  created.push(database);
  if (!database.fresh) say(`${name}: kept from an earlier run`);
  else if (scope === "all") await setUpDesigns(database.root, (line) => say(`${name}: ${line}`));
  await markLoaded(database);
  return database;
}

async function year(people: number): Promise<void> {
  const database = await createDatabase(server as string, "bench_year", equals(0, people), say);
  created.push(database);
  if (database.fresh) await storeYear(database);
  await markLoaded(database);
  say("measuring");
  process.stdout.write(
    `\nA year of one person, of ${people} stored\n\n${yearAsMarkdown(await measureYear(database))}\n`,
  );
}

async function main(): Promise<Report | null> {
  if (flags.year) {
    await year(Number(flags.year));
    return null;
  }
  const people = population(rows);
  await embedTexts(people);
  const database = await prepare(`bench_${rows}`, people, "all");
  const others: BenchDatabase[] = [];
  for (const size of numbers(flags.growth))
    others.push(await prepare(`bench_${size}`, population(size), size > rows ? "ours" : "all"));
  if (flags["load-only"]) return null;

  const classes = [...SIZE_CLASSES, ...HARD_CLASSES];
  const asked = (labels: string[], count: number) => {
    const each = labels.map((label) =>
      questions(
        database.people.filter((one) => one.label === label),
        count,
      ),
    );
    return Array.from({ length: count }, (_, at) => each.map((list) => list[at]!)).flat();
  };
  say(`${flags.questions} questions of each class to each design`);
  const searches = await measureSearches(
    database,
    DESIGNS,
    asked(classes, Number(flags.questions)),
    classes.length * 2,
  );
  say("clients at once");
  const throughput = [];
  for (const clients of [1, 2, 8]) {
    const mixed = questions(
      database.people.filter(({ label }) => SIZE_CLASSES.includes(label ?? "")),
      140,
    );
    throughput.push(...(await measureThroughput(database, DESIGNS, mixed, clients, Number(flags.seconds))));
  }
  say("the same people among more and fewer others");
  const growth =
    others.length === 0
      ? []
      : await measureGrowth(
          [database, ...others],
          (one) => (one.rows > database.rows * 1.1 ? OWN_DESIGNS : DESIGNS.filter(({ name }) => name !== "partitions")),
          asked([...SIZE_CLASSES.slice(0, 3), ...HARD_CLASSES], Math.ceil(Number(flags.questions) / 2)),
        );
  say("rows stored");
  const tables = [...new Set(DESIGNS.map(({ table }) => table))];
  const disk = await measureDisk(database, tables);
  const inserts = await measureInserts(database, tables, database.people[0] as Person);
  const fewPeople: Report["fewPeople"] = [];
  for (const count of numbers(flags.people)) {
    const few = await prepare(`bench_few_${count}`, equals(Number(flags["few-rows"]), count), "all");
    const results = await measureSearches(few, DESIGNS, questions(few.people.slice(0, 10), 30));
    fewPeople.push(...results.map((one) => ({ ...one, people: count, rows: few.rows })));
  }
  const [version] = await database.root`show server_version`;
  const report: Report = {
    at: new Date().toISOString(),
    postgres: version?.server_version,
    rows: database.rows,
    people: database.people.length,
    searches,
    throughput,
    inserts,
    disk,
    growth,
    fewPeople,
  };
  if (flags["end-to-end"]) {
    say("the app itself");
    report.endToEnd = await measureEndToEnd(database, 60);
  }
  return report;
}

try {
  const report = await main();
  if (report) process.stdout.write(`\n${asMarkdown(report)}\n`);
  if (report && flags.out) {
    mkdirSync(flags.out, { recursive: true });
    writeFileSync(
      join(flags.out, "results.json"),
      `${JSON.stringify({ ...report, verdicts: verdicts(report) }, null, 2)}\n`,
    );
    writeFileSync(
      join(flags.out, "results.md"),
      `# The search, measured\n\n![Time and completeness by design](search.svg)\n\n${asMarkdown(report)}\n`,
    );
    writeFileSync(join(flags.out, "search.svg"), asSvg(report));
  }
} finally {
  for (const database of created)
    await (flags.keep || flags["load-only"] ? database.root.end() : dropDatabase(server, database));
}
