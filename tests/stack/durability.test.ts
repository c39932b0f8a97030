import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlSocket } from "#supabase/local/cli-socket.ts";
import { signUp, spawnStack } from "./stack-process.ts";

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "nightlight-durability-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the embedded stack's data folder", () => {
  it("keeps every acknowledged entry when the process is killed in the middle of writing", async () => {
    const first = await spawnStack(dataDir);
    const client = await signUp(first, "killed@example.test");
    const acknowledged: string[] = [];
    const writing = (async () => {
      for (let n = 0; n < 500; n++) {
        const { data, error } = await client
          .from("check_ins")
          .insert({ mood: 1 + (n % 5), note: `Night ${n}` })
          .select("id");
        if (error) return;
        acknowledged.push(data[0]?.id as string);
        if (acknowledged.length === 60) first.child.kill("SIGKILL");
      }
    })();
    await writing;
    await first.exited;
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(acknowledged.length).toBeLessThan(500);

    const second = await spawnStack(dataDir);
    const again = createClient(second.url, second.publishableKey, { auth: { persistSession: false } });
    await again.auth.signInWithPassword({ email: "killed@example.test", password: "a long night" });
    const { data } = await again.from("check_ins").select("id").limit(1000);
    const kept = new Set(data?.map((row) => row.id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  });

  it("belongs to one process; a second one says so and stops", async () => {
    const owner = await spawnStack(dataDir);
    const intruder = await spawnStack(dataDir);
    expect(await intruder.exited).toBe(1);
    expect(intruder.output()).toMatch(/Another Nightlight stack is using/);
    owner.child.kill("SIGTERM");
    expect(await owner.exited).toBe(0);
  });

  it("is let go although a command is at the database, and serves others when one leaves while it waits for its turn", async () => {
    const stack = await spawnStack(dataDir);
    const command = () => connect(controlSocket(dataDir));
    const first = command();
    await once(first, "data");
    const impatient = command();
    await once(impatient, "connect");
    impatient.destroy();
    first.destroy();
    await signUp(stack, "after-commands@example.test");

    await once(command(), "data");
    // Long enough for the worker to stand in line behind the command.
    await pause(1_000);
    stack.child.kill("SIGTERM");
    expect(await stack.exited).toBe(0);
  });

  it("is let go by the stack when the launcher is gone", async () => {
    const stack = await spawnStack(dataDir);
    stack.child.disconnect();
    expect(await stack.exited).toBe(0);
  });
});
