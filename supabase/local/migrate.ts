import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { getAuthSchemaSql } from "@supabase/lite";
import { sql } from "kysely";
import type { StackDatabase } from "./database.ts";
import { sqlState } from "./log.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const migrationsFolder = fileURLToPath(new URL("../migrations/", import.meta.url));

/** One file of `supabase/migrations`, named `<version>_<name>.sql` as the Supabase CLI does. */
export interface Migration {
  version: string;
  name: string;
  sql: string;
}

/** The repository's migrations in the order in which they apply. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => {
      const match = /^(\d+)_(.+)\.sql$/.exec(file);
      if (!match) throw new Error(`supabase/migrations/${file} is not named <version>_<name>.sql`);
      return { version: match[1] as string, name: match[2] as string, sql: readFileSync(`${folder}/${file}`, "utf8") };
    });
}

/** What a Supabase project holds before its first migration: roles, schemas, pgvector, the auth tables. */
export async function bootstrap(database: StackDatabase): Promise<void> {
  await database.execute(getAuthSchemaSql());
  await database.execute(readFileSync(`${here}/bootstrap.sql`, "utf8"));
}

/**
 * Applies what is pending, each file in a transaction of its own together with its row in the history
 * table that the Supabase CLI reads, so that `supabase migration list` agrees.
 *
 * @returns the versions applied now.
 */
export async function migrate(database: StackDatabase, migrations = readMigrations()): Promise<string[]> {
  await database.execute(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text not null primary key, statements text[], name text
    );`);
  const known = await sql<{ version: string }>`
    select version from supabase_migrations.schema_migrations`.execute(database.connection.kysely);
  const applied = new Set(known.rows.map((row) => row.version));
  const pending = migrations.filter((migration) => !applied.has(migration.version));
  for (const migration of pending) await apply(database, migration);
  return pending.map((migration) => migration.version);
}

/** Postgres' code for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = "55P03";
const TRIES = 10;

/**
 * The text goes as one simple query, which Postgres runs as one transaction: all of it or nothing. It waits two seconds
 * for a lock at the most, since every later statement on the table waits behind it, then lets them pass and tries again.
 */
async function apply(database: StackDatabase, { version, name, sql: text }: Migration): Promise<void> {
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const transaction = `set lock_timeout = '2s';
${text}
;insert into supabase_migrations.schema_migrations (version, name, statements)
values (${quoted(version)}, ${quoted(name)}, array[${quoted(text)}]);
reset lock_timeout; reset statement_timeout;`;
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.execute(transaction);
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || attempt === TRIES)
        throw new Error(`Migration ${version}_${name} failed: ${(error as Error).message}`, { cause: error });
      await setTimeout(1_000);
    }
  }
}
