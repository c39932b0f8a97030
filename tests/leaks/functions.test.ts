import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { createWorld, type Person, publicRelations, type World } from "./world.ts";

type Tx = Transaction<any>;
let world: World;
let relations: string[];
let nearest: string;
beforeAll(async () => {
  world = await createWorld();
  relations = await publicRelations(world);
  nearest = JSON.stringify((await createModel({}).embed(["a night without sleep"]))[0]);
});
afterAll(() => world.close());

interface PublicFunction {
  signature: string;
  name: string;
  /** Type names of the arguments, in order. */
  types: string[];
  /** How many of them must be given. */
  required: number;
}

/** Every function of ours that this role may call by the API or in SQL, from the catalog. */
async function callable(role: string): Promise<PublicFunction[]> {
  const { rows } = await sql<PublicFunction>`
    select p.oid::regprocedure::text as signature, n.nspname || '.' || p.proname as name, pronargs - pronargdefaults as required,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality a (t, at) order by at) as types
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and has_function_privilege(${role}, p.oid, 'execute')
    and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`.execute(
    world.root,
  );
  return rows;
}

/**
 * Values to call a function with that speak of a person: their ids wherever an id fits, elsewhere their word, and
 * whole texts of theirs, word for word.
 */
function argumentsAbout(person: { id: string; canary: string; rows: Record<string, string> }, types: string[]) {
  const ids = [person.id, ...Object.values(person.rows).filter(Boolean)];
  const texts = ["", "a night without sleep ", "awake the whole night ", "question "].map(
    (text) => text + person.canary,
  );
  return ids.map((id, at) =>
    types.map((type) => {
      if (type === "uuid") return id;
      if (/vector|halfvec/.test(type)) return nearest;
      if (/json/.test(type)) return type === "jsonb[]" ? "{}" : JSON.stringify({ canary: person.canary });
      if (/\[\]$/.test(type)) return "{}";
      if (/int|double|numeric|real/.test(type)) return type.startsWith("double") || type === "real" ? "-1" : "50";
      if (/timestamp|date/.test(type)) return "2026-10-01";
      if (type === "interval") return "1 day";
      if (type === "boolean") return "true";
      return texts[at % texts.length] as string;
    }),
  );
}

/** The outcome of one call as text: rows, or the error's SQLSTATE. Undone afterwards, its effects on the owner noted. */
async function outcome(who: { role: string; sub?: string; tenant?: string }, call: string): Promise<string> {
  let seen = "";
  const undo = new Error("undo");
  await world.root
    .transaction()
    .execute(async (tx) => {
      const before = await everythingOf(tx as Tx, world.owner);
      const claims = who.sub ? JSON.stringify({ sub: who.sub, role: who.role }) : "";
      await sql`select set_config('request.jwt.claims', ${claims}, true), set_config('app.current_tenant_id', ${who.tenant ?? ""}, true)`.execute(
        tx,
      );
      await sql`savepoint before_call`.execute(tx);
      try {
        await sql.raw(`set local role ${who.role}`).execute(tx);
        seen = JSON.stringify((await sql.raw(call).execute(tx)).rows);
        await sql`reset role`.execute(tx);
      } catch (error) {
        await sql`rollback to savepoint before_call`.execute(tx);
        seen = `error ${(error as { code?: string }).code} ${(error as Error).message}`;
      }
      const after = await everythingOf(tx as Tx, world.owner);
      if (JSON.stringify(after) !== JSON.stringify(before)) seen += " AND THE OWNER'S ROWS CHANGED";
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return seen;
}

async function everythingOf(tx: Tx, person: Person): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const relation of [...relations.map((name) => `public.${name}`), "private.embedding_queue"]) {
    all.push(
      (
        await sql`select to_jsonb(t)::text as row from ${sql.table(relation)} t where user_id = ${person.id} order by 1`.execute(
          tx,
        )
      ).rows,
    );
  }
  return all;
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
const callOf = ({ name, types }: PublicFunction, values: string[]) =>
  `select * from ${name}(${values.map((value, at) => `${literal(value)}::${types[at] === "halfvec" ? "extensions.halfvec" : types[at]}`).join(", ")})`;

describe("every function that a client or a job may call", () => {
  const madeUp = (person: Person) => ({
    id: crypto.randomUUID(),
    // Of the same make as a real one, so that the parser of words sees no difference either.
    canary: person.canary.replace("owner", "nobdy"),
    rows: Object.fromEntries(Object.keys(person.rows).map((table) => [table, crypto.randomUUID()])),
  });

  it.each([
    ["a stranger", () => ({ role: "authenticated", sub: world.stranger.id })],
    ["a session without a subject", () => ({ role: "authenticated" })],
    ["somebody who is not signed in", () => ({ role: "anon" })],
    ["a job that has become the stranger", () => ({ role: "app_user", tenant: world.stranger.id })],
    ["a job without a tenant", () => ({ role: "app_user" })],
  ])("tells %s nothing of the owner, whatever ids it is called with", async (_, who) => {
    const functions = await callable(who().role);
    for (const one of functions) {
      // These hand a job the ids of due work and of whom to visit, of all tenants: ids alone, checked with the jobs (app-user.test.ts).
      if (["private.claim_embedding_jobs", "private.list_tenants"].includes(one.name)) continue;
      for (const count of new Set([one.required, one.types.length])) {
        const call = (values: string[]) => outcome(who(), callOf(one, values.slice(0, count)));
        const foreign = argumentsAbout(world.owner, one.types);
        const unknown = argumentsAbout(madeUp(world.owner), one.types);
        for (const [at, values] of foreign.entries()) {
          const answer = await call(values);
          expect(answer, one.signature).not.toContain("OWNER'S ROWS CHANGED");
          // Somebody else's id or words are answered as ones that do not exist; what a function merely repeats of
          // its own arguments is no news.
          const alike = (text: string, given: string[]) =>
            given
              .filter((value) => /canary/.test(value))
              .reduce((all, value) => all.replaceAll(value, "ARGUMENT"), text)
              .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "ID");
          // Nor does it come by itself: without arguments there is nothing to tell apart above.
          const told = values.reduce((all, value) => all.replaceAll(value, "ARGUMENT"), answer);
          for (const word of [world.owner.canary, world.owner.id, ...Object.values(world.owner.rows).filter(Boolean)])
            expect(told, one.signature).not.toContain(word);
          const unknownValues = unknown[at] as string[];
          expect(alike(answer, values), `${one.signature} with what is the owner's`).toBe(
            alike(await call(unknownValues), unknownValues),
          );
        }
      }
    }
  });

  it("tells nobody whether others were counted, though it counts for all", async () => {
    const stranger = { role: "authenticated", sub: world.stranger.id };
    const counting = "select public.count_referral('abuse') as answer";
    const alone = await outcome(stranger, counting);
    expect(alone).not.toContain("error");
    const before = await sql<{
      sum: number;
    }>`select coalesce(sum(count), 0)::int as sum from private.referrals`.execute(world.root);
    for (const { id } of [world.owner, world.third])
      await world.as("authenticated", { sub: id }, (tx) => sql.raw(counting).execute(tx));
    const { rows } = await sql<{ sum: number }>`select sum(count)::int as sum from private.referrals`.execute(
      world.root,
    );
    expect(rows[0]?.sum).toBe((before.rows[0]?.sum ?? 0) + 2);
    expect(await outcome(stranger, counting)).toBe(alone);
  });

  it("answers its owner, so that the silence above means something", async () => {
    const seen = await outcome(
      { role: "authenticated", sub: world.owner.id },
      `select content from public.match_documents(${literal(nearest)}::extensions.halfvec)`,
    );
    expect(seen).toContain(world.owner.canary);
    expect((await callable("authenticated")).length).toBeGreaterThanOrEqual(2);
  });
});

