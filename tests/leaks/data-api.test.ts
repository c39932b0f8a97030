import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { createWorld, publicRelations, type World } from "./world.ts";

type AnyClient = SupabaseClient<any, any, any>;
let world: World;
let relations: string[];
beforeAll(async () => {
  world = await createWorld();
  relations = await publicRelations(world);
});
afterAll(() => world.close());

/** What is stored of the owner in a relation, seen without any policy. */
async function stored(relation: string): Promise<string> {
  const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(`public.${relation}`)} t
    where user_id = ${world.owner.id} order by 1`.execute(world.root);
  return rows.map(({ row }) => row).join("\n");
}

/** Asks in every way for whatever a relation gives, and returns all that came back, errors included. */
async function everythingFrom(client: AnyClient, relation: string): Promise<string> {
  const table = () => client.from(relation);
  const answers = await Promise.all([
    table().select("*").limit(1000),
    table().select("*", { count: "exact" }).eq("user_id", world.owner.id),
    table().select("*").csv(),
    table().select("*", { count: "exact", head: true }).eq("user_id", world.owner.id),
    table().select("*").or(`user_id.eq.${world.owner.id},user_id.not.is.null`),
  ]);
  return JSON.stringify(answers.map(({ data, error, count }) => ({ data, error, count })));
}

async function tokenFor(claims: object, secret: string): Promise<AnyClient> {
  const token = await new SignJWT({ aud: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
  return createClient(world.stack.url, world.stack.secrets.publishableKey, {
    auth: { persistSession: false },
    global: { headers: { Authorization: `Bearer ${token}` } },
  });
}

async function outsiders(): Promise<Record<string, AnyClient>> {
  const { secrets } = world.stack;
  const now = Math.floor(Date.now() / 1000);
  await world.stranger.client.auth.updateUser({
    data: { role: "admin", user_id: world.owner.id, sub: world.owner.id },
  });
  return {
    stranger: world.stranger.client,
    "a third person": world.third.client,
    "somebody who is not signed in": world.anon,
    "a forged token": await tokenFor({ sub: world.owner.id, role: "authenticated", exp: now + 600 }, "x".repeat(64)),
    "an expired token": await tokenFor(
      { sub: world.owner.id, role: "authenticated", exp: now - 600 },
      secrets.jwtSecret,
    ),
    "a token without a subject": await tokenFor({ role: "authenticated", exp: now + 600 }, secrets.jwtSecret),
    "a token of a role that jobs use": await tokenFor(
      { sub: world.owner.id, role: "app_user", exp: now + 600 },
      secrets.jwtSecret,
    ),
  };
}

describe("reading through the Data API", () => {
  it("gives the owner everything of their own, in every relation", async () => {
    expect(relations.length).toBeGreaterThanOrEqual(8);
    for (const relation of relations) {
      const { data, error } = await (world.owner.client as AnyClient).from(relation).select("*");
      expect(error, relation).toBeNull();
      expect(data?.length, `the owner's own rows in ${relation}`).toBe((await stored(relation)).split("\n").length);
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
      const { rows: columns } = await sql<{ name: string }>`
        select attname as name from pg_catalog.pg_attribute where attrelid = ${`public.${relation}`}::regclass and attnum > 0 and not attisdropped
        and has_column_privilege('authenticated', attrelid, attnum, 'update') and atttypid = 'text'::regtype`.execute(
        world.root,
      );
      for (const { name } of columns)
        await table()
          .update({ [name]: "en" })
          .not("user_id", "is", null);
      await table().update({ user_id: world.stranger.id }).eq("user_id", world.owner.id);
      await table().delete().eq("user_id", world.owner.id);
      expect(await stored(relation), relation).toBe(before);
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
      expect(await stored(relation), relation).toBe(before);
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

  it("lets a person delete everything of their own without touching anybody else's", async () => {
    const before = await Promise.all(relations.map(stored));
    for (const relation of [
      "message_citations",
      "messages",
      "conversations",
      "documents",
      "notes",
      "check_ins",
      "projects",
      "profiles",
    ]) {
      expect(
        (await (world.third.client as AnyClient).from(relation).delete().not("user_id", "is", null)).error,
      ).toBeNull();
      const left = await (world.third.client as AnyClient).from(relation).select("*");
      expect(left.data, relation).toEqual([]);
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
