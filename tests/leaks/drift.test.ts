import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { migratedDatabase } from "#tests/stack/migrated-database.ts";
import { createWorld, type World } from "./world.ts";

/**
 * Everything that decides who may see what, one definition to a line: policies, rights, functions, triggers, keys,
 * indexes, columns, views, rules, roles and their settings. Without anything that differs from one database to the next.
 */
async function definitions(root: Kysely<any>): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    with ours as (select oid, nspname from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
    tables as (select c.*, n.nspname || '.' || c.relname as name from pg_catalog.pg_class c join ours n on n.oid = c.relnamespace
      where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relname !~ '^nightlight_')
    select 'schema ' || nspname || ' ' || coalesce((select nspacl::text from pg_catalog.pg_namespace p where p.oid = ours.oid), '-') as line from ours
    union all select concat_ws(' ', 'relation', name, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, relacl::text, reloptions::text) from tables
    union all select concat_ws(' ', 'column', name, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated, attidentity, attacl::text, pg_get_expr(adbin, adrelid))
      from tables t join pg_catalog.pg_attribute a on a.attrelid = t.oid and attnum > 0 and not attisdropped left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    union all select concat_ws(' ', 'policy', name, polname, polcmd, polpermissive, (select array_agg(r::regrole::text order by 1) from unnest(polroles) r),
        pg_get_expr(polqual, polrelid), 'check', pg_get_expr(polwithcheck, polrelid)) from tables t join pg_catalog.pg_policy on polrelid = t.oid
    union all select concat_ws(' ', 'constraint', name, pg_get_constraintdef(k.oid), convalidated) from tables t join pg_catalog.pg_constraint k on conrelid = t.oid where contype <> 'n'
    union all select concat_ws(' ', 'index', name, pg_get_indexdef(indexrelid)) from tables t join pg_catalog.pg_index on indrelid = t.oid
    union all select concat_ws(' ', 'trigger', name, pg_get_triggerdef(g.oid), tgenabled) from tables t join pg_catalog.pg_trigger g on tgrelid = t.oid where not tgisinternal
    union all select concat_ws(' ', 'rule', name, pg_get_ruledef(r.oid)) from tables t join pg_catalog.pg_rewrite r on ev_class = t.oid
    union all select concat_ws(' ', 'inherits', inhrelid::regclass, inhparent::regclass) from pg_catalog.pg_inherits join tables t on t.oid = inhrelid
    union all select concat_ws(' ', 'function', pg_get_function_identity_arguments(p.oid), n.nspname, proname, proowner::regrole, proacl::text, pg_get_functiondef(p.oid))
      from pg_catalog.pg_proc p join ours n on n.oid = pronamespace where prokind in ('f', 'p')
      and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select concat_ws(' ', 'default', defaclobjtype, defaclnamespace::regnamespace, defaclrole::regrole, defaclacl::text) from pg_catalog.pg_default_acl
    union all select concat_ws(' ', 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin) from pg_catalog.pg_roles where rolname in ('anon', 'authenticated', 'app_user')
    union all select concat_ws(' ', 'member', roleid::regrole, member::regrole) from pg_catalog.pg_auth_members
      where member in (select oid from pg_catalog.pg_roles where rolname in ('anon', 'authenticated', 'app_user')) or roleid = 'app_user'::regrole and member::regrole::text !~ '^nightlight_'
    union all select concat_ws(' ', 'setting', setrole::regrole, setconfig) from pg_catalog.pg_db_role_setting where setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
    union all select concat_ws(' ', 'event trigger', evtname, evtevent) from pg_catalog.pg_event_trigger
    union all select concat_ws(' ', 'publication', pubname) from pg_catalog.pg_publication
    union all select concat_ws(' ', 'operator or cast', oid) from (select oid from pg_catalog.pg_operator union all select oid from pg_catalog.pg_cast) o
      where oid >= 16384 and not exists (select from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')
    order by 1`.execute(root);
  return rows.map(({ line }) => line.replace(/\s+/g, " "));
}

let world: World;
let fresh: Stack;
let dropFresh = async () => {};
beforeAll(async () => {
  world = await createWorld();
  const url = process.env.DATABASE_URL;
  if (!url) {
    fresh = await startStack();
    return;
  }
  const database = await migratedDatabase(url);
  fresh = await startStack({ databaseUrl: database.url });
  dropFresh = () => database.drop();
});
afterAll(async () => {
  await world?.close();
  await fresh?.close();
  await dropFresh();
});

describe("the database under test", () => {
  it("is what the migrations make, and nothing has been changed by hand since", async () => {
    const wanted = await definitions(fresh.database.connection.kysely);
    const found = await definitions(world.root);
    expect(wanted.length).toBeGreaterThan(150);
    expect(wanted.filter((line) => line.startsWith("policy ")).length).toBeGreaterThanOrEqual(40);
    const missing = wanted.filter((line) => !found.includes(line));
    const added = found.filter((line) => !wanted.includes(line));
    expect({ missing, added }).toEqual({ missing: [], added: [] });
  });
});
