import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorResponse } from "#lib/errors.ts";
import { json } from "#lib/route.ts";
import { type AppRoute, appRoutes } from "#tests/api/app-routes.ts";
import { createWorld, type World } from "#tests/leaks/world.ts";
import { faultsOf } from "./checks.ts";
import { faultsOfLog, fuzz } from "./fuzz.ts";
import { brokenInvariants } from "./invariants.ts";

const NO_STORE = { "cache-control": "private, no-store" };
const error = (message: string) => JSON.stringify({ error: { code: "bad_request", message } });
const answer = (status: number, text: string, headers: Record<string, string> = {}) => ({
  status,
  text,
  headers: new Headers({ ...NO_STORE, "content-type": "application/json", ...headers }),
});

describe("the checks of an answer", () => {
  it("let a good one through", () => {
    expect(faultsOf(answer(200, '{"note":"at /night (22P02) violates"}'))).toEqual([]);
    expect(faultsOf(answer(404, error("There is nothing here.")))).toEqual([]);
    expect(faultsOf(answer(200, '{"done":1}\n{"imported":{}}\n', { "content-type": "application/x-ndjson" }))).toEqual(
      [],
    );
  });

  const bad: [string, ReturnType<typeof answer>][] = [
    ["status 500", answer(500, error("Something went wrong on our side."))],
    ["status 503", answer(503, error("The journal can't be reached right now."))],
    ["may be cached", answer(200, "{}", { "cache-control": "private" })],
    ["no JSON", answer(200, "{")],
    ["an error of another shape", answer(400, '{"message":"no"}')],
    ["an error of another shape", answer(400, "<html>")],
    ["an error that shows internals", answer(400, error("boom\n    at handler (route.ts:3:1)"))],
    ["an error that shows internals", answer(400, error('new row violates check constraint "notes_text_check"'))],
    ["an error that shows internals", answer(400, error("22P02"))],
    ["an error that goes on and on", answer(400, error("k".repeat(5000)))],
    [
      "ends with an internal error",
      answer(200, '{"error":{"code":"internal","message":"x"}}\n', { "content-type": "application/x-ndjson" }),
    ],
    ["the last line is no JSON", answer(200, '{"done":1}\n{"don', { "content-type": "application/x-ndjson" })],
    [
      "the stream ends with an error",
      answer(200, 'data: {"type":"error","errorText":"x"}\n\n', { "content-type": "text/event-stream" }),
    ],
    ["the stream does not end", answer(200, 'data: {"type":"start"}\n\n', { "content-type": "text/event-stream" })],
  ];
  it.each(bad)("find: %s", (fault, found) => {
    expect(faultsOf(found)).toContain(fault);
  });
});

describe("the checks of the log", () => {
  it("find what was sent, what nobody foresaw and what nobody waited for, and let anything else through", () => {
    expect(faultsOfLog(["the worker has started"], "canaryada")).toEqual([]);
    expect(faultsOfLog(["could not store canaryada"], "canaryada")).toEqual(["logs what was sent"]);
    expect(faultsOfLog(['{"event":"unexpected_error","name":"TypeError"}'], "canaryada")).toEqual([
      "unexpected TypeError",
    ]);
    expect(faultsOfLog(["unhandled RangeError"], "canaryada")).toEqual(["unhandled RangeError"]);
  });
});

let world: World;
let routes: AppRoute[];
beforeAll(async () => {
  world = await createWorld();
  process.env.SUPABASE_URL = world.stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = world.stack.secrets.publishableKey;
  routes = await appRoutes();
});
afterAll(() => world.close());

describe("the questions to the database", () => {
  const words = () =>
    Object.fromEntries([world.owner, world.stranger, world.third].map(({ id, canary }) => [id, canary]));

  it("find nothing where all is well", async () => {
    expect(await brokenInvariants(world.root, words())).toEqual([]);
  });

  it.each([
    ["a passage without its source", "delete from public.notes"],
    ["a file without its original", "delete from public.file_originals"],
    ["a file that is not what its original says", "update public.files set bytes = bytes + 1"],
    ["a message outside any conversation", "delete from public.conversations"],
    ["an answer without its question", "delete from public.messages where role = 'user'"],
    ["a citation without answer or passage", "delete from public.documents"],
    ["a passage that nobody will embed", "delete from private.embedding_queue"],
    ["a job for a passage that is gone", "delete from public.documents"],
    ["a row of somebody who sent nothing", "update public.notes set user_id = gen_random_uuid()"],
    ["another person's words", "update public.notes set title = (select min(title) from public.notes)"],
  ])("find %s", async (fault, harm) => {
    const found = await world.root
      .transaction()
      .execute(async (tx) => {
        // Neither keys nor triggers hold here: what they keep out is what is looked for.
        await sql`set local session_replication_role = replica`.execute(tx);
        await sql.raw(harm).execute(tx);
        const broken = await brokenInvariants(tx, words());
        throw Object.assign(new Error("undone"), { broken });
      })
      .catch((error: { broken: string[] }) => error.broken);
    expect(found.join("\n")).toContain(fault);
  });
});

describe("routes that misbehave", () => {
  type Handler = AppRoute["methods"][string];
  const planted = (change: (real: Handler) => Handler) =>
    routes.map(({ path, methods: { POST, ...others } }) => ({
      path,
      methods: { ...others, ...(POST ? { POST: path === "/api/notes" ? change(POST) : POST } : {}) },
    }));

  it.each<[string, (real: Handler) => Handler]>([
    ["throws TypeError", () => () => Promise.reject(new TypeError())],
    ["unexpected TypeError; status 500", () => async () => errorResponse(new TypeError())],
    ["does not end", () => () => new Promise(() => {})],
    ["shows another person's words", () => async () => json("canaryada canarybo")],
    [
      "logs what was sent",
      (real) => async (request, context) => {
        const response = await real(request, context);
        console.info(await response.clone().text());
        return response;
      },
    ],
    [
      "refused, and yet stored something",
      (real) => async (request, context) => {
        const { status } = await real(request, context);
        return status < 300 ? json({ error: { code: "bad_request", message: "no" } }, 400) : json({}, status);
      },
    ],
  ])("are found: %s", async (fault, change) => {
    const { violations } = await fuzz({
      stack: world.stack,
      routes: planted(change),
      requests: 30,
      only: "POST /api/notes",
      seed: 3,
      patienceMs: fault === "does not end" ? 20 : 60_000,
    });
    expect(violations.map((one) => one.fault).join("\n")).toContain(fault);
  });
});
