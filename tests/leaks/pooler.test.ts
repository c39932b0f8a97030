import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobsOverUrl } from "#lib/jobs/job-database.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { appRoutes } from "#tests/api/app-routes.ts";
import { freePort } from "#tests/e2e/app-process.ts";
import { embedAll } from "./lives.ts";
import { weather } from "./storm.ts";
import { createWorld, type World } from "./world.ts";

const url = process.env.DATABASE_URL;
const pgbouncer = spawnSync("which", ["pgbouncer"]).stdout.toString().trim();
const runs = Boolean(url && pgbouncer);
if (!runs) {
  const missing = [url ? "" : "DATABASE_URL, a native Postgres", pgbouncer ? "" : "pgbouncer"].filter(Boolean);
  process.stdout.write(`not run here: pooled connections in transaction mode (needs ${missing.join(" and ")})\n`);
}

/** A PgBouncer of our own before the database, with fewer connections than there are requests. */
async function startPooler(databaseUrl: string): Promise<{ url(user: string): string; stop(): Promise<void> }> {
  const target = new URL(databaseUrl);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "nightlight-pooler-"));
  writeFileSync(join(folder, "users.txt"), `"${target.username}" "${target.password}"\n"app_user" ""\n`);
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`,
  );
  // It refuses to run as root; "nobody" must then be able to read its folder.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync(folder, 0o755);
  if ("uid" in nobody) chownSync(folder, 65534, 65534);
  const child: ChildProcess = spawn(pgbouncer, ["-q", join(folder, "pgbouncer.ini")], { stdio: "ignore", ...nobody });
  while (!(await answers(port))) await pause(50);
  return {
    url(user) {
      const own = new URL(databaseUrl);
      Object.assign(own, { hostname: "127.0.0.1", port: String(port), username: user });
      // A pooler in transaction mode keeps no prepared statement from one transaction to the next.
      own.searchParams.set("prepare", "false");
      return own.href;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.end());
  });
}

describe.runIf(runs)("behind a pooler in transaction mode, four connections for everybody", () => {
  let world: World;
  let provider: FakeProvider;
  let pooler: Awaited<ReturnType<typeof startPooler>>;
  beforeAll(async () => {
    pooler = await startPooler(url as string);
    world = await createWorld(pooler.url(new URL(url as string).username));
    provider = await startFakeProvider("echo");
    Object.assign(process.env, {
      SUPABASE_URL: world.stack.url,
      SUPABASE_PUBLISHABLE_KEY: world.stack.secrets.publishableKey,
      OPENAI_BASE_URL: provider.url,
      OPENAI_EMBEDDING_MODEL: "nightlight-offline-embedding-1",
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
