import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const owners = async (tx: Transaction<any>, table: string) =>
  (await sql<{ user_id: string }>`select distinct user_id from ${sql.table(`public.${table}`)}`.execute(tx)).rows.map(
    (row) => row.user_id,
  );

/** What a job may read some of. */
const TABLES = ["notes", "documents", "check_ins"];

describe("a background job, as app_user", () => {
  it("sees no row without a tenant", async () => {
    for (const table of TABLES) {
      expect(await world.as("app_user", {}, (tx) => owners(tx, table))).toEqual([]);
      expect(await world.as("app_user", { tenant: "" }, (tx) => owners(tx, table))).toEqual([]);
    }
  });

  it("sees exactly one tenant's rows with one", async () => {
    for (const person of [world.owner, world.stranger]) {
      for (const table of TABLES) {
        expect(await world.as("app_user", { tenant: person.id }, (tx) => owners(tx, table))).toEqual([person.id]);
      }
    }
  });

  it("writes for its tenant and is refused a row of another's", async () => {
    const insert = (user_id: string) =>
      world.as("app_user", { tenant: world.owner.id }, (tx) =>
        sql`insert into public.notes (user_id, text) values (${user_id}, 'from a job')`.execute(tx),
      );
    await insert(world.owner.id);
    await expect(insert(world.stranger.id)).rejects.toMatchObject({ code: "42501" });
    const { data } = await world.owner.client.from("documents").select("content").eq("content", "from a job");
    expect(data).toHaveLength(1);
  });

  it("changes and removes its tenant's notes, with their passages, and nobody else's", async () => {
    const asJob = (id: string, statement: ReturnType<typeof sql>) =>
      world.as("app_user", { tenant: id }, (tx) => statement.execute(tx));
    const { owner, third } = world;
    for (const person of [owner, third])
      await asJob(person.id, sql`insert into public.notes (user_id, text) values (${person.id}, 'tidied by a job')`);
    const before = await world.stored(third, "public.notes");
    await asJob(owner.id, sql`update public.notes set text = 'tidied again' where text = 'tidied by a job'`);
    const passages = async () =>
      (await world.stored(owner, "public.documents")).filter((row) => row.includes("tidied")).join();
    expect(await passages()).toContain("tidied again");
    expect(await passages()).not.toContain("by a job");
    // A text that has become shorter needs fewer passages.
    const long = "tidied at length, line by line. ".repeat(200);
    await asJob(owner.id, sql`update public.notes set text = ${long} where text like 'tidied%'`);
    expect((await passages()).split("chunk_index").length - 1).toBeGreaterThan(1);
    await asJob(owner.id, sql`update public.notes set text = 'tidied short' where text like 'tidied%'`);
    expect((await passages()).split("chunk_index").length - 1).toBe(1);
    await asJob(owner.id, sql`delete from public.notes where text like 'tidied%'`);
    expect(await passages()).toBe("");
    expect((await world.stored(owner, "public.notes")).join()).not.toContain("tidied");
    expect(await world.stored(third, "public.notes")).toEqual(before);
  });

  it("is told plainly that a malformed tenant is none", async () => {
    await expect(world.as("app_user", { tenant: "not-a-tenant" }, (tx) => owners(tx, "notes"))).rejects.toMatchObject({
      code: "22P02",
    });
  });

  it("is nobody again after COMMIT, on the same connection", async () => {
    await world.root.connection().execute(async (connection) => {
      await connection.transaction().execute(async (tx) => {
        await sql`set local role app_user`.execute(tx);
        await sql`select set_config('app.current_tenant_id', ${world.owner.id}, true)`.execute(tx);
        expect(await owners(tx, "notes")).toEqual([world.owner.id]);
      });
      const { rows } = await sql<{ tenant: string | null; role: string }>`
        select nullif(current_setting('app.current_tenant_id', true), '') as tenant, current_user as role`.execute(
        connection,
      );
      expect(rows[0]?.tenant).toBeNull();
      expect(rows[0]?.role).not.toBe("app_user");
    });
  });

  it("reaches no table that is not its business", async () => {
    for (const table of [
      "public.check_ins",
      "public.messages",
      "public.profiles",
      "private.embedding_queue",
      "auth.users",
    ]) {
      const read = world.as("app_user", { tenant: world.owner.id }, (tx) =>
        sql`select * from ${sql.table(table)}`.execute(tx),
      );
      await expect(read, table).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("reads of a check-in the tags that its passage is embedded with, and nothing else", async () => {
    const asJob = (id: string, statement: ReturnType<typeof sql>) =>
      world.as("app_user", { tenant: id }, (tx) => statement.execute(tx));
    const tags = sql`select tags from public.check_ins where ${world.owner.canary} = any(tags)`;
    expect((await asJob(world.owner.id, tags)).rows).toHaveLength(1);
    expect((await asJob(world.stranger.id, tags)).rows).toEqual([]);
    for (const statement of [
      sql`select note from public.check_ins`,
      sql`select mood from public.check_ins`,
      sql`update public.check_ins set tags = '{}'`,
      sql`delete from public.check_ins`,
    ])
      await expect(asJob(world.owner.id, statement)).rejects.toMatchObject({ code: "42501" });
    const texts = sql<{ text: string }>`select private.text_to_embed(d) as text from public.documents d`;
    expect(JSON.stringify((await asJob(world.owner.id, texts)).rows)).toContain(`\\n\\n${world.owner.canary}`);
    expect(JSON.stringify((await asJob(world.stranger.id, texts)).rows)).not.toContain(world.owner.canary);
  });

  it("claims jobs as ids alone, and can't end another tenant's job", async () => {
    const { rows } = await world.as("app_user", {}, (tx) =>
      sql<object>`select * from private.claim_embedding_jobs(256)`.execute(tx),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.flatMap(Object.keys))).toEqual(new Set(["user_id", "document_id", "attempts"]));
    const jobs = async () =>
      Number(
        (
          await sql<{
            n: number;
          }>`select count(*)::int as n from private.embedding_queue where user_id = ${world.owner.id}`.execute(
            world.root,
          )
        ).rows[0]?.n,
      );
    const { rows: own } = await sql<{
      document_id: string;
    }>`select document_id from private.embedding_queue where user_id = ${world.owner.id}`.execute(world.root);
    const before = await jobs();
    const finish = (tenant: string) =>
      world.as("app_user", { tenant }, (tx) =>
        sql`select private.finish_embedding_job(${own[0]?.document_id})`.execute(tx),
      );
    await finish(world.stranger.id);
    expect(await jobs()).toBe(before);
    await finish(world.owner.id);
    expect(await jobs()).toBe(before - 1);
  });

  it("lists whom to visit as ids alone, page by page", async () => {
    const list = (after: string | null) =>
      world.as("app_user", {}, async (tx) => {
        const { rows } = await sql<object>`select * from private.list_tenants(${after}::uuid, 1)`.execute(tx);
        return rows.flatMap((row) => Object.entries(row));
      });
    const seen: string[] = [];
    for (let page = await list(null); page.length > 0; page = await list(seen.at(-1) as string)) {
      expect(page).toEqual([["list_tenants", expect.stringMatching(/^[\da-f-]{36}$/)]]);
      seen.push(page[0]?.[1]);
    }
    for (const { id } of [world.owner, world.stranger, world.third]) expect(seen).toContain(id);
  });

  it("cannot be called into by a signed-in person", async () => {
    for (const call of [
      "private.claim_embedding_jobs()",
      "private.list_tenants()",
      "private.finish_embedding_job(gen_random_uuid())",
      "private.current_tenant()",
    ]) {
      const run = world.as("authenticated", { sub: world.stranger.id }, (tx) =>
        sql.raw(`select * from ${call}`).execute(tx),
      );
      await expect(run, call).rejects.toMatchObject({ code: "42501" });
    }
  });
});
