import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppRoute, appRoutes, send } from "#tests/api/app-routes.ts";
import {
  type Action,
  type Actor,
  asFound,
  embedAll,
  forget,
  freshIds,
  life,
  newActor,
  onTables,
  questionAbout,
  type TableAction,
  textFor,
  traceOf,
  unordered,
  vectorOf,
  type Way,
} from "./lives.ts";
import { clientWith, createWorld, tokenWith, type World } from "./world.ts";

/** Random pairs in all; `LEAK_PAIRS=5000` for the long run. A fifth goes through the Data API, a tenth through the routes. */
const PAIRS = Number(process.env.LEAK_PAIRS ?? 500);
/** Pairs in which the other person has a thousand times as much: `LEAK_LARGE_PAIRS=20` for the long run. */
const LARGE_PAIRS = Number(process.env.LEAK_LARGE_PAIRS ?? 1);

let world: World;
let routes: AppRoute[];
beforeAll(async () => {
  world = await createWorld();
  process.env.SUPABASE_URL = world.stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = world.stack.secrets.publishableKey;
  const exp = Math.floor(Date.now() / 1000) + 3600;
  process.env.SUPABASE_SERVICE_ROLE_KEY = await tokenWith(world, { role: "service_role", exp });
  routes = await appRoutes();
});
afterAll(() => world.close());

const seen = (step: TableAction, rows: any[] | null) => ("search" in step ? asFound(rows) : unordered(rows));

const throughSql: Way = async (actor, action, at) => {
  const step = await onTables(actor, action, at);
  try {
    return await world.as("authenticated", { sub: actor.id }, async (tx) => {
      const { rows } = await sql.raw<object>(statementFor(step)).execute(tx);
      return seen(step, rows);
    });
  } catch (error) {
    return { code: (error as { code?: string }).code, message: (error as Error).message };
  }
};

