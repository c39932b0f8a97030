import { sql } from "kysely";
import { type Model, ModelUnavailable } from "#lib/ai/model.ts";
import { sleep } from "./embed.ts";
import type { JobDatabase } from "./job-database.ts";
import { type Passage, storeVectors } from "./store-vectors.ts";

/** How far a move to another embedding model has come. */
export interface Move {
  tenants: number;
  tenantsDone: number;
  passages: number;
  passagesDone: number;
  /** Refused by the provider: they keep their vector of the old model. */
  refused: number;
}

const BATCH = 64;

/**
 * Moves every vector of another model to this one, tenant by tenant, in place. Each passage has a vector at every moment,
 * of the old model or of the new, marked with its model, and a search compares only those of the model it asks in.
 * What is moved is known by that mark: stopped at any moment, or run twice at once, it goes on with what is left.
 * A provider that does not serve is waited for. Vectors whose writer did not say the model are left alone.
 */
export async function reembed(
  database: JobDatabase,
  model: Model,
  options: { signal?: AbortSignal; onProgress?: (move: Move) => void } = {},
): Promise<Move> {
  const { signal, onProgress } = options;
  const move: Move = { tenants: 0, tenantsDone: 0, passages: 0, passagesDone: 0, refused: 0 };
  const waiting: string[] = [];
  for await (const tenant of tenants(database)) {
    if (signal?.aborted) return move;
    const left = await countLeft(database, model, tenant);
    if (left === 0) continue;
    waiting.push(tenant);
    move.tenants++;
    move.passages += left;
  }
  onProgress?.(move);
  for (const tenant of waiting) {
    await moveTenant(database, model, tenant, move, options);
    if (signal?.aborted) return move;
    move.tenantsDone++;
    onProgress?.(move);
  }
  return move;
}

async function* tenants(database: JobDatabase): AsyncGenerator<string> {
  let after: string | null = null;
  for (;;) {
    const page: string[] = await database.asJob(async (tx) =>
      (await sql<{ id: string }>`select id from private.list_tenants(${after}::uuid) id`.execute(tx)).rows.map(
        ({ id }) => id,
      ),
    );
    yield* page;
    if (page.length === 0) return;
    after = page.at(-1) as string;
  }
}

function countLeft(database: JobDatabase, model: Model, tenant: string): Promise<number> {
  return database.asTenant(tenant, async (tx) => {
    const { rows } = await sql<{ left: number }>`
      select count(*)::int as left from public.documents where embedding_model <> ${model.embeddingModel} and embedding is not null`.execute(
      tx,
    );
    return rows[0]?.left ?? 0;
  });
}

async function moveTenant(
  database: JobDatabase,
  model: Model,
  tenant: string,
  move: Move,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (move: Move) => void },
): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  while (!signal?.aborted) {
    const passages = await database.asTenant(
      tenant,
      async (tx) =>
        (
          await sql<Passage>`select id, private.text_to_embed(d) as text from public.documents d
            where embedding_model <> ${model.embeddingModel} and embedding is not null and id > ${after}::uuid
            order by id limit ${BATCH}`.execute(tx)
        ).rows,
    );
    if (passages.length === 0) return;
    const moved = await embedPatiently(model, passages, signal);
    if (signal?.aborted) return;
    await database.asTenant(tenant, (tx) =>
      storeVectors(
        tx,
        model.embeddingModel,
        moved.map(({ passage }) => passage),
        moved.map(({ vector }) => vector),
      ),
    );
    move.refused += passages.length - moved.length;
    move.passagesDone += passages.length;
    onProgress?.(move);
    after = (passages.at(-1) as Passage).id;
  }
}

/** Vectors for the passages that the provider takes; waits while it does not serve at all. */
async function embedPatiently(
  model: Model,
  passages: Passage[],
  signal?: AbortSignal,
): Promise<{ passage: Passage; vector: number[] }[]> {
  const taken: { passage: Passage; vector: number[] }[] = [];
  const groups = [passages];
  let pause = 1;
  while (groups.length > 0 && !signal?.aborted) {
    const group = groups[0] as Passage[];
    try {
      const vectors = await model.embed(
        group.map(({ text }) => text),
        signal ? { signal } : {},
      );
      taken.push(...group.map((passage, at) => ({ passage, vector: vectors[at] as number[] })));
      groups.shift();
      pause = 1;
    } catch (error) {
      if (signal?.aborted) break;
      if (!(error instanceof ModelUnavailable)) throw error;
      const refused = error.code === "refused" || error.code === "bad_response";
      if (refused && group.length > 1) groups.splice(0, 1, ...group.map((passage) => [passage]));
      else if (refused && (await serves(model))) groups.shift();
      else {
        await sleep((error.retryAfterSeconds ?? pause) * 1000, signal);
        pause = Math.min(60, pause * 2);
      }
    }
  }
  return taken;
}

const serves = (model: Model) =>
  model.embed(["good night"]).then(
    () => true,
    () => false,
  );
