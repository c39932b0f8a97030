import fc from "fast-check";
import { sql } from "kysely";
import { expect } from "vitest";
import type { JobDatabase } from "#lib/jobs/job-database.ts";
import type { FakeProvider } from "#tests/ai/fake-provider.ts";
import { type AppRoute, send } from "#tests/api/app-routes.ts";
import type { Person, World } from "./world.ts";

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
async function perform(
  { routes, jobs }: Storm,
  { kind, leaveAfter }: Step,
  person: Person,
): Promise<{ text: string; complete: boolean }> {
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
      const { rows } = await jobs.asTenant(person.id, (tx) =>
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

/** Where the requests go. */
export interface Storm {
  world: World;
  routes: AppRoute[];
  provider: FakeProvider;
  jobs: JobDatabase;
}

/**
 * 300 requests of three people, 40 at a time, in a random order (`LEAK_SEED` repeats one), a quarter of them left in
 * the middle. Each answer holds the asker's own words and nobody else's, and so does each prompt.
 */
export async function weather(storm: Storm): Promise<void> {
  const { owner, stranger, third } = storm.world;
  const people = [owner, stranger, third];
  const seed = process.env.LEAK_SEED ? { seed: Number(process.env.LEAK_SEED) } : {};
  const [plan] = fc.sample(steps, { numRuns: 1, ...seed }) as [Step[]];
  const queue = [...plan];
  let whole = 0;
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const person = people[step.who] as Person;
      const { text, complete } = await perform(storm, step, person);
      const seen = together(text);
      for (const other of people)
        if (other !== person) expect(seen, `${step.kind} of one shows another's`).not.toContain(other.canary);
      if (!complete) continue;
      expect(seen, `${step.kind} without the person's own`).toContain(person.canary);
      whole++;
    }
  };
  await Promise.all(Array.from({ length: 40 }, worker));
  expect(whole, "answers that were read to their end").toBeGreaterThan(100);
  for (const body of storm.provider.bodies) {
    const named = people.filter(({ canary }) => body.includes(canary));
    expect(named.length, "people in one prompt").toBeLessThanOrEqual(1);
  }
  expect(storm.provider.bodies.length).toBeGreaterThan(50);
}
