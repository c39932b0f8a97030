import postgres from "postgres";
import { jobsOverUrl } from "#lib/jobs/job-database.ts";
import { audit } from "#supabase/audit/audit.ts";
import type { Exception } from "#supabase/audit/exceptions.ts";
import { readMigrations } from "#supabase/local/migrate.ts";
import { type Check, clock, codeOf, fail, ok, skip, warn } from "./check.ts";

/** What the database is, holds and allows; everything is read in read-only transactions. */

interface Facts {
  version: string;
  number: number;
  vector: string | null;
  vectorSchema: string | null;
  roles: string[];
  applied: string[] | null;
  now: Date;
  encoding: string;
}

const ROLES = ["anon", "authenticated", "app_user"];

/** @param exceptions findings of the audit that are accepted for a time */
export async function database(url: string, exceptions: Exception[] = []): Promise<Check[]> {
  let facts: Facts;
  try {
    facts = await readFacts(url);
  } catch (error) {
    return [
      fail(
        "database",
        `can't be asked (${codeOf(error)})`,
        "Check DATABASE_URL: address, port, role, password, and that it runs.",
      ),
    ];
  }
  const checks = [
    ok("database", "answers"),
    postgresVersion(facts),
    pgvector(facts),
    roles(facts),
    migrations(facts.applied),
    clock("database's clock", facts.now.getTime(), Date.now()),
  ];
  const whole = checks.every(({ state }) => state !== "fail");
  return [
    ...checks,
    ...(whole ? await policies(url, exceptions) : [skip("policies", "not audited before the above is mended")]),
  ];
}

async function readFacts(url: string): Promise<Facts> {
  const client = postgres(url, { max: 1, prepare: false, connect_timeout: 10, onnotice: () => {} });
  try {
    return (await client.begin("read only", async (tx) => {
      const [facts] = await tx<[Omit<Facts, "applied"> & { migrated: boolean }]>`
        select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
          current_setting('server_encoding') as encoding, clock_timestamp() as now,
          (select extversion from pg_catalog.pg_extension where extname = 'vector') as vector,
          (select extnamespace::regnamespace::text from pg_catalog.pg_extension where extname = 'vector') as "vectorSchema",
          array(select rolname::text from pg_catalog.pg_roles where rolname = any (${ROLES})) as roles,
          to_regclass('supabase_migrations.schema_migrations') is not null as migrated`;
      if (!facts.migrated) return { ...facts, applied: null };
      const rows = await tx<
        { version: string }[]
      >`select version from supabase_migrations.schema_migrations order by version`;
      return { ...facts, applied: rows.map(({ version }) => version) };
    })) as Facts;
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** @param facts `number` as `server_version_num` */
export function postgresVersion({ version, number, encoding }: Pick<Facts, "version" | "number" | "encoding">): Check {
  const seen = `PostgreSQL ${version}`;
  if (number < 150_000) return fail("postgres", seen, "Upgrade to PostgreSQL 15 or later.");
  if (encoding !== "UTF8")
    return fail("postgres", `${seen}, encoding ${encoding}`, "Make the database with encoding UTF8.");
  return ok("postgres", seen);
}

export function pgvector({ vector, vectorSchema }: Pick<Facts, "vector" | "vectorSchema">): Check {
  if (!vector)
    return fail("pgvector", "not installed in this database", "create extension vector with schema extensions;");
  const [major = 0, minor = 0] = vector.split(".").map(Number);
  if (major === 0 && minor < 8)
    return fail("pgvector", vector, "Install 0.8 or later, then: alter extension vector update;");
  if (vectorSchema !== "extensions")
    return fail("pgvector", `${vector} in schema ${vectorSchema}`, "alter extension vector set schema extensions;");
  return ok("pgvector", vector);
}

function roles(facts: Facts): Check {
  const missing = ROLES.filter((role) => !facts.roles.includes(role));
  if (missing.length === 0) return ok("roles", ROLES.join(", "));
  const fix = missing.includes("anon")
    ? "This is no Supabase project; npm run stack with DATABASE_URL makes one of an empty Postgres."
    : "Apply the migrations: npx supabase db push.";
  return fail("roles", `missing: ${missing.join(", ")}`, fix);
}

/** @param applied versions in the database's history, null when it has none */
export function migrations(applied: string[] | null): Check {
  const ours = readMigrations().map(({ version }) => version);
  const pending = ours.filter((version) => !applied?.includes(version));
  const newer = applied?.filter((version) => !ours.includes(version)) ?? [];
  if (pending.length > 0)
    return fail(
      "migrations",
      `${pending.length} of ${ours.length} are pending`,
      "Apply them: npx supabase db push, or npm run stack.",
    );
  if (newer.length > 0)
    return warn(
      "migrations",
      `the database has ${newer.length} that this code does not know`,
      "Deploy the code that belongs to it.",
    );
  return ok("migrations", `all ${ours.length} applied`);
}

/** The isolation audit, a line for each rule that found something. */
async function policies(url: string, exceptions: Exception[]): Promise<Check[]> {
  const name = "policies";
  try {
    const { findings } = await audit({ url, advisors: false, exceptions });
    const faults = findings.filter(({ severity }) => severity !== "info");
    const rules = Map.groupBy(faults, ({ rule }) => rule);
    if (rules.size === 0) return [ok(name, "the audit of isolation finds no fault")];
    return [...rules].map(([rule, [first, ...others]]) => {
      const seen = `${first?.object}: ${first?.detail}${others.length > 0 ? `, and ${others.length} more` : ""}`;
      return {
        name: `${name}: ${rule}`,
        state: first?.severity === "error" ? "fail" : "warn",
        seen,
        fix: first?.fix ?? "",
      };
    });
  } catch (error) {
    return [
      fail(name, `could not be audited (${codeOf(error)})`, "Run npm run audit:isolation -- --url DATABASE_URL."),
    ];
  }
}

/** The worker's own login: it must be the weak role. */
export async function workerLogin(url: string): Promise<Check> {
  const name = "worker's login";
  const jobs = jobsOverUrl(url);
  try {
    return await jobs.asJob(async () => ok(name, "reaches the database, and row level security holds for it"));
  } catch (error) {
    const code = codeOf(error);
    if (code === "Error")
      return fail(
        name,
        "bypasses row level security",
        "Let APP_USER_DATABASE_URL log in as app_user, not as an owner.",
      );
    return fail(name, `can't log in (${code})`, "Check APP_USER_DATABASE_URL; alter role app_user password '…';");
  } finally {
    await jobs.close();
  }
}
