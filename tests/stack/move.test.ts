import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import type { Database } from "#lib/database.types.ts";
import { openEmbedded, openNative, type StackDatabase } from "#supabase/local/database.ts";
import { bootstrap, migrate, readMigrations } from "#supabase/local/migrate.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { differences } from "#supabase/transfer/content.ts";
import { TransferRefused } from "#supabase/transfer/load.ts";
import { move, readContent } from "#supabase/transfer/move.ts";
import { createWorld, type Person, type World } from "#tests/leaks/world.ts";
import { copyOf, migratedDatabase, type OwnDatabase } from "./migrated-database.ts";
import { PASSWORD } from "./stack-process.ts";

/** From an embedded installation to the native Postgres of DATABASE_URL; without one, to a second embedded one. */
const server = process.env.DATABASE_URL;
if (!server)
  process.stdout.write(
    "not run here: the move to a native Postgres, and with a hosted project's rights (needs DATABASE_URL)\n",
  );

let world: World;
let people: Person[];
let template: OwnDatabase | undefined;
const folder = mkdtempSync(join(tmpdir(), "nightlight-move-"));

/** An empty place with every migration applied. */
async function emptyPlace(name: string) {
  const own = template && server ? await copyOf(server, template, `nightlight_${name}_${process.pid}`) : undefined;
  const options = own ? { databaseUrl: own.url } : { dataDir: join(folder, name) };
  return {
    open: () => (own ? openNative(own.url) : openEmbedded(options.dataDir as string)),
    start: () => startStack(options),
    drop: async () => own?.drop(),
  };
}

