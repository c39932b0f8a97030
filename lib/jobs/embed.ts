import { sql } from "kysely";
import type { Model } from "#lib/ai/model.ts";
import type { JobDatabase } from "./job-database.ts";

interface Job {
  user_id: string;
  document_id: string;
}

interface Passage {
  content: string;
}

/** What one round did: jobs claimed, passages embedded, jobs put off after an error. */
export interface Round {
  claimed: number;
  embedded: number;
  postponed: number;
}

/**
 * One round of the embedding worker: claim ids, then for each job become its tenant to read the passage,
 * embed outside any transaction, and store the vector if the text is still the same.
 * A death anywhere in between loses nothing: the job's lease runs out and it is due again.
 */
export async function embedPending(
  database: JobDatabase,
  model: Model,
  options: { batch?: number; signal?: AbortSignal } = {},
): Promise<Round> {
  const jobs = await database.asJob(
    async (tx) =>
      (
        await sql<Job>`select user_id, document_id from private.claim_embedding_jobs(${options.batch ?? 16})`.execute(
          tx,
        )
      ).rows,
  );
  const round: Round = { claimed: jobs.length, embedded: 0, postponed: 0 };
  for (const job of jobs) {
    if (options.signal?.aborted) break;
    try {
      await embedOne(database, model, job, options.signal);
      round.embedded++;
    } catch (error) {
      if (options.signal?.aborted) break;
      await postpone(database, job, error);
      round.postponed++;
    }
  }
  return round;
}

async function embedOne(database: JobDatabase, model: Model, job: Job, signal?: AbortSignal): Promise<void> {
  const passage = await database.asTenant(
    job.user_id,
    async (tx) =>
      (await sql<Passage>`select content from public.documents where id = ${job.document_id}`.execute(tx)).rows[0],
  );
  if (!passage) return;
  const [vector] = await model.embed([passage.content], signal ? { signal } : {});
  await database.asTenant(job.user_id, async (tx) => {
    await sql`
      update public.documents
      set embedding = ${JSON.stringify(vector)}::text::extensions.halfvec, embedding_model = ${model.embeddingModel}, embedded_at = now()
      where id = ${job.document_id} and content = ${passage.content}`.execute(tx);
    // Text that changed meanwhile has reset the job; it is left for the next round.
    await sql`
      select private.finish_embedding_job(${job.document_id})
      from public.documents where id = ${job.document_id} and embedding is not null`.execute(tx);
  });
}

/** The error's class alone is kept: a message may quote what the person wrote. */
async function postpone(database: JobDatabase, job: Job, error: unknown): Promise<void> {
  const code = (error as { code?: unknown }).code;
  await database.asTenant(job.user_id, async (tx) => {
    await sql`select private.postpone_embedding_job(${job.document_id}, ${typeof code === "string" ? code : "unknown"})`.execute(
      tx,
    );
  });
}

/**
 * Works until `signal` aborts. `pollMs` bounds how long a new entry waits before it becomes searchable.
 * An unreachable database is reported and tried again; the loop itself never ends by an error.
 */
export async function runEmbeddingWorker(
  database: JobDatabase,
  model: Model,
  options: {
    signal: AbortSignal;
    pollMs?: number;
    report?: (event: string, fields: Record<string, string | number>) => void;
  },
): Promise<void> {
  const pollMs = options.pollMs ?? 400;
  while (!options.signal.aborted) {
    let pause = pollMs;
    try {
      const round = await embedPending(database, model, { signal: options.signal });
      if (round.postponed > 0) options.report?.("embedding_postponed", { count: round.postponed });
      if (round.embedded > 0) options.report?.("embedded", { count: round.embedded });
      if (round.claimed > 0) pause = 0;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      options.report?.("worker_round_failed", { code: typeof code === "string" ? code : "unknown" });
      pause = 5_000;
    }
    await sleep(pause, options.signal);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
