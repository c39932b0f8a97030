import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { copyOf, migratedDatabase, type OwnDatabase } from "#tests/stack/migrated-database.ts";
import { recordNumbers } from "../leaks/numbers.ts";
import { removals } from "./removals.ts";
import { sourceMutants } from "./source-mutants.ts";
import { sqlMutants } from "./sql-mutants.ts";

/**
 * Plants each known leak in turn, in a correct system, and runs the leak suite until its first red test.
 *
 *   npm run test:mutants                            all of them, on the embedded engine
 *   DATABASE_URL=… npm run test:mutants             on a native Postgres, each in a copy of a prepared database
 *   npm run test:mutants -- --only keys             those whose id, class or kind holds the word, or one of several: a,b
 *   npm run test:mutants -- --removals              instead: open and drop each policy, drop each FORCE and each user_id of a key
 *   npm run test:mutants -- --sql-file leak.sql     instead: the leaks of a file, separated by lines of dashes
 *
 * Ends with the score; exit code 1 when a leak that is not equivalent survived.
 */
interface Mutant {
  id: string;
  kind: "sql" | "typescript";
  class: string;
  sql?: string;
  undo?: string;
  changes?: object[];
  equivalent?: string;
}
interface Verdict {
  mutant: Mutant;
  /** The first red test, or null when all were green. */
  killer: string | null;
  reason: string;
  seconds: number;
}

const { values: flags } = parseArgs({
  options: {
    only: { type: "string" },
    removals: { type: "boolean", default: false },
    "sql-file": { type: "string" },
    json: { type: "string" },
    workers: { type: "string" },
  },
});
const GREEN = "every test was green";
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "nightlight-mutants-"));
const base = process.env.DATABASE_URL;
// On a native Postgres roles belong to the whole cluster, so there is one mutant at a time.
const workers = base ? 1 : Number(flags.workers ?? 2);

/** The leaks of a file, each with its name in the last comment line before its statements. */
function leaksOf(file: string): Mutant[] {
  return readFileSync(file, "utf8")
    .split(/^-{3,}.*$/m)
    .map((sql) => sql.trim())
    .filter(Boolean)
    .map((sql, at) => ({
      id: /^--\s*(.+)\n(?!--)/m.exec(sql)?.[1] ?? `leak ${at + 1}`,
      kind: "sql",
      class: `from ${basename(file)}`,
      sql,
    }));
}

async function chosen(): Promise<Mutant[]> {
  if (flags["sql-file"]) return leaksOf(flags["sql-file"]);
  const all: Mutant[] = flags.removals
    ? (await removals()).map((one) => ({ ...one, kind: "sql" }))
    : [
        ...sqlMutants.map((one) => ({ ...one, kind: "sql" as const })),
        ...leaksOf(join(import.meta.dirname, "invented-afterwards.sql")),
        ...sourceMutants.map((one) => ({ ...one, kind: "typescript" as const })),
      ];
  const words = flags.only?.split(",") ?? [""];
  return all.filter((one) => words.some((word) => [one.id, one.class, one.kind].some((text) => text.includes(word))));
}

/** Runs the suite with one leak planted, stopping at the first red test. */
async function tryOne(mutant: Mutant, first?: string[]): Promise<Verdict> {
  // Of what was taken away the catalog tells fastest, and the jobs; whatever they do not see the whole suite must.
  if (flags.removals && !first && mutant.class !== "nothing planted") {
    const told = await tryOne(mutant, ["tests/leaks/catalog.test.ts", "tests/leaks/app-user.test.ts"]);
    if (told.killer) return told;
  }
  const started = performance.now();
  const report = join(folder, `${mutant.id.replace(/\W+/g, "-")}.json`);
  const planted = `${report}.planted`;
  const env: NodeJS.ProcessEnv = { ...process.env, LEAK_PAIRS: "24", LEAK_LARGE_PAIRS: "1" };
  writeFileSync(planted, mutant.sql ?? JSON.stringify(mutant.changes));
  env[mutant.sql ? "LEAK_SQL" : "LEAK_SOURCE"] = planted;
  const copy = base ? await copyOfPrepared(base) : undefined;
  if (copy) env.DATABASE_URL = copy.url;
  const files =
    first ??
    (mutant.sql
      ? ["tests/leaks"]
      : [
          "tests/leaks/routes.test.ts",
          "tests/leaks/concurrency.test.ts",
          "tests/leaks/non-interference-routes.test.ts",
        ]);
  const options = ["--bail=1", "--no-file-parallelism", "--reporter=json", `--outputFile=${report}`];
  // Comparing with the migrations' own result would catch every planted statement and say nothing about the rest.
  const skipped = [
    "--exclude=**/drift.test.ts",
    "--exclude=**/logs.test.ts",
    "--exclude=**/pages.test.ts",
    "--exclude=**/pooler.test.ts",
  ];
  await new Promise<void>((resolve) =>
    spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...options, ...skipped, ...files], {
      cwd: root,
      env,
      stdio: "ignore",
    }).once("exit", () => resolve()),
  );
  await copy?.drop(mutant.undo);
  return { mutant, ...firstRed(report), seconds: (performance.now() - started) / 1000 };
}

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