describe("statements without a filter", () => {
  /** A column that the role may set, and an expression of its type that reads no column. */
  async function settable(role: string, relation: string): Promise<{ name: string; value: string }[]> {
    const { rows } = await sql<{ name: string; type: string }>`
      select attname as name, format_type(atttypid, null) as type from pg_catalog.pg_attribute
      where attrelid = ${`public.${relation}`}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      and has_column_privilege(${role}, attrelid, attnum, 'update')`.execute(world.root);
    const values: Record<string, string> = {
      text: "'en'",
      smallint: "3",
      "timestamp with time zone": "'2026-01-01'",
      jsonb: "'{}'",
      boolean: "true",
    };
    return rows.flatMap(({ name, type }) => (values[type] ? [{ name, value: values[type] }] : []));
  }

  it.each([
    ["a stranger", () => ({ role: "authenticated", sub: world.stranger.id })],
    ["a session without a subject", () => ({ role: "authenticated" })],
    ["somebody who is not signed in", () => ({ role: "anon" })],
    ["a job that has become the stranger", () => ({ role: "app_user", tenant: world.stranger.id })],
    ["a job without a tenant", () => ({ role: "app_user" })],
  ])("of %s change and delete nothing of the owner's", async (_, who) => {
    for (const relation of relations) {
      for (const { name, value } of await settable(who().role, relation)) {
        expect(await outcome(who(), `update public.${relation} set ${name} = ${value}`), relation).not.toContain(
          "CHANGED",
        );
      }
      expect(await outcome(who(), `delete from public.${relation}`), relation).not.toContain("CHANGED");
      expect(await outcome(who(), `truncate public.${relation} cascade`), relation).toContain("error 42501");
    }
  });

  it("of the owner do change and delete", async () => {
    for (const relation of relations) {
      const answer = await outcome({ role: "authenticated", sub: world.owner.id }, `delete from public.${relation}`);
      expect(answer, relation).toContain("CHANGED");
    }
  });
});

describe("a connection that somebody else used before", () => {
  it("remembers neither the person nor the role, after any call that was committed", async () => {
    const client = world.owner.client;
    await client.rpc("match_documents", { query_embedding: nearest, match_count: 3 });
    for (const relation of relations) await (client as any).from(relation).select("*").limit(1);
    await client.from("notes").insert({ text: "another night" });
    await client.from("notes").update({ title: "t" }).eq("text", "another night");
    await client.from("notes").delete().eq("text", "another night");
    await client.from("check_ins").insert({ mood: 1, note: "short" });
    await world.as("app_user", { tenant: world.owner.id }, (tx) =>
      sql`insert into public.notes (user_id, text) values (${world.owner.id}, 'by a job')`.execute(tx),
    );
    // The pool of a native Postgres has several connections: ask often enough at once to meet them all.
    const states = await Promise.all(
      Array.from({ length: 20 }, () =>
        sql<{
          state: string;
        }>`select concat_ws(' ', nullif(current_setting('request.jwt.claims', true), ''), nullif(current_setting('request.jwt.claim.sub', true), ''),
          nullif(current_setting('app.current_tenant_id', true), ''), nullif(current_setting('role'), 'none')) as state`.execute(
          world.root,
        ),
      ),
    );
    expect(new Set(states.map(({ rows }) => rows[0]?.state))).toEqual(new Set([""]));
    expect((await world.anon.from("notes").select("*")).data).toBeNull();
  });
});
