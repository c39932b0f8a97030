import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { type Stack, startStack } from "#supabase/local/stack.ts";

/** Every access right in the database, one to a line. */
async function rights(stack: Stack): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select 'relation ' || c.oid::regclass || ' ' || coalesce(relacl::text, '-') as line from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'private', 'auth', 'supabase_migrations')
    union all select 'column ' || attrelid::regclass || '.' || attname || ' ' || attacl::text from pg_catalog.pg_attribute where attacl is not null and attrelid > 16000
    union all select 'function ' || p.oid::regprocedure || ' ' || coalesce(proacl::text, '-') from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private', 'auth')
    union all select 'schema ' || nspname || ' ' || coalesce(nspacl::text, '-') from pg_catalog.pg_namespace where nspname !~ '^pg_'
    union all select 'default ' || defaclobjtype::text || ' ' || defaclnamespace::regnamespace || ' ' || defaclacl::text from pg_catalog.pg_default_acl
    order by 1`.execute(stack.database.connection.kysely);
  return rows.map(({ line }) => line);
}

describe("the rights in the embedded database", () => {
  it("are the same after the first boot, after the second on the kept folder, and after a first request", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "nightlight-acl-"));
    const first = await startStack({ dataDir });
    const atFirst = await rights(first);
    await first.close();
    const second = await startStack({ dataDir });
    const atSecond = await rights(second);
    const client = createClient(second.url, second.secrets.publishableKey, { auth: { persistSession: false } });
    expect((await client.from("check_ins").select()).error?.code).toBe("42501");
    await client.auth.signUp({ email: "acl@example.test", password: "a long night" });
    expect((await client.from("check_ins").select()).data).toEqual([]);
    const afterRequests = await rights(second);
    await second.close();
    rmSync(dataDir, { recursive: true, force: true });

    expect(atFirst.length).toBeGreaterThan(40);
    expect(atSecond).toEqual(atFirst);
    expect(afterRequests).toEqual(atSecond);
  });

  it.each([
    ["switched off for one table", "alter table public.notes disable row level security"],
    ["no longer forced for one table", "alter table public.documents no force row level security"],
    [
      "left without any policy",
      "do $$ declare p record; begin for p in select polname, polrelid::regclass as t from pg_policy loop execute format('drop policy %I on %s', p.polname, p.t); end loop; end $$",
    ],
  ])("are worth nothing when row level security is %s, and the stack does not start", async (_, afterMigrations) => {
    await expect(startStack({ afterMigrations })).rejects.toThrow(/Row Level Security is not in force/);
  });
});
