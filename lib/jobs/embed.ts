import { sql } from "kysely";
import { type Model, ModelUnavailable } from "#lib/ai/model.ts";
import { type JobDatabase, TooStrongLogin } from "./job-database.ts";
import { type Passage, storeVectors } from "./store-vectors.ts";

interface Job {
  user_id: string;
  document_id: string;
  attempts: number;
}

/** What one round did, in jobs. */
export interface Round {
  claimed: number;
  embedded: number;
  /** Put off after an error, to be tried again. */
  postponed: number;
  /** Given up after the last attempt (private.embedding_queue says which and why). */
  dead: number;
  /** Set when the provider does not serve: there is no point in going on at once. */
  pauseSeconds?: number;
}

/** The attempt after which private.postpone_embedding_job gives a job up. */
const MAX_ATTEMPTS = 8;
/** The provider's own troubles, as private.postpone_embedding_job knows them. */
const NOT_THE_PASSAGE = new Set(["timeout", "unreachable", "rate_limited", "not_serving"]);

/**
 * One round of the embedding worker: claim ids, then for each tenant among them become that tenant to read the passages,
 * embed them outside any transaction in a request of their own, and store each vector if its text is still the same.
 * A death anywhere in between loses nothing: the jobs' lease runs out and they are due again. On `signal` the jobs that
 * were not finished are given back.
 */
export async function embedPending(
  database: JobDatabase,
  model: Model,
  options: { batch?: number; signal?: AbortSignal } = {},
): Promise<Round> {
  const jobs = await database.asJob(
    async (tx) =>
      (
        await sql<Job>`select user_id, document_id, attempts from private.claim_embedding_jobs(${options.batch ?? 16})`.execute(
          tx,
        )
      ).rows,
  );
  const round: Round = { claimed: jobs.length, embedded: 0, postponed: 0, dead: 0 };
  const groups = [...Map.groupBy(jobs, (job) => job.user_id).values()];
  for (let group = groups.shift(); group; group = groups.shift()) {
    try {
      await embedTogether(database, model, group, options.signal);
      round.embedded += group.length;
    } catch (error) {
      const code = options.signal?.aborted ? null : await faultOf(error, group, model);
      if (code === "unknown_culprit") {
        groups.unshift(...group.map((job) => [job]));
        continue;
      }
      await postpone(database, group, code);
      if (code === null || NOT_THE_PASSAGE.has(code)) {
        for (const rest of groups.splice(0)) await postpone(database, rest, null);
        if (code === null) break;
        round.postponed += group.length;
        round.pauseSeconds = (error instanceof ModelUnavailable && error.retryAfterSeconds) || 1;
      } else {
        const last = group.filter(({ attempts }) => attempts >= MAX_ATTEMPTS).length;
        round.dead += last;
        round.postponed += group.length - last;
      }
    }
  }
  return round;
}

async function embedTogether(database: JobDatabase, model: Model, jobs: Job[], signal?: AbortSignal): Promise<void> {
  const tenant = (jobs[0] as Job).user_id;
  const ids = jobs.map((job) => job.document_id);
  const passages = await database.asTenant(
    tenant,
    async (tx) =>
      (
        await sql<Passage>`select id, private.text_to_embed(d) as text from public.documents d where id = any(${ids}::uuid[])`.execute(
          tx,
        )
      ).rows,
  );
  signal?.throwIfAborted();
  const vectors = await model.embed(
    passages.map(({ text }) => text),
    signal ? { signal } : {},
  );
  await database.asTenant(tenant, async (tx) => {
    await storeVectors(tx, model.embeddingModel, passages, vectors);
    // Text that changed meanwhile has reset its job, which is left for the next round.
    await sql`
      select private.finish_embedding_job(id) from public.documents
      where id = any(${ids}::uuid[]) and embedding is not null`.execute(tx);
  });
}

/**
 * Whose fault an error is. One that a single text of several may have caused is looked for one by one; a refusal of a
 * single text is the text's fault only if the provider serves at all. The error's class alone is kept: a message may
 * quote what the person wrote.
 */
async function faultOf(error: unknown, group: Job[], model: Model): Promise<string> {
  const { code } = error as { code?: unknown };
  const known = typeof code === "string" ? code : "unknown";
  if (NOT_THE_PASSAGE.has(known)) return known;
  if (group.length > 1) return "unknown_culprit";
  if (!(error instanceof ModelUnavailable)) return known;
  return model.embed(["good night"]).then(
    () => known,
    () => "not_serving",
  );
}

async function postpone(database: JobDatabase, jobs: Job[], code: string | null): Promise<void> {
  const ids = jobs.map((job) => job.document_id);
  await database.asTenant((jobs[0] as Job).user_id, async (tx) => {
    await sql`select private.postpone_embedding_job(id, ${code}) from unnest(${ids}::uuid[]) id`.execute(tx);
  });
}

/**
 * Works until `signal` aborts. `pollMs` bounds how long a new entry waits before it becomes searchable.
 * A provider or a database that can't be reached is reported and tried again after a pause that doubles, up to a minute;
 * nothing else ends the loop but the refusal of a login.
 *
 * @throws TooStrongLogin
 */
export async function runEmbeddingWorker(
  database: JobDatabase,
  model: Model,
  options: {
    signal: AbortSignal;
    pollMs?: number;
    /** Passages claimed at once. */
    batch?: number;
    report?: (event: string, fields: Record<string, string | number>) => void;
  },
): Promise<void> {
  const { signal, pollMs = 400, batch = 16, report } = options;
  let failures = 0;
  while (!signal.aborted) {
    let pause = pollMs;
    try {
      const round = await embedPending(database, model, { batch, signal });
      if (round.postponed > 0) report?.("embedding_postponed", { count: round.postponed });
      if (round.dead > 0) report?.("embedding_given_up", { count: round.dead });
      if (round.embedded > 0) report?.("embedded", { count: round.embedded });
      failures = round.pauseSeconds ? failures + 1 : 0;
      if (round.claimed > 0) pause = 0;
      if (round.pauseSeconds) pause = Math.min(60, Math.max(round.pauseSeconds, 2 ** (failures - 1))) * 1000;
    } catch (error) {
      if (error instanceof TooStrongLogin) throw error;
      const code = (error as { code?: unknown }).code;
      report?.("worker_round_failed", { code: typeof code === "string" ? code : "unknown" });
      pause = Math.min(60, 2 ** ++failures) * 1000;
    }
    await sleep(pause, signal);
  }
}

/** Waits, or returns at once when `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
