import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FaultProxy, startFaultProxy } from "#tests/faults/fault-proxy.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { GET as health } from "../../app/api/health/route.ts";
import { GET as journal } from "../../app/api/journal/route.ts";
import { type Caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let robin: Caller;
let wall: FaultProxy;
beforeAll(async () => {
  api = await startApi();
  robin = await api.person("robin");
  wall = await startFaultProxy(Number(new URL(api.stack.url).port));
  process.env.SUPABASE_URL = `http://127.0.0.1:${wall.port}`;
  process.env.SUPABASE_CONCURRENCY = "2";
  process.env.SUPABASE_MAX_WAITING = "4";
});
afterAll(async () => {
  delete process.env.SUPABASE_CONCURRENCY;
  delete process.env.SUPABASE_MAX_WAITING;
  await wall.close();
  await api.stack.close();
});

it("keeps a few waiting for a slow database, and tells the others at once to come back", async () => {
  await wall.set("slow");
  const early = Array.from({ length: 6 }, (_, at) => robin.call(addCheckIn, "POST", { mood: 3, note: `Night ${at}.` }));
  await pause(500);
  const late = await robin.call(addCheckIn, "POST", { mood: 3, note: "Too late." });
  expect(late.status).toBe(503);
  expect(late.headers.get("retry-after")).toBe("5");
  expect((await late.json()).error.code).toBe("busy");
  const alive = await health(new Request("http://localhost/api/health?live"));
  expect(alive.status).toBe(200);
  expect((await Promise.all(early)).map(({ status }) => status)).toEqual(Array(6).fill(201));
  await wall.set(null);
  const { entries } = await (await robin.call(journal, "GET")).json();
  expect(entries.map((entry: { note: string }) => entry.note).sort()).toEqual(
    Array.from({ length: 6 }, (_, at) => `Night ${at}.`),
  );
});
