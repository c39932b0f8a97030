import type { SupabaseClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { clientWith, createWorld, publicRelations, tokenWith, type World } from "./world.ts";

type AnyClient = SupabaseClient<any, any, any>;
let world: World;
let relations: string[];
beforeAll(async () => {
  world = await createWorld();
  relations = await publicRelations(world);
});
afterAll(() => world.close());

const stored = (relation: string) => world.stored(world.owner, `public.${relation}`);

/** Pairs of a relation and one that a foreign key of it leads to, both ways round: what PostgREST can embed. */
async function embeddings(): Promise<{ relation: string; other: string }[]> {
  const { rows } = await sql<{ relation: string; other: string }>`
    with pairs as (select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_catalog.pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace and confrelid <> 'auth.users'::regclass and confrelid <> conrelid)
    select child as relation, parent as other from pairs union select parent, child from pairs order by 1, 2`.execute(
    world.root,
  );
  return rows;
}

/** The part of a row that a signed-in person may write, under a new id and hanging on nothing. */
async function writable(relation: string, row: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ name: string }>`select attname as name from pg_catalog.pg_attribute
    where attrelid = ${`public.${relation}`}::regclass and attnum > 0 and attgenerated = ''
    and has_column_privilege('authenticated', attrelid, attnum, 'insert')`.execute(world.root);
  const columns = rows.filter(({ name }) => !/^id$|_id$/.test(name) && name in row);
  return Object.fromEntries(columns.map(({ name }) => [name, row[name]]));
}

/** Asks in every way for whatever a relation gives, and returns all that came back, errors included. */
async function everythingFrom(client: AnyClient, relation: string): Promise<string> {
  const table = () => client.from(relation);
  const answers = await Promise.all([
    table().select("*").limit(1000),
    table().select("*", { count: "exact" }).eq("user_id", world.owner.id),
    table().select("*").csv(),
    table().select("*", { count: "exact", head: true }).eq("user_id", world.owner.id),
    // Estimates come of statistics about everybody's rows: the API must count instead.
    table().select("*", { count: "planned", head: true }).eq("user_id", world.owner.id),
    table().select("*", { count: "estimated", head: true }).eq("user_id", world.owner.id),
    table().select("*").or(`user_id.eq.${world.owner.id},user_id.not.is.null`),
    table().select("user_id").neq("user_id", world.stranger.id).limit(5),
    table().select("*").order("user_id", { ascending: false }).range(0, 50),
  ]);
  return JSON.stringify(answers.map(({ data, error, count }) => ({ data, error, count })));
}

async function outsiders(): Promise<Record<string, AnyClient>> {
  const now = Math.floor(Date.now() / 1000);
  const later = now + 600;
  const { owner, stranger } = world;
  await stranger.client.auth.updateUser({
    data: {
      role: "admin",
      user_id: owner.id,
      sub: owner.id,
      tenant_id: owner.id,
      email: `${owner.canary}@example.test`,
    },
  });
  await stranger.client.auth.refreshSession();
  const client = async (claims: object, secret?: string) => clientWith(world, await tokenWith(world, claims, secret));
  return {
    stranger: stranger.client,
    "a third person": world.third.client,
    "somebody who is not signed in": world.anon,
    "a forged token": await client({ sub: owner.id, role: "authenticated", exp: later }, "x".repeat(64)),
    "an expired token": await client({ sub: owner.id, role: "authenticated", exp: now - 600 }),
    "a token without a subject": await client({ role: "authenticated", exp: later }),
    "a token with an empty subject": await client({ sub: "", role: "authenticated", exp: later }),
    "a token of a role that jobs use": await client({ sub: owner.id, role: "app_user", exp: later }),
    "a token without a role": await client({ sub: stranger.id, exp: later }),
    "a stranger whose claims speak of the owner": await client({
      sub: stranger.id,
      role: "authenticated",
      exp: later,
      email: `${owner.canary}@example.test`,
      is_anonymous: true,
      user_metadata: { sub: owner.id, user_id: owner.id, tenant_id: owner.id, role: "admin" },
      app_metadata: { role: "service_role", user_id: owner.id },
    }),
    "a stranger whose headers speak of the owner": clientWith(world, stranger.token, {
      "x-user-id": owner.id,
      "x-tenant-id": owner.id,
      "x-supabase-user": owner.id,
      "x-forwarded-user": owner.id,
    }),
  };
}

