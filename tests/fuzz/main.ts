import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const USAGE = `npm run fuzz -- [options]

  --requests 20000   how many random requests, over all routes
  --seed N           the same seed sends the same requests; another one each time when left out

Progress, a table of statuses by route, and for each violation the smallest request that shows it. Exit code 1 when
there is one.`;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help || !Number.isInteger(Number(values.requests)) || !Number.isInteger(Number(values.seed))) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(values.help ? 0 : 2);
}
process.stdout.write(`${values.requests} requests, seed ${values.seed}\n`);
// The routes are imported from app/, which vitest can load and Node alone can't.
const root = join(import.meta.dirname, "../..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "tests/fuzz/fuzz.test.ts", "--reporter=dot", "--disable-console-intercept"],
  { stdio: "inherit", cwd: root, env: { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed } },
);
process.exit(status === 0 ? 0 : 1);