beforeAll(async () => {
  template = server ? await migratedDatabase(server) : undefined;
  world = await createWorld("");
  people = [world.owner, world.stranger, world.third];
  await world.owner.client.rpc("count_referral", { shown: "medical" });
  // One who was given up, one who waits: the queue goes along as it is.
  await sql`update private.embedding_queue set attempts = 8, last_error = 'refused', dead_at = now()
    where user_id = ${world.stranger.id}`.execute(world.root);
});
afterAll(async () => {
  await world?.close();
  await template?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const contentOf = (database: StackDatabase) =>
  database.connection.kysely.transaction().execute(async (tx) => (await readContent(tx)).sums);

/** What stands between people and each other's rows, and between a statement and its triggers. */
async function guards({ connection }: StackDatabase) {
  const { rows } = await sql<object>`
    select c.oid::regclass::text as name, relrowsecurity, relforcerowsecurity,
      (select jsonb_object_agg(tgname, tgenabled) from pg_catalog.pg_trigger where tgrelid = c.oid and not tgisinternal) as triggers
    from pg_catalog.pg_class c where relkind = 'r' and relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    order by 1`.execute(connection.kysely);
  return rows;
}

const refusal = async (moving: Promise<unknown>) => {
  const error = await moving.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(TransferRefused);
  return (error as Error).message;
};

describe("a move", () => {
  let place: Awaited<ReturnType<typeof emptyPlace>>;
  let target: StackDatabase;
  let there: Stack | undefined;
  beforeAll(async () => {
    place = await emptyPlace("moved");
    target = await place.open();
    if (server) return;
    await bootstrap(target);
    await migrate(target);
  });
  afterAll(async () => {
    await target?.connection.close().catch(() => {});
    await there?.close();
    await place?.drop();
  });

  it("finds every table filled on this side, so that none can be forgotten unnoticed", async () => {
    const sums = await contentOf(world.stack.database);
    expect(sums.filter(({ rows }) => rows === 0)).toEqual([]);
    const { rows } = await sql<{ name: string }>`
      select c.oid::regclass::text as name from pg_catalog.pg_class c where c.relkind = 'r'
      and relnamespace in ('public'::regnamespace, 'private'::regnamespace)`.execute(world.root);
    const left = rows.map(({ name }) => (name.includes(".") ? name : `public.${name}`));
    expect(left.filter((name) => !sums.some(({ table }) => table === name)).sort()).toEqual([
      "private.quota_usage",
      "private.referral_day",
    ]);
  });

  it.each([
    [
      "a row is lost that others refer to",
      "create rule lost as on insert to public.projects where new.name like '%stranger%' do instead nothing",
      "drop rule lost on public.projects",
      /^public\.\w+: database error 23503; nothing was kept\.$/,
    ],
    [
      "a row is lost that nothing refers to",
      "create rule lost as on insert to public.profiles where new.display_name like '%stranger%' do instead nothing",
      "drop rule lost on public.profiles",
      /^Not everything arrived, so nothing was kept:\npublic\.profiles: 3 rows were expected, 2 are there$/,
    ],
    [
      "a value changes",
      `create function private.planted() returns trigger language plpgsql as $$ begin new.mood := 1; return new; end $$;
       create trigger planted before insert on public.check_ins for each row execute function private.planted();
       alter table public.check_ins enable always trigger planted`,
      "drop function private.planted cascade",
      /^Not everything arrived, so nothing was kept:\npublic\.check_ins: \d+ rows, but not the same ones$/,
    ],
    [
      "a column is missing there",
      "alter table public.projects rename name to other",
      "alter table public.projects rename other to name",
      /^The target has no public\.projects\.name\.$/,
    ],
  ])("keeps nothing when %s on the way, and says which table", async (_, planted, unplanted, message) => {
    const before = await guards(target);
    await target.execute(planted);
    const planting = await guards(target);
    expect(await refusal(move(world.stack.database, target))).toMatch(message);
    expect(await guards(target)).toEqual(planting);
    expect((await contentOf(target)).filter(({ rows }) => rows > 0)).toEqual([]);
    await target.execute(unplanted);
    expect(await guards(target)).toEqual(before);
  });

  it("leaves every table with the same count and checksum on the other side, and every guard where it was", async () => {
    const before = await guards(target);
    const seen = new Set<string>();
    const moved = await move(world.stack.database, target, (table) => seen.add(table));
    expect(moved.outcome).toBe("stored");
    expect(moved.sums.length).toBeGreaterThan(15);
    expect([...seen].sort()).toEqual(moved.sums.map(({ table }) => table).sort());
    expect(differences(await contentOf(world.stack.database), await contentOf(target))).toEqual([]);
    expect(await guards(target)).toEqual(before);
    expect(before.length).toBeGreaterThan(15);
  });

  it("done again, changes nothing and says so", async () => {
    const again = await move(world.stack.database, target);
    expect(again.outcome).toBe("already there");
  });

  it("lets each in with the old password, to their own rows and nobody else's, with the same answers to the byte", async () => {
    const [question] = await createModel({}).embed(["a night without sleep"]);
    await target.connection.close();
    there = await place.start();
    for (const person of people) {
      const { data: old } = await person.client.auth.getUser();
      const client = createClient<Database>(there.url, there.secrets.publishableKey, {
        auth: { persistSession: false },
      });
      const email = old.user?.email as string;
      expect((await client.auth.signInWithPassword({ email, password: "another one" })).error).not.toBeNull();
      const { data } = await client.auth.signInWithPassword({ email, password: PASSWORD });
      expect(data.user?.id).toBe(person.id);

      const answers = async (from: typeof client) => ({
        nearest: await from.rpc("match_documents", { query_embedding: JSON.stringify(question), match_count: 50 }),
        found: await from.rpc("search_passages", {
          query_text: "a night without sleep",
          query_embedding: JSON.stringify(question),
          match_count: 50,
        }),
        checkIns: await from.from("check_ins").select().order("id"),
        originals: await from.from("file_originals").select().order("user_id"),
        messages: await from.from("messages").select().order("id"),
      });
      const [here, now] = [await answers(person.client), await answers(client)];
      expect(now.found.data?.length).toBeGreaterThan(0);
      expect(now.nearest.data?.length).toBeGreaterThan(0);
      for (const name of Object.keys(here) as (keyof typeof here)[])
        expect(JSON.stringify(now[name].data)).toBe(JSON.stringify(here[name].data));
      const all = JSON.stringify(now);
      expect(all).toContain(person.canary);
      for (const other of people) if (other !== person) expect(all).not.toContain(other.canary);
    }
  });

  it("does not touch a target whose content is not the same any more", async () => {
    const { database } = there as Stack;
    await sql`update public.notes set text = 'changed there' where user_id = ${world.owner.id}`.execute(
      database.connection.kysely,
    );
    const before = await contentOf(database);
    expect(await refusal(move(world.stack.database, database))).toMatch(
      /^The target is not empty:\n(.*\n)*public\.notes: 6 rows, but not the same ones/,
    );
    expect(differences(before, await contentOf(database))).toEqual([]);
  });
});

it("is not begun from data that is behind the app's migrations", async () => {
  const last = readMigrations().at(-1)?.version;
  const [{ name, statements }] = (
    await sql<{ name: string; statements: string[] }>`
      delete from supabase_migrations.schema_migrations where version = ${last} returning name, statements`.execute(
      world.root,
    )
  ).rows as [{ name: string; statements: string[] }];
  expect(await refusal(move(world.stack.database, world.stack.database))).toMatch(
    /older version \(1 migrations behind\)/,
  );
  await sql`insert into supabase_migrations.schema_migrations (version, name, statements) values (${last}, ${name}, ${statements})`.execute(
    world.root,
  );
});

describe.runIf(server)("a move to a hosted project", () => {
  const name = `nightlight_hosted_${process.pid}`;
  let admin: postgres.Sql;
  const at = (user: string) => Object.assign(new URL(server as string), { pathname: `/${name}`, username: user }).href;

  afterAll(async () => {
    await admin?.unsafe(`drop database if exists ${name} with (force)`);
    await admin?.unsafe(`drop role if exists ${name}`);
    await admin?.end();
  });

  it("needs no superuser and no BYPASSRLS, and fills what Supabase's own auth service reads", async () => {
    admin = postgres(server as string, { onnotice: () => {} });
    await admin.unsafe(`create database ${name}`);
    await admin.unsafe(`create role ${name} login createrole`);
    const project = openNative(at("postgres"));
    const owner = openNative(at(name));
    try {
      await bootstrap(project);
      await project.execute(`
        alter table auth.users add column instance_id uuid;
        grant create on database ${name} to ${name};
        alter schema public owner to ${name};
        alter schema extensions owner to ${name};
        grant usage on schema auth to ${name} with grant option;
        grant references, select, insert, delete on auth.users to ${name};
        grant select, insert on auth.identities to ${name};
        grant app_user to ${name} with admin option;`);
      expect((await move(world.stack.database, owner)).outcome).toBe("stored");
      expect(differences(await contentOf(world.stack.database), await contentOf(project))).toEqual([]);
      const { rows } = await sql<object>`
        select distinct instance_id, confirmation_token, recovery_token, email_change, phone_change, left(encrypted_password, 2) as hash
        from auth.users`.execute(project.connection.kysely);
      expect(rows).toEqual([
        {
          instance_id: "00000000-0000-0000-0000-000000000000",
          confirmation_token: "",
          recovery_token: "",
          email_change: "",
          phone_change: "",
          hash: "$2",
        },
      ]);
    } finally {
      await owner.connection.close();
      await project.connection.close();
    }
  });
});
