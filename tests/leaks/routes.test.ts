import { unzipSync } from "fflate";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { type AppRoute, appRoutes, type Operation, operationsOf, send } from "#tests/api/app-routes.ts";
import { embedAll } from "./lives.ts";
import { bodiesFor, idProperties } from "./request-bodies.ts";
import { createWorld, type Person, publicRelations, tokenWith, type World } from "./world.ts";

/** Routes that answer without a session; the same to everybody. */
const PUBLIC = ["/api/health", "/api/openapi.json"];

// Each test asks every route there is, in many ways: on a busy machine that takes minutes.
vi.setConfig({ testTimeout: 300_000 });

let world: World;
let routes: AppRoute[];
let provider: FakeProvider;
let operations: Operation[];

beforeAll(async () => {
  world = await createWorld();
  provider = await startFakeProvider("echo");
  Object.assign(process.env, {
    SUPABASE_URL: world.stack.url,
    SUPABASE_PUBLISHABLE_KEY: world.stack.secrets.publishableKey,
    // The key that opens everything lies ready, as it does on a careless server: nothing in the app may reach for it.
    SUPABASE_SERVICE_ROLE_KEY: await tokenWith(world, {
      role: "service_role",
      exp: Math.floor(Date.now() / 1000) + 3600,
    }),
    OPENAI_BASE_URL: provider.url,
    // The passages were embedded by the offline model; the provider makes the same vectors under its name.
    OPENAI_EMBEDDING_MODEL: OFFLINE_EMBEDDING_MODEL,
  });
  await sql`update public.documents set embedding = null`.execute(world.root);
  await embedAll(world);
  routes = await appRoutes();
  operations = await operationsOf(routes);
});
afterAll(async () => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_EMBEDDING_MODEL;
  await provider.close();
  await world.close();
});

interface Answer {
  status: number;
  headers: string;
  text: string;
}

async function answerOf(
  ...args: Parameters<typeof send> extends [unknown, ...infer Rest] ? Rest : never
): Promise<Answer> {
  const response = await send(routes, ...args);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).sort();
  return { status: response.status, headers: headers.join("\n"), text: await response.text() };
}

