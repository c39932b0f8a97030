import { parseArgs } from "node:util";
import { redactConsole } from "#supabase/local/log.ts";
import type { Check } from "./check.ts";
import { examine } from "./doctor.ts";

const USAGE = `npm run doctor -- [--json]

Looks at what the environment names (SUPABASE_URL, DATABASE_URL, APP_USER_DATABASE_URL, OPENAI_…; the embedded stack
otherwise) and changes nothing. One line for each check: ok, warn, fail, or skip for what could not be looked at.
Exit code 0 nothing failed, 1 something did, 2 could not look.`;

const line = ({ state, name, seen, fix }: Check) =>
  `${state.padEnd(5)} ${name}: ${seen}${fix ? `\n      → ${fix}` : ""}`;

redactConsole();
try {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const checks = await examine();
  const count = (state: string) => checks.filter((check) => check.state === state).length;
  const text = [
    ...checks.map(line),
    "",
    `${count("ok")} ok, ${count("warn")} warn, ${count("fail")} fail, ${count("skip")} skip`,
  ];
  process.stdout.write(`${values.json ? JSON.stringify(checks, null, 2) : text.join("\n")}\n`);
  process.exit(count("fail") > 0 ? 1 : 0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
