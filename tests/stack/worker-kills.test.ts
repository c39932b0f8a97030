import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { migratedDatabase, type OwnDatabase } from "./migrated-database.ts";
import { type Pooler, pgbouncer, startPooler } from "./pooler.ts";

/** `WORKER_KILLS=50 WORKER_PASSAGES=2000` for the long run. */
const KILLS = Number(process.env.WORKER_KILLS ?? 6);
const PASSAGES = Number(process.env.WORKER_PASSAGES ?? 400);
const PEOPLE = 7;

const url = process.env.DATABASE_URL;
if (!url) process.stdout.write("not run here: workers killed at random (needs DATABASE_URL, a native Postgres)\n");
else if (!pgbouncer) process.stdout.write("not run here: workers behind a pooler (needs pgbouncer)\n");

const jobs = join(import.meta.dirname, "../../lib/jobs");

describe.runIf(url)("workers that are killed at random", () => {
  let database: OwnDatabase;
  let root: postgres.Sql;
  let pooler: Pooler | undefined;
  let provider: FakeProvider;
  /** Where workers log in: directly, and through the pooler when there is one. */
  let doors: string[];

  beforeAll(async () => {
    database = await migratedDatabase(url as string);
    root = postgres(database.url, { max: 2, onnotice: () => {} });
    const direct = new URL(database.url);
    direct.username = "app_user";
    doors = [direct.href];
    if (pgbouncer) {
      pooler = await startPooler(database.url);
      doors.push(pooler.url("app_user"));
    }
    provider = await startFakeProvider();
    await root`insert into auth.users (id, email) select gen_random_uuid(), n || '@example.test' from generate_series(1, ${PEOPLE}) n`;
    await root`insert into public.documents (user_id, content)
      select u.id, 'night ' || n || ' of ' || u.email from generate_series(1, ${PASSAGES}) n
      join (select id, email, row_number() over (order by id) as place from auth.users) u on u.place = 1 + n % ${PEOPLE}`;
  });
  afterAll(async () => {
    await provider?.close();
    await root?.end();
    await pooler?.stop();
    await database?.drop();
  });

  /** A job's process that has begun to work. */
  async function start(
    script: string,
    door: number,
    env: Record<string, string> = {},
    args: string[] = [],
  ): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(jobs, script), ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: "test", APP_USER_DATABASE_URL: doors[door % doors.length], ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout?.resume();
    await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
    return child;
  }
  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = once(child, "exit");
    child.kill(signal);
    return (await gone)[0];
  }
  const count = async (condition: string) =>
    Number((await root.unsafe(`select count(*) as n from public.documents where ${condition}`))[0]?.n);
  const texts = async () =>
    (await root`select user_id, id, content from public.documents order by user_id, id`).map((row) =>
      Object.values(row).join(" "),
    );
  /** Passages whose vector is not the one of their own text. */
  async function wrong(): Promise<number> {
    const rows = await root<{ id: string; content: string }[]>`select id, content from public.documents`;
    const vectors = await createModel({}).embed(rows.map(({ content }) => content));
    const [result] = await root`
      select count(*)::int as n from public.documents d
      join unnest(${rows.map(({ id }) => id)}::uuid[], ${vectors.map((vector) => JSON.stringify(vector))}::text[]) v (id, vector) on v.id = d.id
      where d.embedding is null or d.embedding::text <> v.vector::extensions.halfvec::text`;
    return result?.n;
  }

  it(`lose nothing, embed nothing into another row and cross nobody: ${PASSAGES} passages, ${KILLS} kills`, async () => {
    const before = await texts();
    const workers: ChildProcess[] = [];
    let inTheMiddle = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      while (workers.length < 2) workers.push(await start("worker.ts", workers.length + kill));
      await pause(Math.random() * 150);
      await end(workers.splice(kill % 2, 1)[0] as ChildProcess, "SIGKILL");
      const left = await count("embedding is null");
      if (left > 0 && left < PASSAGES) inTheMiddle++;
      // As if the lease of whatever the dead had claimed had run out.
      await root`update private.embedding_queue set run_after = now()`;
    }
    while (workers.length < 3) workers.push(await start("worker.ts", workers.length));
    while ((await root`select from private.embedding_queue where dead_at is null limit 1`).length > 0) {
      await pause(200);
      await root`update private.embedding_queue set run_after = least(run_after, now() + interval '2 seconds')`;
    }
    for (const worker of workers) expect(await end(worker, "SIGTERM")).toBe(0);

    expect(inTheMiddle).toBeGreaterThan(0);
    expect(await root`select * from private.embedding_queue`).toHaveLength(0);
    expect(await texts()).toEqual(before);
    expect(await count("embedding_model is null or embedded_at is null")).toBe(0);
    expect(await wrong()).toBe(0);
  }, 600_000);

  it("and a move to another model that is killed goes on where it was, with a vector for every passage at every moment", async () => {
    const before = await texts();
    const env = { OPENAI_BASE_URL: provider.url };
    for (let kill = 0; kill < 3; kill++) {
      const child = await start("reembed-all.ts", kill, env, ["--model", "new-model"]);
      await pause(Math.random() * 150);
      await end(child, "SIGKILL");
      expect(await count("embedding is null or embedding_model is null")).toBe(0);
    }
    const last = await start("reembed-all.ts", 0, env, ["--model", "new-model"]);
    expect(last.exitCode ?? (await once(last, "exit"))[0]).toBe(0);
    expect(await count("embedding_model <> 'new-model'")).toBe(0);
    expect(await texts()).toEqual(before);
    expect(await wrong()).toBe(0);
    // One person's words to a request.
    const embedded = provider.requests.map(({ body }) => (JSON.parse(body) as { input: string[] }).input);
    expect(embedded.filter((input) => new Set(input.map((text) => text.split(" of ")[1])).size > 1)).toEqual([]);
  }, 120_000);
});
