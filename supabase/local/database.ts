import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { vector } from "@electric-sql/pglite-pgvector";
import { createPgliteConnection, type PgliteConnection } from "@supabase/lite/pglite";
import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import { Kysely, sql } from "kysely";
import { exclusiveDialect, SessionLock } from "./exclusive-dialect.ts";

/** The database behind the local Supabase API, embedded or native. */
export interface StackDatabase {
  connection: PgliteConnection | PostgresConnection;
  /** Runs SQL text of any number of statements as the owner, holding the session. */
  execute(sqlText: string): Promise<void>;
  /** Present on the embedded engine: its one session and the lock that guards it. */
  embedded?: { pglite: PgliteConnection["driver"]; lock: SessionLock };
}

/** The embedded engine: PGlite with pgvector, in `<dataDir>/pgdata`, or in memory when no folder is given. */
export async function openEmbedded(dataDir?: string): Promise<StackDatabase> {
  if (dataDir) mkdirSync(join(dataDir, "pgdata"), { recursive: true, mode: 0o700 });
  const connection = await createPgliteConnection({
    ...(dataDir ? { url: join(dataDir, "pgdata") } : {}),
    pgliteOptions: {
      extensions: { vector },
      // The server's own log repeats failed statements with their parameters: content.
      onStdout: () => true,
      onStderr: () => true,
    },
  });
  const lock = new SessionLock();
  await connection.driver.waitReady;
  connection.kysely = new Kysely({ dialect: exclusiveDialect(connection.driver, lock) });
  return {
    connection,
    embedded: { pglite: connection.driver, lock },
    async execute(sqlText) {
      const release = await lock.acquire();
      try {
        await connection.driver.exec(sqlText);
      } finally {
        release();
      }
    },
  };
}

/** A native Postgres of version 15 or later with pgvector, reached as a role that may create roles. */
export function openNative(databaseUrl: string): StackDatabase {
  const connection = createPostgresConnection({
    url: databaseUrl,
    // After an outage the driver would wait up to twenty seconds before it connects again.
    postgresOptions: { onnotice: () => {}, backoff: (tries: number) => Math.min(tries / 4, 1) },
  });
  // Without a limit the driver waits for ever for a connection that it counts as reserved after many requests at once.
  connection.close = () => connection.driver.end({ timeout: 5 });
  return {
    connection,
    async execute(sqlText) {
      await connection.driver.unsafe(sqlText).simple();
    },
  };
}

/**
 * Tells the driver how to take a JS array for a vector: LangChain and the Supabase docs send one.
 * To be called once the extension exists, as its type ids are only known then.
 */
export async function acceptArraysAsVectors({ connection }: StackDatabase): Promise<void> {
  const { driver } = connection;
  const serializers: Record<number, (value: unknown) => unknown> =
    "serializers" in driver ? driver.serializers : driver.options.serializers;
  const types = await sql<{ oid: number }>`
    select oid::int from pg_catalog.pg_type where typname in ('vector', 'halfvec', 'sparsevec')`.execute(
    connection.kysely,
  );
  // lite hands a function's json argument over as text; the native driver would encode it a second time.
  const json = "serializers" in driver ? [] : [{ oid: 114 }, { oid: 3802 }];
  for (const { oid } of [...types.rows, ...json]) {
    serializers[oid] = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  }
}

/**
 * Replaces lite's own preparation of RLS, which grants ALL on every schema with a protected table to the
 * three API roles at each boot, revoked rights included. Roles and grants are the migrations' work here.
 * What stays is the question it asked: a database without a protected table is refused.
 */
export async function protectWithRls({ connection }: StackDatabase): Promise<void> {
  const unprotected = await sql<{ name: string }>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`.execute(
    connection.kysely,
  );
  const guarded = await sql<{ count: number }>`
    select count(*)::int as count from pg_catalog.pg_policy`.execute(connection.kysely);
  if (unprotected.rows.length > 0 || guarded.rows[0]?.count === 0) {
    const names = unprotected.rows.map((row) => row.name).join(", ") || "no policy exists at all";
    throw new Error(`Row Level Security is not in force (${names}). The stack does not start without it.`);
  }
  (connection as unknown as { ensureRlsContext: () => Promise<boolean> }).ensureRlsContext = async () => true;
}
