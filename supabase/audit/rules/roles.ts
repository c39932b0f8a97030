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
    id: "role-becomes-another",
    severity: "warn",
    why: "A role that can become another one has that one's rights too, whatever its own say.",
    sql: `select r.rolname::text as object, format('can become %s', t.rolname) as detail, format('revoke %I from %I;', t.rolname, r.rolname) as fix
      from ${APP_ROLES} r join pg_catalog.pg_roles t on t.oid <> r.oid and pg_has_role(r.oid, t.oid, 'member')
      where not t.rolsuper and not t.rolbypassrls and t.rolname not like 'pg\\_%'`,
  },
];
