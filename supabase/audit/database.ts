import type { Fault, Finding, Rule, Severity } from "./rule.ts";
import { functionRules } from "./rules/functions.ts";
import { grantRules } from "./rules/grants.ts";
import { keyRules } from "./rules/keys.ts";
import { platformRules } from "./rules/platform.ts";
import { policyRules } from "./rules/policies.ts";
import { roleRules } from "./rules/roles.ts";
import { tableRules } from "./rules/tables.ts";
import { versionRules } from "./rules/versions.ts";

/** Runs one statement and returns its rows; all of an audit's statements go to one transaction. */
export type Query = (sqlText: string) => Promise<Record<string, unknown>[]>;

/** What is looked at. */
export interface Scope {
  /** Schemas that the API serves; asked of the database when left out. */
  schemas?: string[];
  /** Roles as which the API's clients run; the first is for people who are not signed in. */
  roles?: string[];
  /** Names of a column that says whose a row is, most telling first. */
  ownerColumns?: string[];
  /** `server_version_num`; the server's own when left out. */
  serverVersion?: number;
}

export interface DatabaseAudit {
  schemas: string[];
  serverVersion: string;
  findings: Finding[];
  /** Rules that could not be asked, and why; never silently passed. */
  skipped: { rule: string; reason: string }[];
}

export const DATABASE_RULES: Rule[] = [
  ...tableRules,
  ...policyRules,
  ...functionRules,
  ...keyRules,
  ...grantRules,
  ...roleRules,
  ...platformRules,
  ...versionRules,
];

const OWNER_COLUMNS =
  "user_id,owner_id,tenant_id,org_id,organization_id,team_id,workspace_id,account_id,profile_id,created_by";

/**
 * Asks every rule of a database's catalog. Writes nothing but settings of the transaction it runs in.
 * @throws when the database can't be asked at all, or serves none of the schemas
 */
export async function auditDatabase(query: Query, scope: Scope = {}): Promise<DatabaseAudit> {
  const schemas = scope.schemas ?? (await servedSchemas(query));
  const roles = scope.roles ?? ["anon", "authenticated"];
  const [server] = await query(
    "select current_setting('server_version_num') as number, current_setting('server_version') as version",
  );
  const settings = {
    schemas: schemas.join(","),
    roles: roles.join(","),
    anon_role: roles[0] ?? "",
    owner_columns: scope.ownerColumns?.join(",") ?? OWNER_COLUMNS,
    server_version: String(scope.serverVersion ?? server?.number),
  };
  // With an empty search_path Postgres prints every name with its schema.
  await query("select set_config('search_path', '', true)");
  for (const [name, value] of Object.entries(settings))
    await query(`select set_config('audit.${name}', '${value.replaceAll("'", "''")}', true)`);
  await refuseUnknown(query, schemas, roles);
  const audit: DatabaseAudit = { schemas, serverVersion: String(server?.version), findings: [], skipped: [] };
  for (const rule of DATABASE_RULES) await ask(query, rule, audit);
  return audit;
}

/** The Data API keeps its schemas in its login role's settings on hosted Supabase; `public` otherwise. */
async function servedSchemas(query: Query): Promise<string[]> {
  const [row] = await query(
    "select split_part(s, '=', 2) as schemas from pg_catalog.pg_db_role_setting, unnest(setconfig) s where s like 'pgrst.db_schemas=%' limit 1",
  );
  const named = String(row?.schemas ?? "public")
    .split(",")
    .map((name) => name.trim().replaceAll('"', ""))
    .filter((name) => name && name !== "graphql_public");
  return named.length > 0 ? named : ["public"];
}

/** A misspelt schema or role has no faults; that must not read as a clean bill. */
async function refuseUnknown(query: Query, schemas: string[], roles: string[]): Promise<void> {
  const known = await query("select nspname::text as name from pg_catalog.pg_namespace");
  const missing = schemas.filter((schema) => !known.some(({ name }) => name === schema));
  if (missing.length > 0) throw new Error(`No schema ${missing.join(", ")} in this database.`);
  const members = await query("select rolname::text as name from pg_catalog.pg_roles");
  const strangers = roles.filter((role) => !members.some(({ name }) => name === role));
  if (strangers.length > 0)
    throw new Error(`No role ${strangers.join(", ")} in this database; name the API's roles with --roles.`);
}

async function ask(query: Query, rule: Rule, audit: DatabaseAudit): Promise<void> {
  if (rule.needs) {
    const [there] = await query(`select to_regclass('${rule.needs}') is not null as there`);
    if (!there?.there) return;
  }
  await query("savepoint rule");
  try {
    const rows = (await query(rule.sql)).filter((row) => rule.keep?.(row) ?? true);
    audit.findings.push(...rows.map((row) => finding(rule, row as unknown as Fault)));
    await query("release savepoint rule");
  } catch (error) {
    await query("rollback to savepoint rule");
    audit.skipped.push({ rule: rule.id, reason: (error as Error).message });
  }
}

function finding(rule: { id: string; severity: Severity; why: string }, fault: Fault): Finding {
  const { object, detail, fix, severity } = fault;
  return { rule: rule.id, severity: severity ?? rule.severity, object, detail, why: rule.why, fix };
}
