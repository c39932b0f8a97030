import postgres from "postgres";
import { startStack } from "#supabase/local/stack.ts";

/** A new database on the same server with every migration applied and nobody connected: a template for copies. */
export async function migratedDatabase(url: string): Promise<{ url: string; name: string }> {
  const name = `nightlight_prepared_${process.pid}`;
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  const stack = await startStack({ databaseUrl: own.href });
  await stack.close();
  return { url: own.href, name };
}
