import { join } from "node:path";
import { parseArgs } from "node:util";
import { addressIn } from "#supabase/local/address.ts";
import { audit } from "./audit.ts";
import { readExceptions } from "./exceptions.ts";
import { asText, fails } from "./report.ts";
import type { Severity } from "./rule.ts";

const USAGE = `npm run audit:isolation -- [options]

  --url <postgres://…>   the database to look at, or the name of a variable that holds its address, such as DATABASE_URL;
                         this project's own, freshly migrated, when left out
  --schemas a,b          schemas that the API serves (asked of the database when left out, else public)
  --roles anon,authenticated   roles as which the API's clients run; the first is for people not signed in
  --owner user_id,…      names of the column that says whose a row is
  --app <folder>         a Next.js app to look at; this one when there is no --url
  --build <folder>       its build (default <app>/.next)
  --exceptions <file>    findings accepted for a time (JSON: rule, object, reason, until)
  --no-advisors          without supabase db advisors
  --fail-on error|warn|info   what makes the exit code 1 (default error)
  --json                 the report as JSON

Reads only: one read-only transaction. Exit code 0 clean, 1 findings, 2 could not look.`;

const root = join(import.meta.dirname, "../..");
const addressOf = (url?: string) => addressIn(url) ?? (url ? missing(url) : url);
function missing(name: string): never {
  throw new Error(`--url ${name}: there is no such variable, and no address.`);
}
const names = (text?: string) => text?.split(",").map((name) => name.trim());

function readOptions() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      url: { type: "string" },
      schemas: { type: "string" },
      roles: { type: "string" },
      owner: { type: "string" },
      app: { type: "string" },
      build: { type: "string" },
      exceptions: { type: "string" },
      advisors: { type: "boolean", default: true },
      "fail-on": { type: "string", default: "error" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (!["error", "warn", "info"].includes(values["fail-on"])) throw new Error("--fail-on takes error, warn or info");
  return values;
}

try {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const exceptions = options.exceptions ?? (options.url ? undefined : join(import.meta.dirname, "exceptions.json"));
  const [schemas, roles, ownerColumns] = [names(options.schemas), names(options.roles), names(options.owner)];
  const report = await audit({
    url: addressOf(options.url),
    scope: {
      ...(schemas ? { schemas } : {}),
      ...(roles ? { roles } : {}),
      ...(ownerColumns ? { ownerColumns } : {}),
    },
    app: options.app ?? (options.url ? undefined : root),
    build: options.build,
    advisors: options.advisors,
    exceptions: exceptions ? readExceptions(exceptions) : [],
  });
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : asText(report)}\n`);
  process.exit(fails(report.findings, options["fail-on"] as Severity) ? 1 : 0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
