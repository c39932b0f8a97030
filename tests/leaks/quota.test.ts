import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type Person, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** What has been counted of a person, by kind. */
async function used({ id }: Person): Promise<Record<string, number>> {
  const { rows } = await sql<{ kind: string; used: number; at: string }>`
    select kind, used, counted_at::text as at from private.quota_usage where user_id = ${id}`.execute(world.root);
  return Object.fromEntries(
    rows.flatMap(({ kind, used, at }) => [
      [kind, used],
      [`${kind} at`, Date.parse(at)],
    ]),
  );
}

describe("what a person may do in a minute", () => {
  it("is counted on every table that people write, whatever it is called", async () => {
    const uncounted = (right: string, event: number) =>
      sql<{ name: string }>`
      select c.relname as name from pg_catalog.pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and (has_table_privilege('authenticated', c.oid, ${right}) or has_any_column_privilege('authenticated', c.oid, replace(${right}, 'delete', 'insert')))
        and not exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgenabled in ('O', 'A') and t.tgtype & ${event} > 0
          and t.tgqual is null and not t.tgisinternal and t.tgfoid in ('private.count_insert'::regproc, 'private.count_change'::regproc))`.execute(
        world.root,
      );
    for (const [right, event] of [
      ["insert", 4],
      ["update", 16],
      ["delete", 8],
    ] as const)
      expect((await uncounted(right, event)).rows, right).toEqual([]);
  });

  it("is counted as theirs, and changes nothing of what others may do", async () => {
    const others = () => Promise.all([world.stranger, world.third].map(used));
    const before = await others();
    const own = await used(world.owner);
    const { client } = world.owner;
    const { data: entry } = await client.from("check_ins").insert({ mood: 2 }).select("id").single();
    await client
      .from("check_ins")
      .update({ mood: 3 })
      .eq("id", entry?.id as string);
    await client
      .from("check_ins")
      .delete()
      .eq("id", entry?.id as string);
    for (const kind of ["chat", "search"]) expect((await client.rpc("use_quota", { kind })).error).toBeNull();
    const after = await used(world.owner);
    for (const kind of ["writes", "rows", "chat", "search"]) {
      expect(after[kind], kind).toBeGreaterThan(0);
      expect(after[`${kind} at`], kind).toBeGreaterThan(own[`${kind} at`] ?? 0);
    }
    expect(await others()).toEqual(before);
  });

  it("can be read by nobody, the person included", async () => {
    for (const role of ["authenticated", "anon", "app_user"]) {
      await expect(
        world.as(role, { sub: world.owner.id, tenant: world.owner.id }, (tx) =>
          sql`select * from private.quota_usage`.execute(tx),
        ),
        role,
      ).rejects.toThrow(/permission denied/);
    }
  });
});
