import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNative, type StackDatabase } from "#supabase/local/database.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { type Caller, caller } from "#tests/api/people.ts";
import { migratedDatabase, type OwnDatabase } from "#tests/stack/migrated-database.ts";
import { signUp, spawnStack } from "#tests/stack/stack-process.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { GET as journal } from "../../app/api/journal/route.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

const url = process.env.DATABASE_URL;
if (!url)
  process.stdout.write("not run here: faults between the stack and Postgres (needs DATABASE_URL, a native Postgres)\n");

// Not "slow": a request is some forty round trips, and two seconds for each say nothing else.
const FAULTS: Fault[] = ["refused", "reset", "silent", "answer lost", "answer cut", "wrong bytes", "narrow"];

describe.runIf(url)("between the stack and a native Postgres", () => {
  let own: OwnDatabase;
  let direct: StackDatabase;
  let wall: FaultProxy;
  let stack: Stack;
  let robin: Caller;
  beforeAll(async () => {
    own = await migratedDatabase(url as string);
    direct = openNative(own.url);
    const through = new URL(own.url);
    wall = await startFaultProxy(Number(through.port || 5432));
    through.port = String(wall.port);
    stack = await startStack({ databaseUrl: through.href });
    Object.assign(process.env, {
      SUPABASE_URL: stack.url,
      SUPABASE_PUBLISHABLE_KEY: stack.secrets.publishableKey,
      SUPABASE_TIMEOUT_MS: "3000",
    });
    const client = await signUp({ url: stack.url, publishableKey: stack.secrets.publishableKey }, "robin@example.test");
    robin = caller((await client.auth.getSession()).data.session?.access_token as string);
  });
  afterAll(async () => {
    delete process.env.SUPABASE_TIMEOUT_MS;
    await stack?.close();
    await wall?.close();
    await direct?.connection.close();
    await own?.drop();
  });

  const kept = async (word: string) =>
    (await sql`select from public.check_ins where note = ${word}`.execute(direct.connection.kysely)).rows.length;

  it.each(FAULTS)("%s: an honest answer, what was acknowledged is there once, and no hand mends it", async (fault) => {
    const word = `word${randomUUID()}`;
    const write = () => robin.call(addCheckIn, "POST", { id: randomUUID(), mood: 3, note: word });
    await wall.set(fault);
    const [written, read] = [await write(), await robin.call(journal, "GET")];
    expect([200, 201, 503]).toContain(written.status);
    expect([200, 503]).toContain(read.status);
    if (fault === "narrow") expect(written.status).toBe(201);
    await wall.set(null);
    await expect.poll(async () => (await robin.call(journal, "GET")).status).toBe(200);
    if (written.status < 300) expect(await kept(word)).toBe(1);
    else expect((await write()).status).toBe(201);
    expect(await kept(word)).toBeGreaterThan(0);
  });

  it("silent: the stack's process ends when it is told to, although the database never answers", async () => {
    const through = new URL(own.url);
    through.port = String(wall.port);
    const folder = mkdtempSync(join(tmpdir(), "nightlight-silent-"));
    const { child, url: address, exited, output } = await spawnStack(folder, { DATABASE_URL: through.href });
    await wall.set("silent");
    // A query that waits for its answer: what the process would wait for, too.
    fetch(`${address}/auth/v1/token?grant_type=password`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "robin@example.test", password: "a long night" }),
    }).catch(() => {});
    await pause(2_000);
    child.kill("SIGTERM");
    expect(await exited).toBe(1);
    expect(output()).toContain("stop_timed_out");
    await wall.set(null);
    rmSync(folder, { recursive: true });
  });
});
