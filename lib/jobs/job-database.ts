import { Kysely, sql, type Transaction } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import postgres from "postgres";

/** A transaction whose role is `app_user`. */
// biome-ignore lint/suspicious/noExplicitAny: jobs speak SQL; there is no Kysely schema
export type JobTransaction = Transaction<any>;

/** The database as a background job sees it: as `app_user`, and as at most one tenant at a time. */
export interface JobDatabase {
  /** A transaction without a tenant: no tenant's row is visible, jobs can be claimed (ids alone). */
  asJob<T>(work: (tx: JobTransaction) => Promise<T>): Promise<T>;
  /** A transaction as one tenant. The setting ends with it, so it is safe behind a transaction pooler. */
  asTenant<T>(userId: string, work: (tx: JobTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Jobs inside the local stack's process: its own session, handed over under its lock, with the role switched. */
// biome-ignore lint/suspicious/noExplicitAny: see JobTransaction
export function jobsOnStack(kysely: Kysely<any>): JobDatabase {
  return jobDatabase(
    kysely,
    async (tx) => void (await sql`set local role app_user`.execute(tx)),
    async () => {},
  );
}

/** Jobs over a connection of their own, logged in as `app_user`. */
export function jobsOverUrl(appUserDatabaseUrl: string): JobDatabase {
  // A transaction pooler keeps no prepared statement from one transaction to the next.
  const client = postgres(appUserDatabaseUrl, { max: 4, prepare: false, onnotice: () => {} });
  const kysely = new Kysely({ dialect: new PostgresJSDialect({ postgres: client }) });
  return jobDatabase(kysely, refuseStrongerRole, () => kysely.destroy());
}

/** The login is stronger than app_user: no work is done with it. */
export class TooStrongLogin extends Error {}

/** A worker that was handed an owner's URL would see everybody: it stops instead. @throws TooStrongLogin */
async function refuseStrongerRole(tx: JobTransaction): Promise<void> {
  const { rows } = await sql<{ role: string; strong: boolean }>`
    select current_user as role, rolsuper or rolbypassrls as strong from pg_catalog.pg_roles where rolname = current_user`.execute(
    tx,
  );
  if (rows[0]?.strong)
    throw new TooStrongLogin(`The worker must log in as app_user, not as ${rows[0].role}, which bypasses RLS.`);
}

function jobDatabase(
  // biome-ignore lint/suspicious/noExplicitAny: see JobTransaction
  kysely: Kysely<any>,
  enter: (tx: JobTransaction) => Promise<void>,
  close: () => Promise<void>,
): JobDatabase {
  const asJob: JobDatabase["asJob"] = (work) =>
    kysely.transaction().execute(async (tx) => {
      await enter(tx);
      return work(tx);
    });
  return {
    asJob,
    asTenant: (userId, work) =>
      asJob(async (tx) => {
        await sql`select set_config('app.current_tenant_id', ${userId}, true)`.execute(tx);
        return work(tx);
      }),
    close,
  };
}
