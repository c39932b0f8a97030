import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runSupabaseCli } from "./cli.ts";

/**
 * `npm run types`: writes lib/database.types.ts from the local database, by the Supabase CLI.
 * With `--check` it writes nothing and fails when the file is not what the migrations say.
 */
const file = fileURLToPath(new URL("../../lib/database.types.ts", import.meta.url));
const { status, output, messages } = await runSupabaseCli(["gen", "types", "--schema", "public"], "pipe");
if (status !== 0) {
  process.stderr.write(messages);
  process.exit(status);
}
if (!process.argv.includes("--check")) {
  writeFileSync(file, output);
} else if (readFileSync(file, "utf8") !== output) {
  process.stderr.write("lib/database.types.ts is out of date: run npm run types\n");
  process.exit(1);
}
process.exit(0);