/** Two answers with their ids and moments made alike, as somebody who looks for a difference would. */
const alike = ({ status, headers, text }: Answer) =>
  `${status}\n${headers}\n${text}`
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi, "ID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, "TIME")
    .replace(/("messageId":")\w+/g, "$1");

const everythingStored = async (person: Person) =>
  Promise.all((await publicRelations(world)).map((relation) => world.stored(person, `public.${relation}`)));

const MADE_UP = "5f0c9a52-7d1e-4b0a-9c53-0123456789ab";
const filled = (path: string, id: string) => path.replace(/\{\w+\}/, id);
const idsOf = (person: Person) => Object.entries(person.rows).filter(([, id]) => id);

/** Bodies for an operation, each with the id in one of the places that take one; a body without any when none does. */
function bodiesWith(operation: Operation, id: string): unknown[] {
  if (!operation.body) return [undefined];
  const schema = operation.body;
  const places = idProperties(schema);
  return places.length === 0 ? bodiesFor(schema, id) : places.flatMap((place) => bodiesFor(schema, id, place));
}

/** An operation that deletes a person's account or everything in it is tried elsewhere (tests/api). */
const spares = ({ method, path }: Operation) => !(method === "DELETE" && !path.includes("{"));

describe("the API's description", () => {
  it("lists every route and method that the app has, and no other", () => {
    const real = routes
      .filter(({ path }) => path.startsWith("/api/"))
      .flatMap(({ path, methods }) => Object.keys(methods).map((method) => `${method} ${path}`))
      .filter((name) => name !== "GET /api/openapi.json");
    const listed = operations.map(({ method, path }) => `${method} ${path}`);
    expect(listed.sort()).toEqual(real.sort());
    expect(listed.length).toBeGreaterThanOrEqual(12);
  });
});

describe("every route, asked by a stranger with an id of the owner's", () => {
  it("answers exactly as for an id that does not exist, and changes nothing of the owner's", async () => {
    const before = await everythingStored(world.owner);
    const { token } = world.stranger;
    let compared = 0;
    // A client may choose the id of what it creates, so a made-up id stands for the same foreign one throughout.
    const madeUp = new Map(idsOf(world.owner).map(([kind]) => [kind, crypto.randomUUID()]));
    for (const operation of operations.filter(spares)) {
      const { method, path, query } = operation;
      const inPath = path.includes("{");
      const queryIds = query.filter(({ schema }) => schema.format === "uuid").map(({ name }) => name);
      for (const [kind, foreign] of idsOf(world.owner)) {
        const ask = async (id: string) => {
          const answers: Answer[] = [];
          for (const body of bodiesWith(operation, id))
            answers.push(await answerOf(method, filled(path, id), { token, ...(body ? { body } : {}) }));
          for (const name of queryIds) answers.push(await answerOf(method, `${path}?${name}=${id}`, { token }));
          return answers;
        };
        if (!inPath && !queryIds.length && !(operation.body && idProperties(operation.body).length)) continue;
        // Its owner has just asked for it: what may have been kept of that answer is for nobody else.
        if (method === "GET") await answerOf(method, filled(path, foreign), { token: world.owner.token });
        const [theirs, nobodys] = [await ask(foreign), await ask(madeUp.get(kind) as string)];
        const name = `${method} ${path} with the owner's ${kind}`;
        expect(theirs.map(alike), name).toEqual(nobodys.map(alike));
        for (const answer of theirs) {
          expect(answer.status, name).not.toBe(500);
          expect(answer.status, name).not.toBe(403);
          expect(alike(answer), name).not.toContain(world.owner.canary);
        }
        compared += theirs.length;
      }
    }
    expect(compared).toBeGreaterThan(40);
    expect(await everythingStored(world.owner)).toEqual(before);
  });

  it("answers alike for every id that can't be one", async () => {
    const { token } = world.stranger;
    for (const { method, path, ...operation } of operations.filter(({ path }) => path.includes("{"))) {
      const body = bodiesWith({ method, path, ...operation }, MADE_UP).at(-1);
      const missing = await answerOf(method, filled(path, MADE_UP), { token, ...(body ? { body } : {}) });
      for (const odd of ["1", "not-an-id", "null", `${MADE_UP}0`, "%27%20or%20true--", world.owner.id]) {
        const answer = await answerOf(method, filled(path, odd), { token, ...(body ? { body } : {}) });
        expect(alike(answer), `${method} ${path} ${odd}`).toBe(alike(missing));
      }
      expect(missing.status).toBe(404);
    }
  });

  it("does serve a person's own ids, so that the silence above means something", async () => {
    const { token } = world.third;
    const reading = (method: string) => ["GET", "POST", "PUT", "PATCH", "DELETE"].indexOf(method);
    const inOrder = operations
      .filter(({ path }) => path.includes("{"))
      .sort((a, b) => reading(a.method) - reading(b.method));
    for (const operation of inOrder) {
      const statuses: number[] = [];
      for (const [, id] of idsOf(world.third)) {
        for (const body of bodiesFor(operation.body ?? {}, id)) {
          const { status } = await answerOf(operation.method, filled(operation.path, id), {
            token,
            ...(operation.body ? { body } : {}),
          });
          statuses.push(status);
        }
      }
      expect(Math.min(...statuses), `${operation.method} ${operation.path}: ${statuses}`).toBeLessThan(300);
    }
  });
});

describe("every route, asked without being who one says", () => {
  /** The cookie that the app sets for a session, made here from any session object. */
  const cookieOf = (session: unknown) => {
    const [project] = new URL(world.stack.url).hostname.split(".");
    return `sb-${project}-auth-token=base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`;
  };
  const sessionOf = (access_token: string, id: string) => ({
    access_token,
    refresh_token: "none",
    token_type: "bearer",
    expires_in: 3600,
    expires_at: Math.floor(Date.now() / 1000) + 3600,
    user: { id, aud: "authenticated", role: "authenticated", email: `${id}@example.test` },
  });

  it("gives 401 and nothing else", async () => {
    const { owner } = world;
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: owner.id, role: "authenticated", exp: now + 600 };
    const [, payload] = owner.token.split(".");
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${payload}.`;
    const forged = await tokenWith(world, claims, "x".repeat(64));
    const impostors: Record<string, { token?: string; cookie?: string; headers?: Record<string, string> }> = {
      nobody: {},
      "a token signed with another secret": { token: forged },
      "an unsigned token": { token: unsigned },
      "an expired token": { token: await tokenWith(world, { ...claims, exp: now - 60 }) },
      "a token of a role that jobs use": { token: await tokenWith(world, { ...claims, role: "app_user" }) },
      "a token without a subject": { token: await tokenWith(world, { role: "authenticated", exp: now + 600 }) },
      "the publishable key": { token: world.stack.secrets.publishableKey },
      "a cookie with a token signed with another secret": { cookie: cookieOf(sessionOf(forged, owner.id)) },
      "a cookie with an unsigned token": { cookie: cookieOf(sessionOf(unsigned, owner.id)) },
      "a cookie with a stranger's expired token and the owner's id": {
        cookie: cookieOf(
          sessionOf(await tokenWith(world, { ...claims, sub: world.stranger.id, exp: now - 60 }), owner.id),
        ),
      },
      "headers alone": {
        headers: { "x-user-id": owner.id, "x-nightlight-user": owner.id, "x-middleware-subrequest": "proxy" },
      },
    };
    for (const operation of operations) {
      if (PUBLIC.includes(operation.path)) continue;
      for (const [who, init] of Object.entries(impostors)) {
        for (const [, id] of [idsOf(owner)[1] as [string, string]]) {
          const body = bodiesWith(operation, id).at(-1);
          const answer = await answerOf(operation.method, filled(operation.path, id), {
            ...init,
            ...(body ? { body } : {}),
          });
          const name = `${operation.method} ${operation.path} by ${who}`;
          expect(answer.status, name).toBe(401);
          expect(answer.text, name).not.toContain(owner.canary);
        }
      }
    }
  });

  it("serves nobody a request that was made for another person, and nothing is changed by it", async () => {
    const { owner, stranger } = world;
    const before = [await everythingStored(owner), await everythingStored(stranger)];
    for (const operation of operations) {
      if (PUBLIC.includes(operation.path)) continue;
      const body = bodiesWith(operation, MADE_UP).at(-1);
      const ask = (personId: string) =>
        answerOf(operation.method, filled(operation.path, MADE_UP), {
          token: stranger.token,
          headers: { "x-nightlight-person": personId },
          ...(body ? { body } : {}),
        });
      const name = `${operation.method} ${operation.path}`;
      const answer = await ask(owner.id);
      expect(answer.status, name).toBe(409);
      expect(alike(answer), name).toBe(alike(await ask(MADE_UP)));
    }
    expect([await everythingStored(owner), await everythingStored(stranger)]).toEqual(before);
    const own = { token: stranger.token, headers: { "x-nightlight-person": stranger.id } };
    expect((await answerOf("GET", "/api/journal", own)).text).toContain(stranger.canary);
  });

  it("serves a real cookie's owner, and whom the token names rather than whom the cookie says", async () => {
    const { owner, stranger } = world;
    const own = await answerOf("GET", "/api/check-ins", { cookie: cookieOf(sessionOf(owner.token, owner.id)) });
    expect(own.text).toContain(owner.canary);
    const lying = await answerOf("GET", "/api/check-ins", { cookie: cookieOf(sessionOf(stranger.token, owner.id)) });
    expect(lying.text).toContain(stranger.canary);
    expect(lying.text).not.toContain(owner.canary);
  });
});

describe("one person after the other, with the same request", () => {
  it("each gets their own, and no cache may keep it", async () => {
    for (const operation of operations.filter(spares).filter(({ path }) => !path.includes("{"))) {
      for (const body of operation.body ? bodiesFor(operation.body, MADE_UP) : [undefined]) {
        for (const person of [world.owner, world.stranger, world.owner, world.third]) {
          const { token } = person;
          const answer = await answerOf(operation.method, operation.path, { token, ...(body ? { body } : {}) });
          const name = `${operation.method} ${operation.path}`;
          for (const other of [world.owner, world.stranger, world.third]) {
            if (other !== person) expect(`${answer.headers} ${answer.text}`, name).not.toContain(other.canary);
          }
          expect(answer.headers, name).toMatch(/cache-control: .*no-store/);
          expect(answer.headers, name).not.toMatch(/^(etag|age|x-nextjs-cache): /m);
          expect(answer.text, `${name} sends a vector`).not.toMatch(/(-?0\.\d{4,},\s*){20}/);
          expect(answer.status, name).not.toBe(500);
        }
      }
    }
  });

  it("each stores what they send, whoever has stored the very same before", async () => {
    for (const operation of operations.filter(({ method, path }) => method === "POST" && !path.includes("{"))) {
      if (!operation.body) continue;
      for (const sample of bodiesFor(operation.body, MADE_UP)) {
        // Words that nobody has sent yet.
        const words = JSON.stringify(sample).replaceAll("a night", `night ${crypto.randomUUID().slice(0, 8)}`);
        const body = JSON.parse(words);
        const statuses = [];
        for (const { token } of [world.owner, world.stranger, world.third])
          statuses.push((await answerOf(operation.method, operation.path, { token, body })).status);
        expect(new Set(statuses).size, `POST ${operation.path}: ${statuses}`).toBe(1);
      }
    }
  });

  it.each(["/api/export", "/api/export?format=zip"])(
    "each gets their own from %s, also while both are being sent",
    async (path) => {
      const people = [world.owner, world.stranger];
      const begun = [];
      for (const { token } of people) begun.push(await send(routes, "GET", path, { token }));
      const files = await Promise.all(begun.map(async (response) => Buffer.from(await response.arrayBuffer())));
      const texts = files.map((file) =>
        path.endsWith("zip")
          ? Object.values(unzipSync(file))
              .map((each) => Buffer.from(each).toString())
              .join("\n")
          : `${file}`,
      );
      for (const [at, text] of texts.entries()) {
        for (const [whose, { canary }] of people.entries()) {
          // In more than one table, since the first may have been read before the other came.
          if (whose === at) expect(text.split(canary).length).toBeGreaterThan(5);
          else expect(text).not.toContain(canary);
        }
      }
    },
  );

  it("so that lists, search and chat do show a person their own words", async () => {
    for (const person of [world.owner, world.stranger]) {
      const { token, canary } = person;
      const texts = [
        await answerOf("GET", "/api/check-ins", { token }),
        await answerOf("GET", "/api/notes", { token }),
        await answerOf("GET", "/api/journal", { token }),
        await answerOf("GET", `/api/journal?q=${canary}`, { token }),
        await answerOf("GET", "/api/projects", { token }),
        await answerOf("GET", "/api/memories", { token }),
        await answerOf("GET", "/api/export", { token }),
        await answerOf("GET", "/api/conversations", { token }),
        await answerOf("GET", `/api/conversations/${person.rows.conversations}`, { token }),
        await answerOf("POST", "/api/search", { token, body: { query: "a night without sleep" } }),
        await answerOf("POST", "/api/chat", { token, body: { message: "a night without sleep" } }),
      ];
      for (const { text } of texts)
        expect(text.replaceAll('"}\n\ndata: {"type":"text-delta","id":"answer","delta":"', "")).toContain(canary);
    }
  });
});

describe("what reaches the model's provider", () => {
  it("is the asker's own, and never another's, in questions, passages, numbers and history", async () => {
    await world.owner.client
      .from("profiles")
      .update({ display_name: world.owner.canary })
      .eq("user_id", world.owner.id);
    for (const person of [world.owner, world.stranger, world.third]) {
      const before = provider.bodies.length;
      const first = await answerOf("POST", "/api/chat", {
        token: person.token,
        body: { message: "How was a night without sleep?" },
      });
      const conversationId = /"data-conversation","data":\{"id":"([^"]+)"/.exec(first.text)?.[1];
      await answerOf("POST", "/api/chat", {
        token: person.token,
        body: { message: "And before that?", conversationId },
      });
      await answerOf("POST", "/api/search", { token: person.token, body: { query: "a night without sleep" } });
      const sent = provider.bodies.slice(before).join("\n");
      expect(provider.bodies.length - before).toBeGreaterThanOrEqual(5);
      if (person !== world.third) expect(sent).toContain(person.canary);
      for (const other of [world.owner, world.stranger, world.third])
        if (other !== person) expect(sent, "another's word in a prompt").not.toContain(other.canary);
    }
  });

  it("is nothing at all for somebody else's conversation or question", async () => {
    const { owner, stranger } = world;
    const before = provider.bodies.length;
    const foreign = { conversationId: owner.rows.conversations };
    const asked = await answerOf("POST", "/api/chat", {
      token: stranger.token,
      body: { ...foreign, message: "hello" },
    });
    const retried = await answerOf("POST", "/api/chat", {
      token: stranger.token,
      body: { ...foreign, message: "hello", retryOf: owner.rows.messages },
    });
    expect([asked.status, retried.status]).toEqual([404, 404]);
    expect(provider.bodies.length).toBe(before);
  });
});
