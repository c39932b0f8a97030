import { sql } from "kysely";
import type { JobTransaction } from "./job-database.ts";

export interface Passage {
  id: string;
  /** What its vector is made of: its words and, of a check-in, the tags. */
  text: string;
}

/**
 * Stores the vectors of passages as the tenant that the transaction has become, each only if its text is still the one
 * that was embedded. All of them in one statement.
 *
 * @returns the ids stored
 */
export async function storeVectors(
  tx: JobTransaction,
  embeddingModel: string,
  passages: Passage[],
  vectors: number[][],
): Promise<string[]> {
  const ids = passages.map(({ id }) => id);
  const texts = passages.map(({ text }) => text);
  const numbers = vectors.map((vector) => JSON.stringify(vector));
  const { rows } = await sql<{ id: string }>`
    update public.documents d
    set embedding = v.vector::extensions.halfvec, embedding_model = ${embeddingModel}, embedded_at = now()
    from unnest(${ids}::uuid[], ${texts}::text[], ${numbers}::text[]) v (id, text, vector)
    where d.id = v.id and private.text_to_embed(d) = v.text
    returning d.id`.execute(tx);
  return rows.map(({ id }) => id);
}
