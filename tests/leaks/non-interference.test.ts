import fc from "fast-check";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
const model = createModel({});
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Tx = Transaction<any>;
const TOPICS = [
  "slept badly",
  "fever at night",
  "shouted at him",
  "good day outside",
  "school meeting",
  "the same words",
];
const life = fc.array(fc.record({ topic: fc.constantFrom(...TOPICS), day: fc.integer({ min: 1, max: 28 }) }), {
  minLength: 1,
  maxLength: 6,
});

async function store(
  tx: Tx,
  userId: string,
  passages: { content: string; vector: string; day: number }[],
): Promise<void> {
  for (const [at, { content, vector, day }] of passages.entries()) {
    // Ids that depend on the person and the place alone, so that traces can be compared as they are.
    await sql`insert into public.documents (user_id, id, content, embedding, happened_at)
      values (${userId}, md5(${`${userId} ${at}`})::uuid, ${content}, ${vector}::text::extensions.halfvec, make_timestamptz(2026, 10, ${day}, 3, 0, 0))`.execute(
      tx,
    );
  }
}

/** All that a person can observe: rows, order, similarities, counts. */
async function trace(tx: Tx, userId: string, questions: string[]): Promise<string> {
  await sql`select set_config('request.jwt.claim.sub', ${userId}, true), set_config('request.jwt.claims', '', true)`.execute(
    tx,
  );
  await sql`set local role authenticated`.execute(tx);
  const seen: unknown[] = [];
  for (const question of questions) {
    for (const threshold of [null, 0.2]) {
      seen.push(
        (
          await sql`select * from public.match_documents(${question}::text::extensions.halfvec, 5, '{}', ${threshold})`.execute(
            tx,
          )
        ).rows,
      );
    }
  }
  seen.push((await sql`select count(*)::int, max(happened_at) from public.documents`.execute(tx)).rows);
  seen.push((await sql`select id, content from public.documents order by happened_at, id limit 3`.execute(tx)).rows);
  await sql`reset role`.execute(tx);
  return JSON.stringify(seen);
}

/** Runs in a transaction that is rolled back, so that every pair starts from the same database. */
async function rolledBack(work: (tx: Tx) => Promise<void>): Promise<void> {
  const undo = new Error("undo");
  await world.root
    .transaction()
    .execute(async (tx) => {
      await work(tx as Tx);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
}

async function withVectors(entries: { topic: string; day: number }[], mark: string) {
  const vectors = await model.embed(entries.map(({ topic }) => topic));
  return entries.map(({ topic, day }, at) => ({
    content: `${topic} ${mark}`,
    vector: JSON.stringify(vectors[at]),
    day,
  }));
}

describe("what one person can observe", () => {
  it("is the same, to the byte, whether the other's data exists or not", async () => {
    const questions = (await model.embed(TOPICS.slice(0, 3))).map((vector) => JSON.stringify(vector));
    await fc.assert(
      fc.asyncProperty(life, life, async (ownersLife, strangersLife) => {
        const theirs = await withVectors(ownersLife, "theirs");
        const own = await withVectors(strangersLife, "own");
        await rolledBack(async (tx) => {
          await store(tx, world.stranger.id, own);
          const alone = await trace(tx, world.stranger.id, questions);
          await store(tx, world.owner.id, theirs);
          expect(await trace(tx, world.stranger.id, questions)).toBe(alone);
          expect(alone).toContain("own");
        });
      }),
      { numRuns: 60 },
    );
  });

  it("does not change when another person stores 5,000 passages nearest to the question", async () => {
    const [question] = (await model.embed(["slept badly"])).map((vector) => JSON.stringify(vector));
    const own = await withVectors(
      TOPICS.map((topic, at) => ({ topic, day: at + 1 })),
      "own",
    );
    await rolledBack(async (tx) => {
      await store(tx, world.stranger.id, own);
      const alone = await trace(tx, world.stranger.id, [question as string]);
      await sql`insert into public.documents (user_id, content, embedding, happened_at)
        select ${world.owner.id}, 'theirs ' || n, ${question}::text::extensions.halfvec, now() from generate_series(1, 5000) n`.execute(
        tx,
      );
      expect(await trace(tx, world.stranger.id, [question as string])).toBe(alone);
      expect(alone).toContain("slept badly own");
    });
  });
});
