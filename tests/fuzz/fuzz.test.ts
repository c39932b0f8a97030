import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { type AppRoute, appRoutes, operationsOf, serve } from "#tests/api/app-routes.ts";
import { signUp } from "#tests/stack/stack-process.ts";
import { type FuzzReport, fuzz } from "./fuzz.ts";

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const HOURS = 3_600_000;

let stack: Stack;
let routes: AppRoute[];
beforeAll(async () => {
  stack = await startStack();
  process.env.SUPABASE_URL = stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = stack.secrets.publishableKey;
  routes = await appRoutes();
});
afterAll(() => stack.close());

describe("bad input", () => {
  it(
    `of ${REQUESTS} requests with seed ${SEED} gets an answer that says so, and leaves nothing half done`,
    async () => {
      const started = performance.now();
      const say = (line: string) =>
        process.stdout.write(`${Math.round((performance.now() - started) / 1000)} s  ${line}\n`);
      const report = await fuzz({
        stack,
        routes,
        requests: REQUESTS,
        seed: SEED,
        ...(process.env.FUZZ_REQUESTS ? { report: say } : {}),
      });
      if (process.env.FUZZ_REQUESTS) process.stdout.write(table(report));
      expect(report.violations).toEqual([]);
      expect(report.requests).toBe(REQUESTS);
    },
    6 * HOURS,
  );
});

describe("a body that stops in the middle", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is given up by every route that reads one, after a time", async () => {
    const client = await signUp({ url: stack.url, publishableKey: stack.secrets.publishableKey }, "kim@example.test");
    const { session } = (await client.auth.getSession()).data;
    const operations = (await operationsOf(routes)).filter(({ body }) => body);
    expect(operations.length).toBeGreaterThan(10);
    for (const { method, path } of operations) {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
      const waiting = Promise.withResolvers<void>();
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"')),
        // The second time it is asked for more, the first piece has been taken.
        pull() {
          waiting.resolve();
          return new Promise<void>(() => {});
        },
      });
      const request = new Request(`http://localhost${path.replace("{id}", crypto.randomUUID())}`, {
        method,
        headers: { authorization: `Bearer ${session?.access_token}`, "content-type": "application/json" },
        body,
        duplex: "half",
      } as RequestInit);
      const answer = serve(routes, request);
      await waiting.promise;
      await vi.advanceTimersByTimeAsync(2 * HOURS);
      const response = await answer;
      expect(response.status, `${method} ${path}`).toBe(408);
      expect(await response.json()).toMatchObject({ error: { code: "too_slow" } });
      vi.useRealTimers();
    }
  });
});

/** Requests by operation and status. */
function table({ statuses, requests, seed }: FuzzReport): string {
  const columns = [...new Set([...statuses.values()].flatMap((of) => [...of.keys()]))].sort((a, b) => a - b);
  const line = (name: string, cells: (number | string)[]) =>
    `${name.padEnd(36)}${cells.map((cell) => String(cell).padStart(7)).join("")}\n`;
  const total = (status: number) => [...statuses.values()].reduce((sum, of) => sum + (of.get(status) ?? 0), 0);
  return [
    `\n${requests} requests, seed ${seed}\n`,
    line("", columns),
    ...[...statuses].sort().map(([name, of]) =>
      line(
        name,
        columns.map((status) => of.get(status) ?? ""),
      ),
    ),
    line("all", columns.map(total)),
  ].join("");
}
