import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Recorded } from "./record.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

/**
 * Runs the test suite, or the files named, writes down every statement that reaches the embedded Postgres meanwhile,
 * and says of each how it is bound to one tenant.
 *
 *   npm run statements                              the whole suite
 *   npm run statements -- tests/api                 what vitest takes: files, folders, -t names
 *
 * Exit code 1 when a statement is bound by nothing and is not listed (verdict.ts), or when a test was red.
 */
const folder = mkdtempSync(join(tmpdir(), "nightlight-statements-"));
const file = join(folder, "statements.jsonl");
const root = join(import.meta.dirname, "../..");
const recorder = pathToFileURL(join(import.meta.dirname, "record.ts")).href;
// The engine that is watched is the embedded one: a DATABASE_URL would lead past it.
const { DATABASE_URL: _, NODE_OPTIONS = "", ...environment } = process.env;
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=dot", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...environment, STATEMENTS: file, NODE_OPTIONS: `${NODE_OPTIONS} --import=${recorder}` },
  },
);

/** Each statement in each state of the session once, with how often all processes sent it. */
function recorded(): Recorded[] {
  const perProcess = new Map<string, Recorded>();
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const { count, ...one } = JSON.parse(line) as Recorded & { process: number };
    const key = JSON.stringify(one);
    perProcess.set(key, { ...one, count: Math.max(count, perProcess.get(key)?.count ?? 0) });
  }
  const all = new Map<string, Recorded>();
  for (const { statement, role, person, tenant, sender, count } of perProcess.values()) {
    const key = JSON.stringify([statement, role, person, tenant, sender]);
    const known = all.get(key)?.count ?? 0;
    all.set(key, { statement, role, person, tenant, sender, count: known + count });
  }
  return [...all.values()];
}

const judged = recorded()
  .map((one): Recorded & Verdict => ({ ...one, ...verdictOn(one) }))
  .sort((a, b) => b.count - a.count);
rmSync(folder, { recursive: true, force: true });

const shown = ({ statement, count, role, sender, reason }: Recorded & Verdict) =>
  `  ${String(count).padStart(7)} × ${role}, ${sender}: ${statement.slice(0, 160)}${reason ? `\n            because ${reason}` : ""}`;
const groups = Map.groupBy(judged, ({ bound }) => bound);
for (const [bound, ones] of groups) {
  if (bound === null) continue;
  process.stdout.write(`\n${bound}: ${ones.length} statements, sent ${sum(ones)} times\n`);
  process.stdout.write(`${ones.map(shown).join("\n")}\n`);
}
const unbound = groups.get(null) ?? [];
if (unbound.length > 0) process.stdout.write(`\nBOUND BY NOTHING\n${unbound.map(shown).join("\n")}\n`);

// Of what touches people's rows: whether the text alone tells whose.
const people = judged.filter(({ bound }) => /^(the caller|the job's tenant|one person)/.test(bound ?? ""));
process.stdout.write(
  `\n${judged.length} statements, sent ${sum(judged)} times: ${unbound.length} bound by nothing. ` +
    `Of ${people.length} that touch a person's rows, ${people.filter(({ named }) => named).length} name the person in their text\n`,
);
process.exitCode = unbound.length > 0 || judged.length === 0 || status !== 0 ? 1 : 0;

/** How often statements were sent; a count of a process that was ended is up to half too small. */
function sum(ones: Recorded[]): number {
  return ones.reduce((total, { count }) => total + count, 0);
}
