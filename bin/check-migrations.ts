import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readMigrations } from "#supabase/local/migrate.ts";

/**
 * Squawk's verdict on migrations: what would lock a table that people are using, or break the web instances that still
 * run the version before. Without arguments, on those that are not yet in a version.
 *
 *   node bin/check-migrations.ts [file.sql …]
 */

/** The last that came with 0.2.0. Until then every migration made its own tables, and none is edited once it is out. */
const OUT_ALREADY = "20261101004200";

const root = join(import.meta.dirname, "..");
const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : readMigrations()
        .filter(({ version }) => version > OUT_ALREADY)
        .map(({ version, name }) => join(root, "supabase/migrations", `${version}_${name}.sql`));
if (files.length > 0) {
  const command = [
    join(root, "node_modules/squawk-cli/js/bin/squawk"),
    "--config",
    join(root, ".squawk.toml"),
    ...files,
  ];
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else process.stdout.write("No migration is newer than the last version's.\n");
