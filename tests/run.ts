import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordNumbers } from "./leaks/numbers.ts";
import { migratedDatabase } from "./stack/migrated-database.ts";

/**
 * Runs vitest on the folders or files named (all tests when none is) and ends with the line
 * `N passed, N failed`. A file that could not even be loaded, or prepared before its first test, counts as a failure.
 * With a native DATABASE_URL all of it stands in a database of this run's own, which is dropped after it: what is stored in
 * the one that was named stays as it is.
 * With RECORD_NUMBERS=1 a run of the leak suite is written down for the page /privacy.
 */
const folder = mkdtempSync(join(tmpdir(), "nightlight-tests-"));
const report = join(folder, "report.json");
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const { LEAK_SQL, DATABASE_URL } = process.env;
// Each world of the leak suite has a database of its own, so its files need not wait for each other.
const atOnce = process.argv[2] === "tests/leaks" && !LEAK_SQL ? ["--maxWorkers=2"] : [];
const own = DATABASE_URL ? await migratedDatabase(DATABASE_URL) : undefined;
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...atOnce,
    ...process.argv.slice(2),
  ],
  {
    stdio: "inherit",
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, ...(own ? { DATABASE_URL: own.url } : {}) },
  },
);
await own?.drop();

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[];
}

try {
  const result = JSON.parse(readFileSync(report, "utf8")) as Report;
  const unprepared = result.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  ).length;
  const failed = result.numFailedTests + unprepared;
  const skipped = result.numPendingTests > 0 ? `, ${result.numPendingTests} skipped` : "";
  process.stdout.write(`\n${result.numPassedTests} passed, ${failed} failed${skipped}\n`);
  if (process.env.RECORD_NUMBERS === "1" && process.argv[2] === "tests/leaks") {
    const engine = process.env.DATABASE_URL ? "native" : "embedded";
    recordNumbers({ leakTests: { [engine]: { passed: result.numPassedTests, failed } } });
  }
  process.exitCode = failed > 0 || status !== 0 || result.numPassedTests === 0 ? 1 : 0;
} catch {
  process.stdout.write("\n0 passed, 1 failed\n");
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
