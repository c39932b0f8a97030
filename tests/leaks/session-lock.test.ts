import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe("the embedded engine's one session", () => {
  it("is held from the first statement of a transaction to its end, however long it pauses", async () => {
    const seen: string[] = [];
    const paused = world.as("authenticated", { sub: world.owner.id }, async (tx) => {
      for (let turn = 0; turn < 200; turn++) {
        await nextTurn();
        if (turn % 50 === 0) {
          const { rows } = await sql<{ uid: string }>`select auth.uid() as uid`.execute(tx);
          seen.push(rows[0]?.uid as string);
        }
      }
    });
    const requests = Array.from({ length: 100 }, async (_, at) => {
      const person = at % 2 === 0 ? world.stranger : world.third;
      const { data } = await person.client.from("notes").select("text").like("text", "long words%");
      return { wanted: `long words ${person.canary}`, got: data?.map(({ text }) => text) };
    });
    for (const { wanted, got } of await Promise.all(requests)) expect(got).toEqual([wanted]);
    await paused;
    expect(new Set(seen)).toEqual(new Set([world.owner.id]));
  });

  it("would cross without the lock: a statement sent past it runs as whoever holds the session", async () => {
    const embedded = world.stack.database.embedded;
    if (!embedded) return;
    let crossed = "";
    await world.as("authenticated", { sub: world.owner.id }, async () => {
      const { rows } = await embedded.pglite.query<{ uid: string }>("select auth.uid() as uid");
      crossed = rows[0]?.uid ?? "";
    });
    expect(crossed).toBe(world.owner.id);
  });
});
