import { sql } from "kysely";
import type { StackDatabase } from "#supabase/local/database.ts";
import { bootstrap, migrate, readMigrations } from "#supabase/local/migrate.ts";
import { contentTables, readPlainly, rowBatches, sumOf, type TableSum } from "./content.ts";
import { type Content, load, type Progress, TransferRefused } from "./load.ts";

/** What came of a move: the sums that both sides agreed on. */
export interface Moved {
  outcome: "stored" | "already there";
  sums: TableSum[];
}

/**
 * Copies everything that one database holds of people into another: accounts with their password hashes, entries,
 * passages with their vectors. The source is only read. Migrations come first, in transactions of their own.
 *
 * @throws TransferRefused when the source is behind, or the target holds anything else
 */
export async function move(source: StackDatabase, target: StackDatabase, progress?: Progress): Promise<Moved> {
  await refuseOldSource(source);
  await makeReady(target);
  return source.connection.kysely.transaction().execute(async (tx) => {
    const content = await readContent(tx);
    return { outcome: await load(target.connection.kysely, content, progress), sums: content.sums };
  });
}

/** Everything to be copied, read within one transaction. */
export async function readContent(transaction: StackDatabase["connection"]["kysely"]): Promise<Content> {
  await readPlainly(transaction);
  const tables = await contentTables(transaction);
  const found = new Map<string, TableSum & { longest: number }>();
  for (const table of tables) found.set(table.name, await sumOf(transaction, table));
  return {
    tables,
    sums: [...found.values()].map(({ table, rows, checksum }) => ({ table, rows, checksum })),
    rows: (table) => rowBatches(transaction, table, found.get(table.name)?.longest ?? 0),
  };
}

/** The versions that a database has applied, in order. */
export async function appliedMigrations({ connection }: StackDatabase): Promise<string[]> {
  const { rows } = await sql<{ version: string }>`
    select version from supabase_migrations.schema_migrations order by version`.execute(connection.kysely);
  return rows.map(({ version }) => version);
}

async function refuseOldSource(source: StackDatabase): Promise<void> {
  const applied = await appliedMigrations(source);
  const missing = readMigrations().filter(({ version }) => !applied.includes(version));
  if (missing.length > 0)
    throw new TransferRefused(
      `The data here is of an older version (${missing.length} migrations behind). Start it once with npm run stack.`,
    );
}

/** A Supabase project brings its own roles and auth tables; an empty Postgres gets them from us. */
async function makeReady(target: StackDatabase): Promise<void> {
  const { rows } = await sql<{ ready: boolean }>`select to_regclass('auth.users') is not null as ready`.execute(
    target.connection.kysely,
  );
  if (!rows[0]?.ready) await bootstrap(target);
  await migrate(target);
}
