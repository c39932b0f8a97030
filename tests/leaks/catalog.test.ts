import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, publicRelations, type World } from "./world.ts";

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

const prefixed = (prefix: string, told: Record<string, string>) =>
  Object.fromEntries(Object.entries(told).map(([word, value]) => [`${prefix}${word.replaceAll("_", "-")}`, value]));

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
      "no function of ours or of an extension that is called leakproof",
      `select p.proname as name from ${FUNCTIONS} where n.nspname <> 'pg_catalog' and proleakproof`,
    ],
    [
      // Claiming due jobs and listing whom to visit serve all tenants; they return ids alone (app-user.test.ts).
      "no function with its owner's rights that is not bound to its caller, the job's tenant or the row of its trigger",
      `select p.proname as name from ${FUNCTIONS} where n.nspname not in ('pg_catalog', 'auth') and prosecdef and ${OURS}
      and prosrc !~ 'auth\\.uid\\(\\)|private\\.current_tenant\\(\\)' and not (prorettype = 'trigger'::regtype and prosrc ~ 'new\\.user_id')
      and p.oid not in ('private.claim_embedding_jobs'::regproc, 'private.list_tenants'::regproc)`,
    ],
    [
      "no function with its owner's rights in reach of signed-in people that takes a person as an argument",
      `select p.proname as name from ${FUNCTIONS} where prosecdef and ${OURS} and n.nspname <> 'pg_catalog'
      and has_function_privilege('authenticated', p.oid, 'execute') and 'uuid'::regtype = any (proargtypes::oid[])`,
    ],
    [
      "no function with its owner's rights that both signed-in people and jobs may call",
      `select p.oid::regprocedure::text as name from ${FUNCTIONS} where ${OURS} and n.nspname in ('public', 'private') and prosecdef
      and has_function_privilege('authenticated', p.oid, 'execute') and has_function_privilege('app_user', p.oid, 'execute')`,
    ],
    [
      "no trigger function with its owner's rights, the one that fills the queue excepted",
      `select p.proname as name from ${FUNCTIONS} where n.nspname not in ('pg_catalog', 'auth') and prosecdef and ${OURS}
      and prorettype = 'trigger'::regtype and p.proname <> 'enqueue_embedding'`,
    ],
    [
      "no trigger on people's tables that calls a function outside our schemas",
      `select tgname as name from pg_catalog.pg_trigger t join ${TABLES} on c.oid = t.tgrelid join pg_catalog.pg_proc p on p.oid = t.tgfoid
      where n.nspname in ('public', 'private') and not tgisinternal and p.pronamespace not in ('public'::regnamespace, 'private'::regnamespace)`,
    ],
    [
      "no rewrite rule on a table",
      `select rulename as name from pg_catalog.pg_rewrite r join ${TABLES} on c.oid = r.ev_class where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'auth')`,
    ],
    [
      "no table of people's rows without a user_id that refers to the account and goes with it",
      `select c.relname as name from ${TABLES} where n.nspname = 'public' and c.relkind in ('r', 'p') and not exists (
        select from pg_catalog.pg_constraint k where conrelid = c.oid and contype = 'f' and confrelid = 'auth.users'::regclass and confdeltype = 'c'
        and conkey = array[(select attnum from pg_catalog.pg_attribute where attrelid = c.oid and attname = 'user_id')])`,
    ],
    [
      "no default that gives a row to anybody but the caller",
      `select c.relname || ': ' || pg_get_expr(adbin, adrelid) as name from pg_catalog.pg_attrdef join ${TABLES} on c.oid = adrelid
      join pg_catalog.pg_attribute a on a.attrelid = adrelid and attnum = adnum where n.nspname = 'public' and attname = 'user_id' and
      regexp_replace(pg_get_expr(adbin, adrelid), '\\s+', '', 'g') not in ('auth.uid()', 'COALESCE(auth.uid(),(NULLIF(current_setting(''app.current_tenant_id''::text,true),''''::text))::uuid)')`,
    ],
    [
      "no setting of a role or a database that makes somebody a tenant, or switches row security",
      `select coalesce(rolname, 'everybody') || ' ' || setting as name
      from pg_catalog.pg_db_role_setting left join pg_catalog.pg_roles r on r.oid = setrole, unnest(setconfig) setting
      where setting ~* '^(app\\.|request\\.|role=|row_security|session_authorization|session_replication_role)'
      and (setdatabase = 0 or setdatabase = (select oid from pg_catalog.pg_database where datname = current_database()))`,
    ],
    [
      "no sequence or counter whose numbers would tell of others",
      `select c.relname as name from ${TABLES} where n.nspname in ('public', 'private') and c.relkind = 'S'`,
    ],
    [
      "no right in a schema that is not the API's, for anybody but its owner",
      `select n.nspname || '.' || c.relname || ' for ' || r as name from ${TABLES}, unnest(array['anon', 'authenticated', 'app_user']) r
      where n.nspname not in ('public', 'information_schema', 'extensions', 'realtime', 'storage', 'graphql_public') and n.nspname !~ '^pg_'
      and c.relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege(r, n.oid, 'usage') and has_table_privilege(r, c.oid, 'select, insert, update, delete, truncate')`,
    ],
    [
      "no right that its holder may hand on",
      `select c.relname as name from ${TABLES}, aclexplode(c.relacl) where n.nspname in ('public', 'private') and is_grantable and grantee <> c.relowner
      union all select c.relname from ${TABLES} join pg_catalog.pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl)
      where n.nspname in ('public', 'private') and is_grantable and grantee <> c.relowner`,
    ],
    [
      "no right to read a system column: xmin and ctid count what everybody has written",
      `select c.relname || '.' || attname || ' for ' || r as name
      from ${TABLES} join pg_catalog.pg_attribute a on a.attrelid = c.oid and attnum < 0, unnest(array['anon', 'authenticated', 'app_user']) r
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and has_column_privilege(r, c.oid, a.attnum, 'select')`,
    ],
    [
      "no publication that sends people's rows past the policies",
      `select pubname as name from pg_catalog.pg_publication_tables where schemaname in ('public', 'private', 'auth')`,
    ],
    [
      "no object that the API's or the jobs' roles own: an owner may change its policies",
      `select c.relname as name from ${TABLES} where c.relowner in ('anon'::regrole, 'authenticated'::regrole, 'app_user'::regrole)
      union all select p.proname from ${FUNCTIONS} where p.proowner in ('anon'::regrole, 'authenticated'::regrole, 'app_user'::regrole)`,
    ],
    [
      "no operator or cast of its own that a comparison with user_id could be led to",
      `select oprname as name from pg_catalog.pg_operator o where oid >= 16384 and not exists (select from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')
      union all select castsource::regtype::text from pg_catalog.pg_cast c where oid >= 16384 and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')`,
    ],
    [
      "no table right for people who are not signed in, nor for a column",
      `select c.relname as name from ${TABLES}, unnest(array['anon', 'public']) r
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_table_privilege(r, c.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(r, c.oid, 'select, insert, update, references'))`,
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

  it("gives a function that is added tomorrow to nobody", async () => {
    await sql`create function public.added_tomorrow() returns int language sql as 'select 1'`.execute(world.root);
    const open = await offenders(`select r as name from unnest(array['anon', 'authenticated', 'app_user']) r
      where has_function_privilege(r, 'public.added_tomorrow()', 'execute')`);
    await sql`drop function public.added_tomorrow()`.execute(world.root);
    expect(open).toEqual([]);
  });

  it("takes the caller from the token's subject and from nothing else", async () => {
    const uid = (settings: Record<string, string>) =>
      world.root.transaction().execute(async (tx) => {
        for (const [name, value] of Object.entries(settings))
          await sql`select set_config(${name}, ${value}, true)`.execute(tx);
        return (await sql<{ uid: string | null }>`select auth.uid() as uid`.execute(tx)).rows[0]?.uid;
      });
    const id = world.owner.id;
    const metadata = { sub: id, user_id: id, id };
    const about = { user_id: id, id, tenant_id: id, email: id, user_metadata: metadata, app_metadata: metadata };
    expect(await uid({ "request.jwt.claims": JSON.stringify({ sub: id }) })).toBe(id);
    expect(await uid({ "request.jwt.claims": JSON.stringify(about) })).toBeNull();
    expect(await uid({ "request.jwt.claims": JSON.stringify({ ...about, sub: world.third.id }) })).toBe(world.third.id);
    const headers = JSON.stringify({ "x-user-id": id, "x-tenant-id": id, authorization: id, sub: id, cookie: id });
    expect(await uid({ "request.headers": headers, "request.jwt.claims": "{}" })).toBeNull();
    expect(await uid({ "app.current_tenant_id": id, "request.path": id })).toBeNull();
    expect(await uid({})).toBeNull();
  });

  it("has no word in any function, policy or view that shows a caller more, sent as a claim, a header or a setting", async () => {
    const { owner, third } = world;
    // Every quoted word of every definition: whatever the database's own code looks for in a request is among them.
    const { rows } = await sql<{ word: string }>`
      select distinct words[1] as word from (
        select prosrc as text from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'private', 'auth', 'storage')
        union all select concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_catalog.pg_policy
        union all select definition from pg_catalog.pg_views where schemaname in ('public', 'private', 'auth')
      ) definitions, regexp_matches(text, $$'([a-z_][a-z0-9_.-]*)'$$, 'gi') words`.execute(world.root);
    const words = [...rows.map(({ word }) => word), "user_id", "tenant_id", "act", "on_behalf_of"];
    expect(words).toContain("sub");
    for (const value of [owner.id, "on", "true", "admin"]) {
      const told = Object.fromEntries(
        words.filter((word) => !["sub", "role"].includes(word)).map((word) => [word, value]),
      );
      const headers = { ...told, ...prefixed("x-", told) };
      const claims = { ...told, sub: third.id, role: "authenticated", user_metadata: told, app_metadata: told };
      const seen = await world.as("authenticated", { sub: third.id }, async (tx) => {
        const settings = Object.entries(told).filter(([name]) => name.includes(".") && !name.startsWith("request."));
        for (const [name, setting] of [
          ...settings,
          ["request.headers", JSON.stringify(headers)] as const,
          ["request.jwt.claims", JSON.stringify(claims)] as const,
        ])
          await sql`select set_config(${name}, ${setting}, true)`.execute(tx);
        const owners = new Set<string>();
        for (const relation of await publicRelations(world, tx)) {
          const found = await sql<{ user_id: string }>`
            select distinct user_id from ${sql.table(`public.${relation}`)}`.execute(tx);
          for (const { user_id } of found.rows) owners.add(user_id);
        }
        return [...owners];
      });
      expect(seen, `everything that the code names, set to ${value}`).toEqual([third.id]);
    }
  });

  it("takes the job's tenant from its transaction's setting and from nothing else", async () => {
    const headers = JSON.stringify({ "x-tenant-id": world.owner.id, "x-user-id": world.owner.id });
    const tenant = (settings: { sub?: string; tenant?: string }) =>
      world.as("app_user", settings, async (tx) => {
        await sql`select set_config('request.headers', ${headers}, true)`.execute(tx);
        const { rows } = await sql<{ tenant: string | null }>`select private.current_tenant() as tenant`.execute(tx);
        return rows[0]?.tenant;
      });
    expect(await tenant({ tenant: world.owner.id })).toBe(world.owner.id);
    expect(await tenant({ sub: world.owner.id })).toBeNull();
    expect(await tenant({ sub: world.owner.id, tenant: world.third.id })).toBe(world.third.id);
    expect(await tenant({ tenant: "" })).toBeNull();
  });
});
