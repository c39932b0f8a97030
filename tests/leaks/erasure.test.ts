import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientWith, createWorld, publicRelations, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Tables of any schema, the system's own aside, in which one of the texts stands; queues and vectors carry the person's id. */
async function tablesHolding(...texts: string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1`.execute(
    world.root,
  );
  const holding: string[] = [];
  for (const { name } of rows) {
    const { rows: found } = await sql`select from ${sql.raw(name)} t where ${sql.join(
      texts.map((text) => sql`strpos(to_jsonb(t)::text, ${text}) > 0`),
      sql` or `,
    )} limit 1`.execute(world.root);
    if (found.length > 0) holding.push(name);
  }
  return holding;
}

describe("deleting", () => {
  it("takes an entry's passage, vector and queue entry with it", async () => {
    const client = world.third.client;
    const word = `forget${world.third.canary}`;
    const { data: checkIn } = await client.from("check_ins").insert({ mood: 1, note: word }).select().single();
    const { data: note } = await client.from("notes").insert({ text: word }).select().single();
    expect(await tablesHolding(word)).toEqual(expect.arrayContaining(["check_ins", "documents", "notes"]));
    await client
      .from("check_ins")
      .delete()
      .eq("id", checkIn?.id as string);
    await client
      .from("notes")
      .delete()
      .eq("id", note?.id as string);
    expect(await tablesHolding(word, checkIn?.id as string, note?.id as string)).toEqual([]);
  });

  it("an account leaves nothing of it anywhere, and everything of everybody else's", async () => {
    const relations = (await publicRelations(world)).map((name) => `public.${name}`);
    const others = () => Promise.all(relations.map((relation) => world.stored(world.owner, relation)));
    const before = await others();
    const { id, canary, client, token } = world.stranger;
    expect((await tablesHolding(id, canary)).length).toBeGreaterThanOrEqual(8);
    expect((await client.rpc("delete_own_account")).error).toBeNull();
    expect(await tablesHolding(id, canary)).toEqual([]);
    expect(await others()).toEqual(before);

    // The token lives on to its expiry: it reads nothing and can't write into the void.
    const ghost = clientWith(world, token);
    for (const relation of await publicRelations(world)) {
      const { data } = await (ghost as any).from(relation).select("*");
      expect(data ?? [], relation).toEqual([]);
    }
    expect((await ghost.from("notes").insert({ text: canary })).error?.code).toBe("23503");
    expect(await tablesHolding(canary)).toEqual([]);
  });

  it("is not for somebody who is not signed in", async () => {
    expect((await world.anon.rpc("delete_own_account")).error).not.toBeNull();
    const nobody = world.as("authenticated", {}, (tx) => sql`select public.delete_own_account()`.execute(tx));
    await expect(nobody).rejects.toMatchObject({ code: "42501" });
    expect(await tablesHolding(world.owner.canary)).toContain("documents");
  });
});
