import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import { type Kysely, sql, type Transaction } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import type { Database } from "#lib/database.types.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { aloneOnServer, emptyDatabase } from "#tests/stack/migrated-database.ts";
import { signUp } from "#tests/stack/stack-process.ts";

/** One invented person with a row in every table, each row carrying a word that nobody else's rows carry. */
export interface Person {
  id: string;
  canary: string;
  client: SupabaseClient<Database>;
  /** An access token of theirs. */
  token: string;
  /** One id of theirs in each relation. */
  rows: Record<string, string>;
}

export interface World {
  stack: Stack;
  owner: Person;
  stranger: Person;
  third: Person;
  anon: SupabaseClient<Database>;
  /** The database without any policy: what is really stored. */
  root: Kysely<any>;
  /** Runs SQL as a role, with a person's claims or a job's tenant, in one transaction. */
  as<T>(
    role: string,
    settings: { sub?: string; tenant?: string },
    work: (tx: Transaction<any>) => Promise<T>,
  ): Promise<T>;
  /** All that is stored of a person in a relation, one row to a line, seen without any policy. */
  stored(person: { id: string }, relation: string): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Three people on one stack: embedded, or in a database of their own on the native Postgres of DATABASE_URL. SQL in the
 * file named by LEAK_SQL runs as the owner before anybody arrives: a leak planted there must turn the suite red.
 *
 * @param databaseUrl this very database instead; "" for the embedded engine in any case
 */
export async function createWorld(databaseUrl?: string): Promise<World> {
  const { DATABASE_URL: server, LEAK_SQL } = process.env;
  // What is planted stands in a database that its run has made for all of its worlds.
  const own = databaseUrl === undefined && server && !LEAK_SQL ? await emptyDatabase(server) : undefined;
  const native = own?.url ?? databaseUrl ?? server;
  const start = () =>
    startStack({
      ...(native ? { databaseUrl: native } : {}),
      ...(LEAK_SQL ? { afterMigrations: planted(readFileSync(LEAK_SQL, "utf8")) } : {}),
    });
  const stack = await aloneOnServer(native && server, start);
  const root = stack.database.connection.kysely;
  const address = { url: stack.url, publishableKey: stack.secrets.publishableKey };
  const run = Date.now().toString(36);
  const person = (name: string) => createPerson(root, address, `${name}-${run}`);
  const [owner, stranger, third] = [await person("owner"), await person("stranger"), await person("third")];
  return {
    stack,
    owner,
    stranger,
    third,
    anon: createClient<Database>(stack.url, address.publishableKey, { auth: { persistSession: false } }),
    root,
    as: (role, settings, work) =>
      root.transaction().execute(async (tx) => {
        const claims = settings.sub ? JSON.stringify({ sub: settings.sub, role }) : "";
        await sql`select set_config('request.jwt.claims', ${claims}, true), set_config('request.jwt.claim.sub', ${settings.sub ?? ""}, true)`.execute(
          tx,
        );
        if (settings.tenant !== undefined)
          await sql`select set_config('app.current_tenant_id', ${settings.tenant}, true)`.execute(tx);
        await sql.raw(`set local role ${role}`).execute(tx);
        return work(tx);
      }),
    async stored({ id }, relation) {
      const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(relation)} t
        where user_id = ${id} order by 1`.execute(root);
      return rows.map(({ row }) => row);
    },
    async close() {
      await stack.close();
      await own?.drop();
    },
  };
}

/**
 * A native database outlives the first of a run's worlds, so what is planted may stand there already. It is planted
 * again all the same: each boot writes the functions of `auth` anew.
 */
const planted = (leak: string) => `do $planting$ begin execute $planted_leak$ ${leak} $planted_leak$;
  exception when undefined_object or duplicate_object or duplicate_table or duplicate_function or duplicate_schema or duplicate_column then null;
  end $planting$`;

/** An access token with any claims, signed with the stack's own secret, or with another one. */
export function tokenWith(world: World, claims: object, secret = world.stack.secrets.jwtSecret): Promise<string> {
  return new SignJWT({ aud: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}

/** A client that sends this token, and any further headers, with every request. */
export function clientWith(
  world: World,
  token: string,
  headers: Record<string, string> = {},
): SupabaseClient<Database> {
  return createClient<Database>(world.stack.url, world.stack.secrets.publishableKey, {
    auth: { persistSession: false },
    global: { headers: { ...headers, Authorization: `Bearer ${token}` } },
  });
}

async function createPerson(
  root: Kysely<any>,
  address: { url: string; publishableKey: string },
  name: string,
): Promise<Person> {
  const client = await signUp(address, `${name}@example.test`);
  const { data } = await client.auth.getSession();
  const canary = `canary${name.replaceAll("-", "")}`;
  const rows: Record<string, string> = {};
  const put = async (table: keyof Database["public"]["Tables"], row: object) => {
    const { data: stored, error } = await client
      .from(table)
      .insert(row as never)
      .select()
      .single();
    if (error) throw new Error(`${table}: ${error.message}`);
    rows[table] ??= (stored as { id?: string }).id ?? "";
    return rows[table];
  };
  const [embedding] = await createModel({}).embed(["a night without sleep"]);
  await put("profiles", { display_name: canary });
  const project = await put("projects", { name: canary });
  await put("check_ins", { mood: 2, note: `awake the whole night ${canary}`, tags: [canary] });
  await put("notes", { text: `long words ${canary}`, title: canary, project_id: project });
  const document = await put("documents", {
    content: `a night without sleep ${canary}`,
    metadata: { canary },
    embedding: JSON.stringify(embedding),
    project_id: project,
  });
  const conversation_id = await put("conversations", { title: canary, project_id: project });
  const question = await put("messages", { conversation_id, role: "user", content: `question ${canary}` });
  const answer = await put("messages", {
    conversation_id,
    role: "assistant",
    reply_to: question,
    content: `answer ${canary}`,
  });
  await put("message_citations", { message_id: answer, document_id: document, label: 1, similarity: 0.5 });
  await put("answer_reports", { message_id: answer, reason: "untrue", comment: `not so ${canary}`, may_read: true });
  // Rows that differ in what a mistaken policy might go by: no project, no title, a flag, another value.
  await put("check_ins", { mood: 5, energy: 5, note: `a good day ${canary}`, is_sample: true });
  await put("notes", { text: `untitled ${canary}` });
  await put("documents", {
    content: `shared ${canary}`,
    metadata: { public: true, shared: true, visibility: "public" },
  });
  // A text in base64 that holds the canary as it is.
  const original = canary.padEnd(Math.ceil(canary.length / 4) * 4, "A");
  const bytes = Buffer.from(original, "base64");
  const file = await put("files", {
    name: `${canary}.txt`,
    media_type: "text/plain",
    bytes: bytes.length,
    content_hash: createHash("sha256").update(bytes).digest("hex"),
    project_id: project,
    passages: 1,
  });
  await put("file_originals", { file_id: file, data: original });
  await put("documents", { content: `from a file ${canary}`, source_kind: "file", file_id: file, title: canary });
  const id = data.session?.user.id as string;
  for (const table of await tablesWithoutRowsOf(root, id)) {
    await put(table as keyof Database["public"]["Tables"], await plausibleRow(root, table, canary, rows));
  }
  return { id, canary, client, token: data.session?.access_token as string, rows };
}

async function tablesWithoutRowsOf(root: Kysely<any>, userId: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and attname = 'user_id'
    and has_any_column_privilege('authenticated', c.oid, 'insert') order by c.oid`.execute(root);
  const empty: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select from ${sql.table(`public.${name}`)} where user_id = ${userId} limit 1`.execute(
      root,
    );
    if (rows.length === 0) empty.push(name);
  }
  return empty;
}

interface Column {
  name: string;
  type: string;
  required: boolean;
  /** Whether a check asks for more than a length. */
  checked: boolean;
  /** The table that a foreign key of this column leads to. */
  parent: string | null;
  /** The first value of a `check (… in (…))`. */
  allowed: string | null;
}

/**
 * A row for a table that was added after this file was written, made from the catalog: every text holds the canary,
 * every reference leads to a row of the person's own. A table with checks that this can't guess needs a `put` above.
 */
async function plausibleRow(root: Kysely<any>, table: string, canary: string, own: Record<string, string>) {
  const { rows: columns } = await sql<Column>`
    select attname as name, format_type(atttypid, null) as type, attnotnull and not atthasdef as required,
      exists (select from pg_catalog.pg_constraint k where k.conrelid = attrelid and contype = 'c' and attnum = any (conkey)
        and pg_get_constraintdef(k.oid) !~ 'length') as checked,
      (select confrelid::regclass::text from pg_catalog.pg_constraint k where k.conrelid = attrelid and contype = 'f' and attnum = any (conkey) and confrelid <> 'auth.users'::regclass limit 1) as parent,
      (select (regexp_match(pg_get_constraintdef(k.oid), attname || ' = ANY \\(ARRAY\\[''([^'']*)'))[1] from pg_catalog.pg_constraint k
        where k.conrelid = attrelid and contype = 'c' and attnum = any (conkey) order by 1 nulls last limit 1) as allowed
    from pg_catalog.pg_attribute where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped
    and attgenerated = '' and attname not in ('user_id', 'id') and has_column_privilege('authenticated', attrelid, attnum, 'insert')`.execute(
    root,
  );
  const samples: Record<string, unknown> = {
    text: canary,
    jsonb: { canary },
    json: { canary },
    "text[]": [canary],
    boolean: true,
    "timestamp with time zone": "2026-10-01T03:00:00Z",
    date: "2026-10-01",
    uuid: "00000000-0000-4000-8000-000000000001",
  };
  return Object.fromEntries(
    columns
      .filter(({ required, type, parent, checked }) => required || (type === "text" && !parent && !checked))
      .map(({ name, type, parent, allowed }) => [
        name,
        allowed ?? (parent ? own[parent.replace(/^public\./, "")] : (samples[type] ?? 1)),
      ]),
  );
}

/** Every relation a client could ask for, from the catalog: next month's table is covered the day it is added. */
export async function publicRelations(world: World, connection: Kysely<any> = world.root): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`.execute(connection);
  return rows.map(({ name }) => name);
}
