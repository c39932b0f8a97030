import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Collector, startCollector } from "#tests/api/collector.ts";
import { signUp } from "#tests/stack/stack-process.ts";
import { type AppProcess, startApp } from "./app-process.ts";

const folder = mkdtempSync(join(tmpdir(), "nightlight-telemetry-"));
let collector: Collector;
let app: AppProcess;
beforeAll(async () => {
  collector = await startCollector();
  app = await startApp(folder, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "100" });
});
afterAll(async () => {
  await app?.stop();
  collector?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("the built app tells a collector how long what took, below the span of whoever asked, and no words", async () => {
  const stack = parseEnv(readFileSync(join(folder, "stack.env"), "utf8")) as Record<string, string>;
  const address = { url: stack.SUPABASE_URL as string, publishableKey: stack.SUPABASE_PUBLISHABLE_KEY as string };
  const person = await signUp(address, "telemetry@example.test");
  const token = (await person.auth.getSession()).data.session?.access_token as string;
  const caller = { trace: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
  const word = "canarynobodymayread";
  const response = await fetch(`${app.url}/api/check-ins?why=${word}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      traceparent: `00-${caller.trace}-${caller.span}-01`,
    },
    body: JSON.stringify({ mood: 2, note: `Up at three, ${word}.` }),
  });
  expect(response.status).toBe(201);
  const named = () => collector.spans().filter(({ name }) => name === "POST /api/check-ins");
  await expect.poll(named).toMatchObject([{ traceId: caller.trace, parentSpanId: caller.span }]);
  const [request] = named();
  const below = () => collector.spans().filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  await expect.poll(() => below().map(({ name }) => name)).toContain("database POST check_ins");
  const sent = collector.received.map(({ body }) => body).join("\n");
  for (const secret of [word, token, "telemetry@example.test"]) expect(sent).not.toContain(secret);
});