const quoted = (value: unknown) => (value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`);
const where = (id: string | null) => (id ? ` where id = ${quoted(id)}` : "");

function statementFor(step: TableAction): string {
  if ("insert" in step) {
    const cast = (name: string) => (name === "embedding" ? "::extensions.halfvec" : "");
    const columns = Object.keys(step.row);
    return `insert into public.${step.insert} (${columns.join(", ")}) values (${columns.map((name) => quoted(step.row[name]) + cast(name)).join(", ")}) returning *`;
  }
  if ("update" in step) {
    const set = Object.entries(step.set).map(([name, value]) => `${name} = ${quoted(value)}`);
    return `update public.${step.update} set ${set}${where(step.id)} returning *`;
  }
  if ("delete" in step) return `delete from public.${step.delete}${where(step.id)} returning *`;
  if ("select" in step) return `select *, count(*) over () from public.${step.select}${where(step.id)}`;
  const { query_embedding, match_count, match_threshold, project } = step.search;
  return `select * from public.match_documents(${quoted(query_embedding)}::extensions.halfvec, ${match_count}, '{}', ${match_threshold ?? "null"}, ${quoted(project ?? null)}::uuid)`;
}

const throughDataApi: Way = async (actor, action, at) => {
  const step = await onTables(actor, action, at);
  const client = clientWith(world, actor.token) as any;
  const one = (query: any, id: string | null) => (id ? query.eq("id", id) : query);
  const { data, error, status, count } = await ("insert" in step
    ? client.from(step.insert).insert(step.row).select()
    : "update" in step
      ? one(client.from(step.update).update(step.set, { count: "exact" }), step.id)
      : "delete" in step
        ? one(client.from(step.delete).delete({ count: "exact" }), step.id)
        : "select" in step
          ? one(client.from(step.select).select("*", { count: "exact" }), step.id)
          : client.rpc("match_documents", step.search));
  return { status, count, error, rows: seen(step, data) };
};

const ROUTE_OF: Record<string, string> = {
  check_ins: "/api/check-ins",
  notes: "/api/notes",
  projects: "/api/projects",
  documents: "/api/memories",
  conversations: "/api/conversations",
};

/** The same action by the app's own routes; one that no route offers is a search. */
const throughRoutes: Way = async (actor, action, at) => {
  const id = "id" in action && action.id !== null ? (actor.ids[action.id] as string) : null;
  const offered = (method: string, path: string) =>
    routes.some((route) => route.path === path.replace(/\/[\da-f-]{36}$/, "/{id}") && route.methods[method]);
  const [method, path, body] = requestFor(actor, action, at, id);
  const [m, p, b] = offered(method, path.split("?")[0] as string)
    ? [method, path, body]
    : ["POST", "/api/search", { query: questionAbout(at % 6), limit: 5 }];
  const response = await send(routes, m, p, { token: actor.token, ...(b ? { body: b } : {}) });
  const headers = [...response.headers].filter(([name]) => name !== "date").sort();
  return { status: response.status, headers, text: await response.text() };
};

function requestFor(actor: Actor, action: Action, at: number, id: string | null): [string, string, object?] {
  switch (action.do) {
    case "check-in":
      return [
        "POST",
        "/api/check-ins",
        {
          id,
          mood: action.mood,
          note: action.topic === null ? null : textFor(actor, action.topic, at),
          happenedAt: new Date(Date.UTC(2026, 9, action.day, 3)).toISOString(),
        },
      ];
    case "note":
      return ["POST", "/api/notes", { text: textFor(actor, action.topic, at) }];
    case "project":
      return ["POST", "/api/projects", { name: `project ${at}` }];
    case "message":
      return [
        "POST",
        "/api/chat",
        { message: textFor(actor, action.topic, at), conversationId: actor.ids[action.conversation] },
      ];
    case "conversation":
    case "passage":
      return ["POST", "/api/chat", { message: `${questionAbout(at % 6)}?` }];
    case "edit":
      return action.table === "check_ins"
        ? ["PATCH", `/api/check-ins/${id}`, { mood: 3, note: textFor(actor, action.topic, at) }]
        : ["PATCH", `${ROUTE_OF[action.table] ?? ""}/${id}`, { title: `renamed ${at}` }];
    case "remove":
      return ["DELETE", `${ROUTE_OF[action.table] ?? ""}/${id}`];
    case "look":
      return ["GET", `${ROUTE_OF[action.table] ?? ""}${id ? `/${id}` : "?limit=50"}`];
    case "search":
      return [
        "POST",
        "/api/search",
        {
          query: questionAbout(action.topic),
          limit: action.count,
          ...(action.project === null ? {} : { projectId: actor.ids[action.project] }),
        },
      ];
  }
}

/**
 * The stranger's life once alone and once beside the owner's, whose rows have the very ids the stranger chooses, and
 * beside a third person's, who wrote every second thing before them in the very same words.
 */
async function expectNoDifference(way: Way, owners: Action[], strangers: Action[], before = async (_: Actor) => {}) {
  const shared = freshIds();
  const alone = await newActor(world, "own", freshIds());
  const beside = await newActor(world, "own", shared);
  const owner = await newActor(world, "theirscanary", shared);
  const echo = await newActor(world, "own", shared);
  const expected = await traceOf(world, way, alone, strangers);
  await forget(world, alone);
  await before(owner);
  for (const [at, action] of strangers.entries()) if (at % 2 === 0) await throughSql(echo, action, at);
  const half = Math.ceil(owners.length / 2);
  for (const [at, action] of owners.slice(0, half).entries()) await throughSql(owner, action, at);
  const rest = owners.slice(half);
  const trace = await traceOf(world, way, beside, strangers, async (at) => {
    const action = rest[at];
    if (action) await throughSql(owner, action, at);
  });
  expect(trace).toBe(expected);
  expect(trace).not.toContain("theirscanary");
  await forget(world, beside, owner, echo);
}

describe("what one person can observe is the same, to the byte, whether the other's data exists or not", () => {
  it.each([
    ["SQL", throughSql, Math.ceil(PAIRS * 0.7)],
    ["the Data API", throughDataApi, Math.ceil(PAIRS * 0.2)],
    ["the app's routes", throughRoutes, Math.ceil(PAIRS * 0.1)],
  ])(
    "through %s",
    async (_, way, numRuns) => {
      await fc.assert(
        fc.asyncProperty(life, life, (owners, strangers) => expectNoDifference(way, owners, strangers)),
        { numRuns, endOnFailure: true },
      );
    },
    PAIRS * 2_000,
  );

  it.each([
    ["SQL", throughSql],
    ["the Data API", throughDataApi],
    ["the app's routes", throughRoutes],
  ])(
    "through %s, when the other has a thousand times as much, nearest to every question",
    async (_, way) => {
      const questions = await Promise.all([0, 1, 5].map((topic) => vectorOf(questionAbout(topic))));
      const flood = async ({ id }: Actor) => {
        for (const question of questions) {
          await sql`insert into public.documents (user_id, content, embedding, happened_at)
            select ${id}, 'theirscanary ' || n, ${question}::text::extensions.halfvec, now() from generate_series(1, 1700) n`.execute(
            world.root,
          );
        }
        await sql`insert into public.check_ins (user_id, mood, happened_at) select ${id}, 1, now() from generate_series(1, 3000)`.execute(
          world.root,
        );
      };
      await fc.assert(
        fc.asyncProperty(life, life, (owners, strangers) => expectNoDifference(way, owners, strangers, flood)),
        { numRuns: LARGE_PAIRS, endOnFailure: true },
      );
    },
    LARGE_PAIRS * 120_000,
  );

  it("which says something, since a person's own data makes a difference", async () => {
    const actions: Action[] = [
      { do: "passage", id: 0, topic: 0, project: null, day: 3 },
      { do: "check-in", id: 1, mood: 2, topic: 1, day: 4 },
    ];
    const own: Record<string, string> = {};
    for (const [name, way] of Object.entries({ throughSql, throughDataApi, throughRoutes })) {
      const silent = await newActor(world, "own", freshIds());
      const writing = await newActor(world, "own", freshIds());
      const nothing = await traceOf(world, way, silent, []);
      own[name] = await traceOf(world, way, writing, actions);
      expect(nothing).not.toContain("own");
      await embedAll(world);
    }
    expect(own.throughSql).toContain("slept badly again 0 own");
    expect(own.throughDataApi).toContain("fever at night 1 own");
    expect(own.throughRoutes).toContain("fever at night 1 own");
  });
});
