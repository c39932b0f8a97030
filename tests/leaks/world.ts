import { readFileSync } from "node:fs";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { type Kysely, sql, type Transaction } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import type { Database } from "#lib/database.types.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { signUp } from "#tests/stack/stack-process.ts";

/** One invented person with a row in every table, each row carrying a word that nobody else's rows carry. */
export interface Person {
  id: string;
  canary: string;
  client: SupabaseClient<Database>;
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
  close(): Promise<void>;
}

/**
 * Three people on one stack: embedded, or the native Postgres of DATABASE_URL. SQL in the file named by LEAK_SQL
 * runs as the owner before anybody arrives: a leak planted there must turn the suite red.
 */
export async function createWorld(): Promise<World> {
  const stack = await startStack({
    ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}),
    ...(process.env.LEAK_SQL ? { afterMigrations: readFileSync(process.env.LEAK_SQL, "utf8") } : {}),
  });
  const root = stack.database.connection.kysely;
  const address = { url: stack.url, publishableKey: stack.secrets.publishableKey };
  const run = Date.now().toString(36);
  const person = (name: string) => createPerson(address, `${name}-${run}`);
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
    close: () => stack.close(),
  };
}

async function createPerson(address: { url: string; publishableKey: string }, name: string): Promise<Person> {
  const client = await signUp(address, `${name}@example.test`);
  const { data } = await client.auth.getUser();
  const canary = `canary${name.replaceAll("-", "")}`;
  const rows: Record<string, string> = {};
  const put = async (table: keyof Database["public"]["Tables"], row: object) => {
    const { data: stored, error } = await client
      .from(table)
      .insert(row as never)
      .select()
      .single();
    if (error) throw new Error(`${table}: ${error.message}`);
    rows[table] = (stored as { id?: string }).id ?? "";
    return rows[table];
  };
  const [embedding] = await createModel({}).embed(["a night without sleep"]);
  await put("profiles", { display_name: canary });
  const project = await put("projects", { name: canary });
  await put("check_ins", { mood: 2, note: `a night without sleep ${canary}`, tags: [canary] });
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
  return { id: data.user?.id as string, canary, client, rows };
}

/** Every relation a client could ask for, from the catalog: next month's table is covered the day it is added. */
export async function publicRelations(world: World): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`.execute(world.root);
  return rows.map(({ name }) => name);
}
