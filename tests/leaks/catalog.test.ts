import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Names that break a rule; each test wants none. */
async function offenders(query: string): Promise<string[]> {
  const { rows } = await sql.raw<{ name: string }>(query).execute(world.root);
  return rows.map(({ name }) => name);
}
const TABLES = "pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace";
const FUNCTIONS = "pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace";
/** Functions of an extension are the extension's own affair. */
const OURS = "not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')";

describe("the catalog", () => {
  it("has at least the tables we know of, so that the rules below are about something", async () => {
    const names = await offenders(
      `select c.relname as name from ${TABLES} where n.nspname = 'public' and c.relkind = 'r'`,
    );
    expect(names).toEqual(
      expect.arrayContaining([
        "profiles",
        "check_ins",
        "notes",
        "projects",
        "documents",
        "conversations",
        "messages",
        "message_citations",
      ]),
    );
  });

  it.each([
    [
      "no table without forced row level security",
      `select c.relname as name from ${TABLES}
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
    ],
    [
      "no table without one policy for each command of a signed-in person",
      `select c.relname as name from ${TABLES}
      where n.nspname = 'public' and c.relkind in ('r', 'p') and (
        select array_agg(polcmd::text order by polcmd::text) from pg_catalog.pg_policy
        where polrelid = c.oid and polroles = array['authenticated'::regrole::oid]) is distinct from '{a,d,r,w}'`,
    ],
    [
      "no policy that is not bound to the caller or to the job's tenant",
      `select polname || ' on ' || polrelid::regclass as name from pg_catalog.pg_policy,
        lateral (values (pg_get_expr(polqual, polrelid)), (pg_get_expr(polwithcheck, polrelid))) as e (expression)
      where expression is not null and regexp_replace(expression, '\\s+', '', 'g') not in (
        '((SELECTauth.uid()ASuid)=user_id)', '(user_id=(SELECTprivate.current_tenant()AScurrent_tenant))')`,
    ],
    [
      "no policy for a role other than authenticated and app_user",
      `select polname || ' on ' || polrelid::regclass as name from pg_catalog.pg_policy
      where polroles <> array['authenticated'::regrole::oid] and polroles <> array['app_user'::regrole::oid]`,
    ],
    [
      "no key that does not begin with user_id",
      `select conname || ' on ' || conrelid::regclass as name from pg_catalog.pg_constraint k
      join ${TABLES} on c.oid = k.conrelid where n.nspname in ('public', 'private') and contype in ('p', 'u', 'f')
      and (select attname from pg_catalog.pg_attribute where attrelid = conrelid and attnum = conkey[1]) <> 'user_id'`,
    ],
    [
      "no unique index that does not begin with user_id",
      `select indexrelid::regclass::text as name from pg_catalog.pg_index i
      join ${TABLES} on c.oid = i.indrelid where n.nspname in ('public', 'private') and indisunique
      and (select attname from pg_catalog.pg_attribute where attrelid = indrelid and attnum = indkey[0]) is distinct from 'user_id'`,
    ],
    [
      "no approximate index shared by tenants",
      `select c.relname as name from ${TABLES} join pg_catalog.pg_am a on a.oid = c.relam
      where a.amname in ('hnsw', 'ivfflat')`,
    ],
    [
      "no view, materialized view or foreign table without its caller's rights",
      `select c.relname as name from ${TABLES}
      where n.nspname = 'public' and (c.relkind in ('m', 'f') or (c.relkind = 'v' and not coalesce(c.reloptions::text, '') ~ 'security_invoker=(true|on)'))`,
    ],
    [
      "no function with more rights than its caller in the API's schema",
      `select p.proname as name from ${FUNCTIONS} where n.nspname = 'public' and prosecdef and ${OURS}`,
    ],
    [
      "no function whose search_path a caller could change",
      `select p.proname as name from ${FUNCTIONS} where n.nspname in ('public', 'private') and ${OURS}
      and not coalesce(proconfig::text, '') ~ 'search_path='`,
    ],
    [
      "no function that is called leakproof",
      `select p.proname as name from ${FUNCTIONS} where n.nspname in ('public', 'private') and proleakproof`,
    ],
    [
      "no table right for people who are not signed in",
      `select c.relname as name from ${TABLES}, unnest(array['anon', 'public']) r
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_table_privilege(r, c.oid, 'select, insert, update, delete, truncate, references, trigger')`,
    ],
    [
      "no function for people who are not signed in",
      `select p.proname as name from ${FUNCTIONS} where n.nspname = 'public' and ${OURS} and has_function_privilege('anon', p.oid, 'execute')`,
    ],
    [
      "no right for signed-in people beyond reading and writing rows",
      `select c.relname as name from ${TABLES} where n.nspname in ('public', 'private')
      and c.relkind in ('r', 'p') and has_table_privilege('authenticated', c.oid, 'truncate, references, trigger')`,
    ],
    [
      "no way to write a row's owner",
      `select c.relname as name from ${TABLES} join pg_catalog.pg_attribute a on a.attrelid = c.oid and attname = 'user_id'
      where n.nspname = 'public' and c.relkind in ('r', 'p') and has_column_privilege('authenticated', c.oid, a.attnum, 'insert, update, references')`,
    ],
    [
      "no right on private tables for anybody",
      `select c.relname || ' for ' || r as name from ${TABLES}, unnest(array['anon', 'authenticated', 'app_user']) r
      where n.nspname = 'private' and c.relkind in ('r', 'p') and has_any_column_privilege(r, c.oid, 'select, insert, update, references')`,
    ],
    [
      "no role of the API or of jobs that can step past row level security",
      `select m.rolname || ' may become ' || t.rolname as name
      from pg_catalog.pg_roles m join pg_catalog.pg_roles t on pg_has_role(m.oid, t.oid, 'member')
      where m.rolname in ('anon', 'authenticated', 'app_user') and (t.rolbypassrls or t.rolsuper or t.oid <> m.oid)`,
    ],
    [
      "no schema in which they may create",
      `select n.nspname || ' for ' || r as name from pg_catalog.pg_namespace n, unnest(array['anon', 'authenticated', 'app_user']) r
      where n.nspname in ('public', 'private', 'extensions', 'auth') and has_schema_privilege(r, n.oid, 'create')`,
    ],
  ])("has %s", async (_, query) => {
    expect(await offenders(query)).toEqual([]);
  });

  it("gives a table that is added tomorrow to nobody", async () => {
    await sql`create table public.added_tomorrow (user_id uuid)`.execute(world.root);
    const open = await offenders(`select r as name from unnest(array['anon', 'authenticated', 'app_user']) r
      where has_table_privilege(r, 'public.added_tomorrow', 'select, insert, update, delete')`);
    await sql`drop table public.added_tomorrow`.execute(world.root);
    expect(open).toEqual([]);
  });
});
