import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import { isoTime } from "#lib/route.ts";

/** A passage of the person's own that is close to a question; similarity is the cosine, 1 at the most. */
export interface Match {
  id: string;
  content: string;
  similarity: number;
  source: { kind: string; id: string | null; title: string | null; happenedAt: string | null };
}

/**
 * The person's passages nearest to a text, nearest first. Row Level Security is the boundary: the search runs as
 * the person, in the database.
 *
 * @throws ModelUnavailable when the text can't be embedded. @throws ApiError
 */
export async function retrieve(
  { supabase }: Session,
  query: string,
  options: { projectId?: string | undefined; limit?: number | undefined; signal?: AbortSignal } = {},
): Promise<Match[]> {
  const model = coachModel();
  const [vector] = await model.embed([query], options.signal ? { signal: options.signal } : {});
  const { data, error } = await supabase.rpc("match_documents", {
    query_embedding: JSON.stringify(vector),
    match_count: options.limit ?? 10,
    model: model.embeddingModel,
    ...(options.projectId ? { project: options.projectId } : {}),
  });
  if (error) throw databaseError(error);
  return data.map((row) => ({
    id: row.id,
    content: row.content,
    similarity: row.similarity,
    source: {
      kind: row.source_kind,
      id: row.source_id,
      title: row.title,
      happenedAt: row.happened_at ? isoTime(row.happened_at) : null,
    },
  }));
}