describe("reading through the Data API", () => {
  it("refuses the columns in which Postgres itself counts what everybody writes", async () => {
    for (const relation of relations) {
      for (const column of ["xmin", "ctid", "cmin", "tableoid"]) {
        const { error } = await (world.owner.client as AnyClient).from(relation).select(column);
        expect(error?.code, `${column} of ${relation}`).toBe("42501");
      }
    }
  });

  it("gives the owner everything of their own, in every relation", async () => {
    expect(relations.length).toBeGreaterThanOrEqual(8);
    for (const relation of relations) {
      const own = (world.owner.client as AnyClient).from(relation);
      const { data, error } = await own.select("*");
      expect(error, relation).toBeNull();
      for (const count of ["exact", "planned", "estimated"] as const)
        expect((await own.select("*", { count, head: true })).count, `${count} in ${relation}`).toBe(data?.length);
      expect(data?.length, `the owner's own rows in ${relation}`).toBe((await stored(relation)).length);
      for (const row of data ?? []) expect(row.user_id).toBe(world.owner.id);
    }
  });

  it("gives nobody else a row, a count or an error that tells of it", async () => {
    for (const [who, client] of Object.entries(await outsiders())) {
      for (const relation of relations) {
        const answer = await everythingFrom(client, relation);
        expect(answer, `${who} reading ${relation}`).not.toContain(world.owner.canary);
        expect(answer.replace(/"(message|details|hint)":"[^"]*"/g, ""), `${who} reading ${relation}`).not.toContain(
          world.owner.id,
        );
        expect(answer, `${who} counting ${relation}`).not.toMatch(/"data":null,"error":null,"count":[1-9]/);
      }
    }
  });

  it("embeds a person's own rows in each other, and nobody else's", async () => {
    const pairs = await embeddings();
    expect(pairs.length).toBeGreaterThanOrEqual(14);
    let found = 0;
    for (const { relation, other } of pairs) {
      const select = (client: AnyClient) => client.from(relation).select(`*, ${other}(*)`).limit(1000);
      found += JSON.stringify((await select(world.owner.client)).data).includes(world.owner.canary) ? 1 : 0;
      const foreign = await select(world.stranger.client);
      expect(JSON.stringify(foreign), `${other} in ${relation}`).not.toContain(world.owner.canary);
    }
    expect(found, "relations that embed something of the owner's").toBeGreaterThanOrEqual(5);
  });

  it("does not reach schemas that are not the API's", async () => {
    for (const schema of ["private", "auth", "supabase_migrations", "extensions", "pg_catalog"]) {
      const { data, error } = await (world.stranger.client as AnyClient).schema(schema).from("users").select("*");
      expect(data, schema).toBeNull();
      expect(error, schema).not.toBeNull();
    }
  });
});

