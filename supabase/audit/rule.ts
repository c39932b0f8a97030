/** How bad a finding is: `error` another person's data can be reached, `warn` a wall is missing, `info` worth a look. */
export type Severity = "error" | "warn" | "info";

/** What a rule's query or scan returns for each fault. */
export interface Fault {
  /** The thing at fault: a table, a policy on a table, a function's signature, a file. */
  object: string;
  /** What was seen, in one line. */
  detail: string;
  /** SQL or steps that mend it. */
  fix: string;
  /** In place of the rule's own severity. */
  severity?: Severity;
}

/** One thing that can be wrong with a database, found by one query on its catalog. */
export interface Rule {
  id: string;
  severity: Severity;
  /** Why it matters, for somebody who meets it for the first time. */
  why: string;
  /** Returns `object, detail, fix` and, where it varies, `severity`. Reads its scope from the `audit.*` settings. */
  sql: string;
  /** A relation without which there is nothing to ask, such as `storage.buckets`. */
  needs?: string;
  /** A second look at a row, where SQL alone can't judge; a row for which it says false is no fault. */
  keep?: (row: Record<string, unknown>) => boolean;
}

/** A rule together with what it found. */
export interface Finding extends Fault {
  rule: string;
  severity: Severity;
  why: string;
}

/** Schemas of Postgres and of the Supabase platform: not the project's to mend. */
export const PLATFORM_SCHEMAS = [
  "information_schema",
  "auth",
  "storage",
  "realtime",
  "_realtime",
  "_analytics",
  "vault",
  "extensions",
  "graphql",
  "graphql_public",
  "pgbouncer",
  "pgsodium",
  "pgsodium_masks",
  "supabase_functions",
  "supabase_migrations",
  "net",
  "cron",
];

/** Login roles of the platform. `authenticator` may become service_role by design: it is how the Data API serves that key. */
export const PLATFORM_ROLES = [
  "postgres",
  "authenticator",
  "pgbouncer",
  "dashboard_user",
  "supabase_admin",
  "supabase_auth_admin",
  "supabase_storage_admin",
  "supabase_realtime_admin",
  "supabase_replication_admin",
  "supabase_read_only_user",
  "supabase_etl_admin",
  "supabase_functions_admin",
  "cli_login_postgres",
];

const list = (names: string[]) => names.map((name) => `'${name}'`).join(", ");
const setting = (name: string) => `string_to_array(current_setting('audit.${name}'), ',')`;

export const RELATION = "pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace";
export const FUNCTION = "pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace";

/** `n` is one of the schemas that the API serves. */
export const EXPOSED = `n.nspname = any (${setting("schemas")})`;
/** `n` is a schema of the project's own, served or not. */
export const OWN_SCHEMA = `n.nspname !~ '^pg_' and n.nspname not in (${list(PLATFORM_SCHEMAS)})`;
/** Objects of an extension are the extension's affair. */
export const notOfExtension = (oid: string) =>
  `not exists (select from pg_catalog.pg_depend x where x.objid = ${oid} and x.deptype = 'e')`;

/** Rows `(oid, rolname)`: the roles as which clients of the API run. */
export const API_ROLES = `(select oid, rolname from pg_catalog.pg_roles where rolname = any (${setting("roles")}))`;
/** The same and every login role of the project's own; the owner of the database is the operator, not the app. */
export const APP_ROLES = `(select oid, rolname from pg_catalog.pg_roles
  where rolname = any (${setting("roles")}) or (rolcanlogin and not rolsuper and rolname !~ '^pg_'
    and rolname not in (${list(PLATFORM_ROLES)})
    and oid <> (select datdba from pg_catalog.pg_database where datname = current_database())))`;

/** True when some API role can touch relation `oid` with one of these rights, on the whole or on a column. */
export const reachable = (oid: string, rights = "select, insert, update") =>
  `exists (select from ${API_ROLES} r where has_table_privilege(r.oid, ${oid}, '${rights}')
    or has_any_column_privilege(r.oid, ${oid}, '${rights.replace(", delete", "")}'))`;

/** The column that says whose a row is: by its name, or because it refers to an account. Null when there is none. */
export const ownerColumn = (oid: string) => `(select a.attname from pg_catalog.pg_attribute a
  left join pg_catalog.pg_constraint o on o.conrelid = a.attrelid and o.contype = 'f' and o.conkey = array[a.attnum] and o.confrelid = to_regclass('auth.users')
  where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped and (a.attname = any (${setting("owner_columns")}) or o.oid is not null)
  order by array_position(${setting("owner_columns")}, a.attname::text) limit 1)`;
