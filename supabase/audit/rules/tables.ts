import {
  API_ROLES,
  APP_ROLES,
  EXPOSED,
  notOfExtension,
  OWN_SCHEMA,
  ownerColumn,
  RELATION,
  type Rule,
  reachable,
} from "../rule.ts";

const TABLE = `c.relkind in ('r', 'p') and ${notOfExtension("c.oid")}`;

/** Tables, views and what else can be read like one. */
export const tableRules: Rule[] = [
  {
    id: "rls-off",
    severity: "error",
    why: "Without row level security a table in an API schema shows every row to whoever holds a grant on it, and a Supabase project grants by default.",
    sql: `select c.oid::regclass::text as object, 'row level security is off' as detail,
      format('alter table %s enable row level security; alter table %1$s force row level security;', c.oid::regclass) as fix,
      case when ${reachable("c.oid", "select, insert, update, delete")} then 'error' else 'warn' end as severity
      from ${RELATION} where ${EXPOSED} and ${TABLE} and not c.relispartition and not c.relrowsecurity`,
  },
  {
    id: "rls-not-forced",
    severity: "warn",
    why: "Row level security that is not forced does not hold for the table's owner, and so not for a SECURITY DEFINER function, a trigger or a view of that owner's either.",
    sql: `select c.oid::regclass::text as object, format('enabled, not forced; owner %s is not held by it', c.relowner::regrole) as detail,
      format('alter table %s force row level security;', c.oid::regclass) as fix
      from ${RELATION} where ${EXPOSED} and ${TABLE} and c.relrowsecurity and not c.relforcerowsecurity`,
  },
  {
    id: "rls-without-policy",
    severity: "info",
    why: "A table with row level security and no policy shows nothing to anybody: either it belongs in a schema the API does not serve, or a policy was forgotten and somebody will reach for the service key instead.",
    sql: `select c.oid::regclass::text as object, 'row level security is on and there is no policy' as detail,
      format('create policy "read own" on %s for select to authenticated using ((select auth.uid()) = %I);', c.oid::regclass, coalesce(${ownerColumn("c.oid")}, 'user_id')) as fix
      from ${RELATION} where ${EXPOSED} and ${TABLE} and c.relrowsecurity
      and not exists (select from pg_catalog.pg_policy where polrelid = c.oid)`,
  },
  {
    id: "child-readable",
    severity: "error",
    why: "A partition or inheritance child read by its own name is held by its own policies, not by its parent's.",
    sql: `select c.oid::regclass::text as object, format('child of %s, row level security off, granted to an API role', i.inhparent::regclass) as detail,
      format('revoke all on %s from public, anon, authenticated; alter table %1$s enable row level security; alter table %1$s force row level security;', c.oid::regclass) as fix
      from pg_catalog.pg_inherits i join ${RELATION} on c.oid = i.inhrelid
      where c.relkind in ('r', 'p', 'f') and not c.relrowsecurity and ${OWN_SCHEMA} and ${reachable("c.oid", "select, insert, update, delete")}`,
  },
  {
    id: "view-as-owner",
    severity: "error",
    why: "A view reads its tables with its owner's rights unless it says security_invoker: row level security is then judged for the owner, not for the caller.",
    sql: `select c.oid::regclass::text as object, format('runs with the rights of %s', c.relowner::regrole) as detail,
      format('alter view %s set (security_invoker = true);', c.oid::regclass) as fix
      from ${RELATION} where ${OWN_SCHEMA} and c.relkind = 'v' and ${notOfExtension("c.oid")} and ${reachable("c.oid")}
      and not coalesce((select option_value::boolean from pg_options_to_table(c.reloptions) where option_name = 'security_invoker'), false)`,
  },
  {
    id: "matview-readable",
    severity: "error",
    why: "A materialized view holds the rows its owner saw when it was refreshed; row level security does not exist for it.",
    sql: `select c.oid::regclass::text as object, 'materialized view that an API role can read' as detail,
      format('revoke all on %s from public, anon, authenticated;', c.oid::regclass) as fix
      from ${RELATION} where ${OWN_SCHEMA} and c.relkind = 'm' and ${notOfExtension("c.oid")} and ${reachable("c.oid")}`,
  },
  {
    id: "foreign-table-readable",
    severity: "error",
    why: "A foreign table reads with the one login of its user mapping; row level security does not exist for it.",
    sql: `select c.oid::regclass::text as object, 'foreign table that an API role can read' as detail,
      format('revoke all on %s from public, anon, authenticated;', c.oid::regclass) as fix
      from ${RELATION} where ${OWN_SCHEMA} and c.relkind = 'f' and ${notOfExtension("c.oid")} and ${reachable("c.oid")}`,
  },
  {
    id: "unserved-schema-readable",
    severity: "error",
    why: "A schema that the API does not serve today is no wall: a function, a view or one line of configuration away, a grant there is a grant.",
    sql: `select c.oid::regclass::text as object, 'in a schema the API does not serve, yet an API role can read or write it without row level security' as detail,
      format('revoke all on %s from public, anon, authenticated;', c.oid::regclass) as fix
      from ${RELATION} where ${OWN_SCHEMA} and not ${EXPOSED} and ${TABLE} and not c.relispartition and not c.relrowsecurity
      and exists (select from ${API_ROLES} r where has_schema_privilege(r.oid, n.oid, 'usage')) and ${reachable("c.oid", "select, insert, update, delete")}`,
  },
  {
    id: "owned-by-app-role",
    severity: "error",
    why: "The owner of a table is exempt from row level security that is not forced, and can drop the policies or switch it off in any case.",
    sql: `select c.oid::regclass::text as object, format('%s can act as its owner %s', r.rolname, c.relowner::regrole) as detail,
      format('alter table %s owner to postgres; -- or: revoke %I from %I;', c.oid::regclass, c.relowner::regrole::text, r.rolname) as fix
      from ${RELATION}, ${APP_ROLES} r where ${OWN_SCHEMA} and ${TABLE} and pg_has_role(r.oid, c.relowner, 'member')`,
  },
  {
    id: "rewrite-rule",
    severity: "warn",
    why: "A rule on a table can write a second copy of each row elsewhere, with the rights of the table's owner.",
    sql: `select format('%I on %s', w.rulename, c.oid::regclass) as object, 'a rewrite rule on a table' as detail,
      format('drop rule %I on %s; -- and use a SECURITY INVOKER trigger', w.rulename, c.oid::regclass) as fix
      from pg_catalog.pg_rewrite w join ${RELATION} on c.oid = w.ev_class where ${OWN_SCHEMA} and ${TABLE}`,
  },
];