describe("writing through the Data API", () => {
  it("cannot change or delete what is not one's own, with or without a filter", async () => {
    for (const relation of relations) {
      const before = await stored(relation);
      const table = () => (world.stranger.client as AnyClient).from(relation);
      const { rows: columns } = await sql<{ name: string; value: unknown }>`
        select attname as name, case format_type(atttypid, null) when 'text' then 'en' when 'smallint' then '3' when 'boolean' then 'true' when 'jsonb' then '{}'
          else '2026-10-10T00:00:00Z' end as value
        from pg_catalog.pg_attribute where attrelid = ${`public.${relation}`}::regclass and attnum > 0 and not attisdropped
        and has_column_privilege('authenticated', attrelid, attnum, 'update')
        and format_type(atttypid, null) in ('text', 'smallint', 'timestamp with time zone', 'jsonb', 'boolean')`.execute(
        world.root,
      );
      // Without a filter no column is read, so the SELECT policy does not stand behind the other two.
      for (const { name, value } of columns) await table().update({ [name]: value });
      await table().update({ user_id: world.stranger.id });
      await table().update({ user_id: world.stranger.id }).eq("user_id", world.owner.id);
      await table().delete().eq("user_id", world.owner.id);
      expect(await stored(relation), relation).toEqual(before);
    }
  });

  it("cannot write a row for somebody else, nor give one away", async () => {
    for (const relation of relations) {
      const before = await stored(relation);
      const { data } = await (world.third.client as AnyClient).from(relation).select("*").limit(1);
      const own = data?.[0];
      const table = () => (world.third.client as AnyClient).from(relation);
      expect((await table().insert({ ...own, user_id: world.owner.id })).error, relation).not.toBeNull();
      expect((await table().upsert({ ...own, user_id: world.owner.id })).error, relation).not.toBeNull();
      expect(
        (await table().update({ user_id: world.owner.id }).eq("user_id", world.third.id)).error,
        relation,
      ).not.toBeNull();
      expect(own, `${relation}: a row of the stranger's to begin with`).toBeDefined();
      // With no more than what may be written, and without reading a column back: the policy alone stands in the way.
      const given = { ...(await writable(relation, own)), user_id: world.owner.id };
      expect((await table().insert(given)).error, `${relation} for somebody else`).not.toBeNull();
      await table().update({ user_id: world.owner.id });
      // Moved under a new id, and written over a row of the owner's by its id.
      const moved = { ...own, ...(own && "id" in own ? { id: world.owner.rows[relation] } : {}) };
      await table().upsert({ ...moved, user_id: world.owner.id }, { ignoreDuplicates: false });
      const { user_id: _, ...withoutOwner } = moved;
      await table().upsert(withoutOwner);
      expect(await stored(relation), relation).toEqual(before);
    }
  });

  it("cannot hang a row of one's own onto somebody else's", async () => {
    const { rows } = world.owner;
    const client = world.stranger.client;
    const answers = await Promise.all([
      client.from("notes").insert({ text: "t", project_id: rows.projects }),
      client.from("messages").insert({ conversation_id: rows.conversations as string, role: "user", content: "t" }),
      client.from("message_citations").insert({
        message_id: rows.messages as string,
        document_id: rows.documents as string,
        label: 2,
        similarity: 0,
      }),
      client.from("documents").insert({ content: "t", source_kind: "note", note_id: rows.notes }),
    ]);
    const madeUp = await client.from("notes").insert({ text: "t", project_id: crypto.randomUUID() });
    for (const { error } of answers) expect(error?.code).toBe("23503");
    // A foreign id is refused exactly as one that does not exist.
    expect(answers[0]?.error?.code).toBe(madeUp.error?.code);
  });

  it("leaves the work that is queued for somebody else's passage, under the same id", async () => {
    const id = crypto.randomUUID();
    const queued = async ({ id: person }: { id: string }) => {
      const { rows } =
        await sql<object>`select * from private.embedding_queue where user_id = ${person} and document_id = ${id}`.execute(
          world.root,
        );
      return rows;
    };
    await world.owner.client.from("documents").insert({ id, content: "still to be embedded" });
    const before = await queued(world.owner);
    expect(before).toHaveLength(1);
    await world.stranger.client.from("documents").insert({ id, content: "of somebody else, with the same id" });
    await world.stranger.client.from("documents").update({ content: "changed" }).eq("id", id);
    expect(await queued(world.owner)).toEqual(before);
    expect(await queued(world.stranger)).toHaveLength(1);
    await world.stranger.client.from("documents").delete().eq("id", id);
    expect(await queued(world.owner)).toEqual(before);
    expect(await queued(world.stranger)).toEqual([]);
  });

  it("lets a person delete everything of their own, unfiltered, without touching anybody else's", async () => {
    const before = await Promise.all(relations.map(stored));
    for (const relation of relations) {
      expect((await (world.third.client as AnyClient).from(relation).delete()).error, relation).toBeNull();
      expect(await world.stored(world.third, `public.${relation}`), relation).toEqual([]);
    }
    expect(await Promise.all(relations.map(stored))).toEqual(before);
  });
});

describe("match_documents", () => {
  it("finds the caller's passages alone, with every argument a client may send", async () => {
    const [vector] = await createModel({}).embed(["a night without sleep"]);
    const query_embedding = JSON.stringify(vector);
    const project = world.owner.rows.projects as string;
    for (const rest of [
      {},
      { match_count: 50 },
      { filter: {} },
      { filter: { canary: world.owner.canary } },
      { match_threshold: -1 },
      { project },
    ]) {
      const foreign = await world.stranger.client.rpc("match_documents", { query_embedding, ...rest });
      expect(JSON.stringify(foreign), JSON.stringify(rest)).not.toContain(world.owner.canary.slice(0, 11));
      const own = await world.owner.client.rpc("match_documents", { query_embedding, ...rest });
      expect(
        own.data?.map(({ content }) => content),
        JSON.stringify(rest),
      ).toContain(`a night without sleep ${world.owner.canary}`);
    }
    expect((await world.anon.rpc("match_documents", { query_embedding })).data).toBeNull();
  });

  it("gives at most 50 rows, whatever is asked, in an order that does not change", async () => {
    const [vector] = await createModel({}).embed(["many"]);
    const query_embedding = JSON.stringify(vector);
    await world.stranger.client
      .from("documents")
      .insert(Array.from({ length: 60 }, () => ({ content: "the same", embedding: query_embedding })));
    const ask = async (match_count?: number) =>
      (
        await world.stranger.client.rpc("match_documents", {
          query_embedding,
          ...(match_count === undefined ? {} : { match_count }),
        })
      ).data?.map(({ id }) => id);
    expect(await ask()).toHaveLength(50);
    expect(await ask(1000)).toHaveLength(50);
    expect(await ask(-3)).toHaveLength(1);
    expect(await ask(10)).toEqual((await ask(1000))?.slice(0, 10));
  });
});
