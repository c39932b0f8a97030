import { sql } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import type { Session } from "#lib/auth.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { quotaEnvironment } from "#supabase/local/quotas.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { NO_QUOTAS } from "#tests/stack/no-quotas.ts";
import { signUp } from "#tests/stack/stack-process.ts";
import type { CorpusPerson } from "./corpus.ts";

/** A person of the corpus with an account, their entries stored and embedded. */
export interface LoadedPerson extends CorpusPerson {
  session: Session;
  /** The corpus id of a stored check-in or note. */
  corpusId: Map<string, string>;
}

/**
 * A stack with these people on it, through the real path: they sign up, write through the Data API, triggers make
 * the passages, the worker embeds them. In memory, or on the native Postgres of DATABASE_URL.
 */
export async function loadCorpus(people: CorpusPerson[]): Promise<{ stack: Stack; loaded: LoadedPerson[] }> {
  const { DATABASE_URL: databaseUrl } = process.env;
  const stack = await startStack({
    quotas: quotaEnvironment.parse(NO_QUOTAS),
    ...(databaseUrl ? { databaseUrl } : {}),
  });
  process.env.SUPABASE_URL = stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = stack.secrets.publishableKey;
  const loaded: LoadedPerson[] = [];
  for (const person of people) loaded.push(await write(stack, person));
  const jobs = jobsOnStack(stack.database.connection.kysely);
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_EMBEDDING_MODEL: embeddingModel } = process.env;
  const model = createModel({ apiKey, baseURL, embeddingModel });
  await sql`update private.embedding_queue set run_after = now()`.execute(stack.database.connection.kysely);
  while ((await embedPending(jobs, model, { batch: 256 })).claimed > 0);
  return { stack, loaded };
}

async function write(stack: Stack, person: CorpusPerson): Promise<LoadedPerson> {
  const email = `${person.person.slug}-${Date.now().toString(36)}@example.test`;
  const supabase = await signUp({ url: stack.url, publishableKey: stack.secrets.publishableKey }, email);
  const { data } = await supabase.auth.getUser();
  const corpusId = new Map<string, string>();
  const rows = person.entries.map((entry) => {
    const id = crypto.randomUUID();
    corpusId.set(id, entry.id);
    return { entry, row: { id, happened_at: entry.happenedAt } };
  });
  const checkIns = rows.flatMap(({ entry, row }) =>
    entry.kind === "check_in"
      ? [
          {
            ...row,
            mood: entry.mood as number,
            energy: entry.energy,
            sleep_hours: entry.sleepHours,
            note: entry.text || null,
            tags: entry.tags,
          },
        ]
      : [],
  );
  const notes = rows.flatMap(({ entry, row }) =>
    entry.kind === "note" ? [{ ...row, title: entry.title, text: entry.text as string }] : [],
  );
  for (const stored of [
    await supabase.from("check_ins").insert(checkIns),
    await supabase.from("notes").insert(notes),
  ]) {
    if (stored.error) throw new Error(`the corpus could not be stored: ${stored.error.code} ${stored.error.message}`);
  }
  return { ...person, corpusId, session: { supabase, userId: data.user?.id as string, email } };
}
