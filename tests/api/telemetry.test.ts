import { afterAll, beforeAll, expect, it } from "vitest";
import { startTelemetry } from "#lib/telemetry-export.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { PATCH as changeCheckIn } from "../../app/api/check-ins/[id]/route.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Collector, type Span, startCollector } from "./collector.ts";
import { type Caller, startApi } from "./people.ts";

let collector: Collector;
let api: Awaited<ReturnType<typeof startApi>>;
let robin: Caller;
beforeAll(async () => {
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  api = await startApi();
  robin = await api.person("robin");
});
afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  await api?.stack.close();
  collector?.close();
});

const WORD = "canarynobodymayread";
/** Some of everything that a request can carry. @returns the new entry's id */
async function use(): Promise<string> {
  const { checkIn } = await (await robin.call(addCheckIn, "POST", { mood: 2, note: `Up at three, ${WORD}.` })).json();
  await robin.call(changeCheckIn, "PATCH", { note: `Again ${WORD}.` }, { id: checkIn.id }, `/check-ins/${checkIn.id}`);
  await robin.call(search, "POST", { query: WORD }, {}, `/search?q=${WORD}`);
  await (await robin.call(chat, "POST", { message: `What about ${WORD}?` }, {}, "/chat")).text();
  return checkIn.id;
}

it("sends nothing to anybody unless it was started", async () => {
  await use();
  expect(collector.received).toEqual([]);
});

it("tells a collector how long what took, and no words, ids, tokens or addresses", async () => {
  const stop = startTelemetry();
  const id = await use();
  // A library that records spans of its own, as Next does, with the whole path.
  const { trace } = await import("@opentelemetry/api");
  trace.getTracer("next.js").startSpan(`GET /journal?q=${WORD}`).end();
  await stop();
  const sent = collector.received.map(({ body }) => body).join("\n");
  const spans = collector.spans();
  const request = spans.find(({ name }) => name === "POST /api/chat") as Span;
  const below = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId).map(({ name }) => name);
  expect(below).toContain("database POST rpc/search_passages");
  expect(below).toContain("model chat");
  expect(spans.map(({ name }) => name)).toContain("PATCH /api/check-ins/{id}");
  expect(Object.fromEntries(request.attributes.map(({ key, value }) => [key, Object.values(value)[0]]))).toEqual({
    "http.request.method": "POST",
    "http.route": "/api/chat",
    "http.response.status_code": 200,
  });
  const figures = collector.received.filter(({ path }) => path === "/v1/metrics").map(({ body }) => body);
  expect(figures.join()).toContain("http.server.request.duration");
  expect(figures.join()).toContain("nightlight.database.wait");
  for (const secret of [WORD, id, robin.token, "example.test", "robin"]) expect(sent).not.toContain(secret);
});
