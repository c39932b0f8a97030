import {
  API_ROLES,
  APP_ROLES,
  EXPOSED,
  notOfExtension,
  OWN_SCHEMA,
  ownerColumn,
  RELATION,
  type Rule,
} from "../rule.ts";

const OURS = notOfExtension("c.oid");
const READABLE = "c.relkind in ('r', 'p', 'v', 'm', 'f')";

/** Rights that were given, and rights that will be. */
export const grantRules: Rule[] = [
  {
    id: "granted-to-anon",
    severity: "warn",
    why: "A right for people who are not signed in leaves one policy between everybody on the internet and the rows. Without the right there is nothing to get wrong.",
    sql: `select c.oid::regclass::text as object, format('%s: %s', x.name, string_agg(x.privilege, ', ' order by x.privilege)) as detail,
        format('revoke all on %s from %s;', c.oid::regclass, x.name) as fix
      from ${RELATION}, lateral (
        select distinct case when a.grantee = 0 then 'public' else a.grantee::regrole::text end as name, lower(a.privilege_type) as privilege
        from (select * from aclexplode(c.relacl) union all
              select e.* from pg_catalog.pg_attribute t, aclexplode(t.attacl) e where t.attrelid = c.oid) a
        where a.grantee = 0 or a.grantee = (select oid from pg_catalog.pg_roles where rolname = current_setting('audit.anon_role'))) x
      where ${EXPOSED} and ${READABLE} and ${OURS} group by c.oid, x.name`,
  },
  {
    id: "granted-beyond-rows",
    severity: "warn",
    why: "TRUNCATE empties a table past every policy, TRIGGER attaches code to other people's writes, REFERENCES lets a key be probed. Reading and writing rows needs none of them.",
    sql: `select c.oid::regclass::text as object, format('%s: %s', r.rolname, string_agg(x.privilege, ', ' order by x.privilege)) as detail,
        format('revoke %s on %s from %I;', string_agg(x.privilege, ', ' order by x.privilege), c.oid::regclass, r.rolname) as fix
      from ${RELATION}, ${APP_ROLES} r, (values ('truncate'), ('trigger'), ('references')) x (privilege)
      where ${OWN_SCHEMA} and c.relkind in ('r', 'p') and ${OURS} and has_table_privilege(r.oid, c.oid, x.privilege)
      group by c.oid, r.rolname`,
  },
  {
    id: "owner-writable",
    severity: "warn",
    why: "A table-wide UPDATE includes the column that says whose the row is; then only a WITH CHECK stands between a person and giving rows away. Grant UPDATE column by column.",
    sql: `select c.oid::regclass::text as object, format('%s may update %I', r.rolname, ${ownerColumn("c.oid")}) as detail,
        format('revoke update on %s from %I; grant update (<content columns>) on %1$s to %2$I;', c.oid::regclass, r.rolname) as fix
      from ${RELATION}, ${APP_ROLES} r where ${EXPOSED} and c.relkind in ('r', 'p') and ${OURS}
      and ${ownerColumn("c.oid")} is not null and has_column_privilege(r.oid, c.oid, ${ownerColumn("c.oid")}, 'update')`,
  },
  {
    id: "grant-option",
    severity: "warn",
    why: "Who holds a right with the option to grant it can hand it on to anybody.",
    sql: `select c.oid::regclass::text as object, format('%s may hand on: %s', r.rolname, lower(string_agg(distinct x.privilege_type, ', '))) as detail,
        format('revoke grant option for all on %s from %I cascade;', c.oid::regclass, r.rolname) as fix
      from ${RELATION} cross join lateral aclexplode(c.relacl) x join ${APP_ROLES} r on r.oid = x.grantee
      where ${OWN_SCHEMA} and ${READABLE} and ${OURS} and x.is_grantable and x.grantee <> c.relowner group by c.oid, r.rolname`,
  },
  {
    id: "schema-create",
    severity: "error",
    why: "Who may create objects in a schema can put a function or table there that others' queries pick up.",
    sql: `select n.nspname::text as object, format('%s may create objects in it', r.rolname) as detail,
        format('revoke create on schema %I from public, %I;', n.nspname, r.rolname) as fix
      from pg_catalog.pg_namespace n, ${APP_ROLES} r where n.nspname !~ '^pg_' and has_schema_privilege(r.oid, n.oid, 'create')`,
  },
  {
    id: "default-privileges-open",
    severity: "warn",
    why: "Default privileges decide who may touch the table or function that is added next month, before anybody has thought about it.",
    sql: `select format('%s made by %s', case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' end, d.defaclrole::regrole) as object,
        format('%s%s: %s', case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, coalesce(' in ' || n.nspname, ''), lower(string_agg(a.privilege_type, ', ' order by a.privilege_type))) as detail,
        format('alter default privileges for role %s%s revoke all on %s from %s;', d.defaclrole::regrole, coalesce(' in schema ' || quote_ident(n.nspname), ''),
          case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' end, case when a.grantee = 0 then 'public' else a.grantee::regrole::text end) as fix
      from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
      where d.defaclobjtype in ('r', 'S', 'f') and (d.defaclnamespace = 0 or ${EXPOSED})
      and (a.grantee = 0 or a.grantee in (select oid from ${API_ROLES} r))
      group by d.defaclobjtype, d.defaclrole, n.nspname, a.grantee`,
  },
  {
    id: "default-execute-to-public",
    severity: "warn",
    why: "Unless it is revoked for all schemas together, every new function may be executed by PUBLIC.",
    sql: `select format('functions made by %s', o.owner::regrole) as object, 'EXECUTE goes to PUBLIC by default' as detail,
        format('alter default privileges for role %s revoke execute on functions from public;', o.owner::regrole) as fix
      from (select distinct c.relowner as owner from ${RELATION} where ${EXPOSED} and c.relkind in ('r', 'p') and ${OURS}) o
      where not exists (select from pg_catalog.pg_default_acl d where d.defaclrole = o.owner and d.defaclnamespace = 0 and d.defaclobjtype = 'f'
        and not exists (select from aclexplode(d.defaclacl) a where a.grantee = 0))`,
  },
];
