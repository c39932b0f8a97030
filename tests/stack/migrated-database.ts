import postgres from "postgres";
import { startStack } from "#supabase/local/stack.ts";

/** A database that a test run made for itself on a server that has others. */
export interface OwnDatabase {
  url: string;
  name: string;
  /** Ends its connections and removes it. `first` runs before that, for what belongs to the whole server (roles). */
  drop(first?: string): Promise<void>;
}

/** A new database on the same server with every migration applied and nobody connected: a template for copies. */
export async function migratedDatabase(url: string): Promise<OwnDatabase> {
  const name = `nightlight_prepared_${process.pid}`;
  await onServer(url, `drop database if exists ${name} with (force)`, `create database ${name}`);
  const own = ownDatabase(url, name);
  const stack = await aloneOnServer(url, () => startStack({ databaseUrl: own.url }));
  await stack.close();
  return own;
}

/** An empty database on the same server, which the first stack on it migrates. */
export function emptyDatabase(url: string): Promise<OwnDatabase> {
  return copyOf(url, ownDatabase(url, "template0"), `nightlight_world_${crypto.randomUUID().replaceAll("-", "")}`);
}

/**
 * Does this while nobody else who asks the same is at it, in any database of the server; at once without a server. Roles
 * belong to the whole of it: of two migrations at once the second would find a role changed under its hands.
 */
export async function aloneOnServer<T>(url: string | undefined, work: () => Promise<T>): Promise<T> {
  if (!url) return work();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(hashtext('nightlight: roles'))`;
    return await work();
  } finally {
    await sql.end();
  }
}

/** A copy of a prepared database: much faster than migrating again. Nobody may be connected to the original. */
export async function copyOf(url: string, prepared: OwnDatabase, name: string): Promise<OwnDatabase> {
  await onServer(url, `create database ${name} template ${prepared.name}`);
  return ownDatabase(url, name);
}

function ownDatabase(server: string, name: string): OwnDatabase {
  const own = new URL(server);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    name,
    drop: (first) => onServer(server, ...(first ? [first] : []), `drop database if exists ${name} with (force)`),
  };
}

/** Each text by itself: a database is neither made nor dropped inside a transaction. */
async function onServer(url: string, ...texts: string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    for (const text of texts) await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}