function firstRed(report: string): { killer: string | null; reason: string } {
  let results: Report["testResults"];
  try {
    results = (JSON.parse(readFileSync(report, "utf8")) as Report).testResults;
  } catch {
    return { killer: null, reason: "the suite did not run" };
  }
  for (const { name, assertionResults, message } of results) {
    const file = name.slice(name.lastIndexOf("/") + 1).replace(".test.ts", "");
    const red = assertionResults.find(({ status }) => status === "failed");
    if (red) return judged(`${file}: ${red.fullName}`, red.failureMessages.join("\n"));
    if (message && assertionResults.every(({ status }) => status !== "passed"))
      return judged(`${file}: its start`, message);
  }
  return { killer: null, reason: GREEN };
}

/** A red test counts when an assertion failed, or when the stack itself refused to start without protection. */
function judged(killer: string, message: string): { killer: string | null; reason: string } {
  const text = stripVTControlCharacters(message);
  const line =
    /(AssertionError: .*|Error: promise (?:resolved|rejected) .*|Error: expected .*|Error: Property failed .*|Row Level Security is not in force.*)/.exec(
      text,
    )?.[0];
  if (line) return { killer, reason: line.slice(0, 140) };
  // A right that is missing may well show as an error. With a planted leak, an error only says that it broke something.
  if (flags.removals) return { killer, reason: text.slice(0, 140).replaceAll("\n", " ") };
  return { killer: null, reason: `red for another reason in ${killer}: ${text.slice(0, 200).replaceAll("\n", " ")}` };
}

let prepared: OwnDatabase | undefined;
let copies = 0;
async function copyOfPrepared(url: string): Promise<OwnDatabase> {
  prepared ??= await migratedDatabase(url);
  return copyOf(url, prepared, `${prepared.name}_${++copies}`);
}

const mutants = await chosen();
// The control: with nothing planted the suite is green. Otherwise every kill below would mean nothing.
const control = await tryOne({ id: "control", kind: "sql", class: "nothing planted", sql: "select 1;" });
const sourceControl = await tryOne({ id: "source-control", kind: "typescript", class: "nothing planted", changes: [] });
for (const { killer, reason } of [control, sourceControl]) {
  if (killer || reason !== GREEN) throw new Error(`The suite is red with nothing planted: ${killer ?? reason}`);
}
const queue = [...mutants];
const verdicts: Verdict[] = [];
await Promise.all(
  Array.from({ length: workers }, async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const verdict = await tryOne(mutant);
      verdicts.push(verdict);
      const mark = verdict.killer ? "killed  " : mutant.equivalent ? "equal   " : "SURVIVED";
      const shown = verdict.killer ?? mutant.equivalent ?? verdict.reason;
      process.stdout.write(`${mark} ${mutant.id} (${mutant.class}, ${verdict.seconds.toFixed(1)} s): ${shown}\n`);
    }
  }),
);
await prepared?.drop();
rmSync(folder, { recursive: true, force: true });

const scored = verdicts.filter(({ mutant }) => !mutant.equivalent);
const killed = scored.filter(({ killer }) => killer);
const score = (kind: Mutant["kind"]) => {
  const [all, dead] = [scored, killed].map((list) => list.filter(({ mutant }) => mutant.kind === kind).length);
  return { killed: dead as number, total: all as number };
};
const wronglyEqual = verdicts.filter(({ mutant, killer }) => mutant.equivalent && killer);
for (const { mutant, killer } of wronglyEqual)
  process.stdout.write(`equivalent, and refused all the same: ${mutant.id}, by ${killer}\n`);
if (flags.json)
  writeFileSync(
    flags.json,
    `${JSON.stringify({ engine: base ? "native" : "embedded", sql: score("sql"), typescript: score("typescript"), verdicts }, null, 1)}\n`,
  );
// What the page /privacy shows is a whole run's result.
if (process.env.RECORD_NUMBERS === "1" && !flags.only && !flags.removals && !flags["sql-file"])
  recordNumbers({ mutants: { sql: score("sql"), typescript: score("typescript") } });
process.stdout.write(
  `\n${killed.length} of ${scored.length} leaks caught on the ${base ? "native" : "embedded"} engine (SQL ${score("sql").killed}/${score("sql").total}, ` +
    `TypeScript ${score("typescript").killed}/${score("typescript").total}); ${verdicts.length - scored.length} equivalent, not scored\n`,
);
process.exitCode = killed.length < scored.length || scored.length === 0 ? 1 : 0;
