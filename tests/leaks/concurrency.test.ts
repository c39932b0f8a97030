import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { type AppRoute, appRoutes, send } from "#tests/api/app-routes.ts";
import { embedAll } from "./lives.ts";
import { createWorld, type Person, tokenWith, type World } from "./world.ts";

let world: World;
let routes: AppRoute[];
let provider: FakeProvider;
beforeAll(async () => {
  world = await createWorld();
  provider = await startFakeProvider("echo");
  Object.assign(process.env, {
    SUPABASE_URL: world.stack.url,
    SUPABASE_PUBLISHABLE_KEY: world.stack.secrets.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: await tokenWith(world, {
      role: "service_role",
      exp: Math.floor(Date.now() / 1000) + 3600,
    }),
    OPENAI_BASE_URL: provider.url,
    OPENAI_EMBEDDING_MODEL: "nightlight-offline-embedding-1",
  });
  await sql`update public.documents set embedding = null`.execute(world.root);
  await embedAll(world);
  routes = await appRoutes();
});
afterAll(async () => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_EMBEDDING_MODEL;
  await provider.close();
  await world.close();
});

const KINDS = ["list", "search", "chat", "conversation", "data-api", "job", "broken-write"] as const;
interface Step {
  kind: (typeof KINDS)[number];
  who: number;
  /** Bytes of the answer to read before walking away; null reads it to its end. */
  leaveAfter: number | null;
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    who: fc.integer({ min: 0, max: 2 }),
    leaveAfter: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null, freq: 3 }),
  }),
  { minLength: 300, maxLength: 300 },
);

/** Reads an answer to its end, or leaves in the middle as a closed tab does. */
async function read(response: Response, leaveAfter: number | null): Promise<string> {
  if (leaveAfter === null || !response.body) return response.text();
  const reader = response.body.getReader();
  let text = "";
  while (text.length < leaveAfter) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += Buffer.from(value).toString("utf8");
  }
  await reader.cancel();
  return text;
}

/** @returns what the person saw, and whether their own words had to be in it. */
async function perform({ kind, leaveAfter }: Step, person: Person): Promise<{ text: string; complete: boolean }> {
  const { token } = person;
  const complete = leaveAfter === null;
  const by = async (response: Promise<Response>) => ({ text: await read(await response, leaveAfter), complete });
  switch (kind) {
    case "list":
      return by(send(routes, "GET", "/api/check-ins", { token }));
    case "search":
      return by(send(routes, "POST", "/api/search", { token, body: { query: "a night without sleep" } }));
    case "chat":
      return by(
        send(routes, "POST", "/api/chat", { token, body: { message: `${person.canary} a night without sleep` } }),
      );
    case "conversation":
      return by(send(routes, "GET", `/api/conversations/${person.rows.conversations}`, { token }));
    case "data-api": {
      // Walking away while the database works: the connection must not answer the next one with this one's rows.
      const controller = new AbortController();
      const asked = person.client.from("notes").select("*").abortSignal(controller.signal);
      if (!complete) setTimeout(() => controller.abort(), (leaveAfter ?? 0) % 5);
      const { data } = await asked;
      return { text: JSON.stringify(data), complete };
    }
    case "job": {
      const { rows } = await world.as("app_user", { tenant: person.id }, (tx) =>
        sql`select user_id, content from public.documents where not content like 'question%'`.execute(tx),
      );
      return { text: JSON.stringify(rows), complete: true };
    }
    case "broken-write": {
      // An error in the middle of a transaction leaves nothing of its sender behind.
      const { error } = await person.client.from("check_ins").insert({ mood: 99, note: person.canary });
      const { data } = await person.client.from("profiles").select("display_name");
      return { text: `${error?.code} ${JSON.stringify(data)}`, complete: true };
    }
  }
}

/** A streamed answer's words, put together again. */
const together = (text: string) => text.replaceAll('"}\n\ndata: {"type":"text-delta","id":"answer","delta":"', "");

describe("hundreds of requests at once, with people leaving in the middle", () => {
  it("cross no row, and each finds their own", async () => {
    const people = [world.owner, world.stranger, world.third];
    const [plan] = fc.sample(steps, {
      numRuns: 1,
      ...(process.env.LEAK_SEED ? { seed: Number(process.env.LEAK_SEED) } : {}),
    }) as [Step[]];
    const queue = [...plan];
    let whole = 0;
    const worker = async () => {
      for (let step = queue.shift(); step; step = queue.shift()) {
        const person = people[step.who] as Person;
        const { text, complete } = await perform(step, person);
        const seen = together(text);
        for (const other of people)
          if (other !== person) expect(seen, `${step.kind} of one shows another's`).not.toContain(other.canary);
        if (!complete) continue;
        expect(seen, `${step.kind} without the person's own`).toContain(person.canary);
        whole++;
      }
    };
    await Promise.all(Array.from({ length: 40 }, worker));
    expect(whole).toBeGreaterThan(100);
    // What reached the provider: each prompt is one person's.
    for (const body of provider.bodies) {
      const named = people.filter(({ canary }) => body.includes(canary));
      expect(named.length, "people in one prompt").toBeLessThanOrEqual(1);
    }
    expect(provider.bodies.length).toBeGreaterThan(50);
  });
});
