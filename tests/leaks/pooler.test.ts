import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { jobsOverUrl } from "#lib/jobs/job-database.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { appRoutes } from "#tests/api/app-routes.ts";
import { emptyDatabase, type OwnDatabase } from "#tests/stack/migrated-database.ts";
import { type Pooler, pgbouncer, startPooler } from "#tests/stack/pooler.ts";
import { embedAll } from "./lives.ts";
import { weather } from "./storm.ts";
import { createWorld, type World } from "./world.ts";

const url = process.env.DATABASE_URL;
const runs = Boolean(url && pgbouncer);
if (!runs) {
  const missing = [url ? "" : "DATABASE_URL, a native Postgres", pgbouncer ? "" : "pgbouncer"].filter(Boolean);
  process.stdout.write(`not run here: pooled connections in transaction mode (needs ${missing.join(" and ")})\n`);
}

describe.runIf(runs)("behind a pooler in transaction mode, four connections for everybody", () => {
  let world: World;
  let provider: FakeProvider;
  let pooler: Pooler;
  let own: OwnDatabase;
  beforeAll(async () => {
    own = await emptyDatabase(url as string);
    pooler = await startPooler(own.url);
    world = await createWorld(pooler.url(new URL(url as string).username));
    provider = await startFakeProvider("echo");
    Object.assign(process.env, {
      SUPABASE_URL: world.stack.url,
      SUPABASE_PUBLISHABLE_KEY: world.stack.secrets.publishableKey,
      OPENAI_BASE_URL: provider.url,
      OPENAI_EMBEDDING_MODEL: OFFLINE_EMBEDDING_MODEL,
    });
    await sql`update public.documents set embedding = null`.execute(world.root);
    await embedAll(world);
  });
  afterAll(async () => {
    delete process.env.OPENAI_BASE_URL;
    delete process.env.OPENAI_EMBEDDING_MODEL;
    await provider?.close();
    await world?.close();
    await pooler?.stop();
    await own?.drop();
  });

  it("people and jobs that share connections cross no row, and each finds their own", async () => {
    const jobs = jobsOverUrl(pooler.url("app_user"));
    await weather({ world, provider, routes: await appRoutes(), jobs });
    await jobs.close();
  });

  it("no connection remembers anybody afterwards", async () => {
    const states = await Promise.all(
      Array.from({ length: 40 }, () =>
        sql<{ state: string }>`select concat_ws(' ', nullif(current_setting('request.jwt.claims', true), ''),
          nullif(current_setting('app.current_tenant_id', true), ''), nullif(current_setting('role'), 'none')) as state, pg_backend_pid() as pid`.execute(
          world.root,
        ),
      ),
    );
    expect(new Set(states.map(({ rows }) => rows[0]?.state))).toEqual(new Set([""]));
  });
});
