import { APP_ROLES, type Rule } from "../rule.ts";

/** Ways of a role of the app's to become more than it is. */
export const roleRules: Rule[] = [
  {
    id: "role-past-rls",
    severity: "error",
    why: "Row level security does not hold for superusers and roles with BYPASSRLS, nor for whoever can become one of them.",
    sql: `select r.rolname::text as object, case when r.oid = t.oid then 'is' else format('can become %s, which is', t.rolname) end
          || case when t.rolsuper then ' a superuser' else ' exempt from row level security (BYPASSRLS)' end as detail,
        case when r.oid = t.oid then format('alter role %I nosuperuser nobypassrls;', r.rolname) else format('revoke %I from %I;', t.rolname, r.rolname) end as fix
      from ${APP_ROLES} r join pg_catalog.pg_roles t on pg_has_role(r.oid, t.oid, 'member') where t.rolsuper or t.rolbypassrls`,
  },
  {
    id: "role-can-make-roles",
    severity: "error",
    why: "A role that may create roles or replicate can read everything, by a role it makes or by the stream of all changes.",
    sql: `select r.rolname::text as object, concat_ws(' and ', case when t.rolcreaterole then 'may create roles' end, case when t.rolreplication then 'may replicate' end) as detail,
        format('alter role %I nocreaterole noreplication;', r.rolname) as fix
      from ${APP_ROLES} r join pg_catalog.pg_roles t on t.oid = r.oid where t.rolcreaterole or t.rolreplication`,
  },
  {
    id: "role-reads-everything",
    severity: "error",
    why: "Postgres' predefined roles reach over all tables, files or other people's running queries.",
    sql: `select r.rolname::text as object, format('is a member of %s', t.rolname) as detail, format('revoke %I from %I;', t.rolname, r.rolname) as fix
      from ${APP_ROLES} r join pg_catalog.pg_roles t on t.rolname like 'pg\\_%' and pg_has_role(r.oid, t.oid, 'member')`,
  },
  {
    id: "role-standing-setting",
    severity: "warn",
    why: "A setting that a role brings along is there before anybody has said who is asking: a tenant or claims that stand by default are everybody's.",
    sql: `select coalesce(r.rolname::text, 'every role') as object, format('brings %s', split_part(s, '=', 1)) as detail,
        case when d.setrole = 0 then format('alter database %I reset %s;', current_database(), split_part(s, '=', 1)) else format('alter role %I reset %s;', r.rolname, split_part(s, '=', 1)) end as fix
      from pg_catalog.pg_db_role_setting d cross join lateral unnest(d.setconfig) s left join ${APP_ROLES} r on r.oid = d.setrole
      where (d.setrole = 0 or r.oid is not null) and d.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
      and (s ~ '^[a-z_]+\\.' or s ~ '^(role|row_security)=') and s !~ '^(pgrst|auto_explain|pgaudit|plpgsql|pg_stat_statements|hnsw|ivfflat|cron)\\.'`,
  },
  {
    id: "role-becomes-another",
    severity: "warn",
    why: "A role that can become another one has that one's rights too, whatever its own say.",
    sql: `select r.rolname::text as object, format('can become %s', t.rolname) as detail, format('revoke %I from %I;', t.rolname, r.rolname) as fix
      from ${APP_ROLES} r join pg_catalog.pg_roles t on t.oid <> r.oid and pg_has_role(r.oid, t.oid, 'member')
      where not t.rolsuper and not t.rolbypassrls and t.rolname not like 'pg\\_%'`,
  },
];
