import { relatedWords } from "#lib/ai/offline-embedding.ts";
import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import type { Period } from "#lib/period.ts";
import { isoTime } from "#lib/route.ts";

/** A passage of the person's own that answers to a question. */
export interface Match {
  id: string;
  content: string;
  /** The cosine of question and passage, 1 at the most. */
  similarity: number;
  /** How much of the question's telling words the passage has, 0 to 1. */
  coverage: number;
  source: { kind: string; id: string | null; title: string | null; happenedAt: string | null };
}

/**
 * The person's passages that answer best to a text, by meaning and words together, best first; within a period when
 * one is given. Row Level Security is the boundary: the search runs as the person, in the database.
 *
 * @throws ModelUnavailable when the text can't be embedded. @throws ApiError
 */
export async function retrieve(
  { supabase }: Session,
  query: string,
  options: {
    projectId?: string | undefined;
    limit?: number | undefined;
    period?: Period | null;
    signal?: AbortSignal;
  } = {},
): Promise<Match[]> {
  const model = coachModel();
  const [vector] = await model.embed([query], options.signal ? { signal: options.signal } : {});
  const limit = options.limit ?? 10;
  const { data, error } = await supabase.rpc("search_passages", {
    query_text: query,
    query_embedding: JSON.stringify(vector),
    related: relatedWords(query),
    // Some more than asked for, since near-copies are left out below.
    match_count: Math.min(limit * 2, 50),
    model: model.embeddingModel,
    ...(options.projectId ? { project: options.projectId } : {}),
    ...(options.period ? { happened_from: options.period.from, happened_before: options.period.before } : {}),
  });
  if (error) throw databaseError(error);
  return withoutCopies(data)
    .slice(0, limit)
    .map((row) => ({
      id: row.id,
      content: row.content,
      similarity: row.similarity,
      coverage: row.coverage,
      source: {
        kind: row.source_kind,
        id: row.source_id,
        title: row.title,
        happenedAt: row.happened_at ? isoTime(row.happened_at) : null,
      },
    }));
}

/** The same words twice say nothing new: the better placed of two alike passages stays. */
function withoutCopies<Row extends { content: string }>(rows: Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ content }) => {
    const words = content
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    return !seen.has(words) && seen.add(words);
  });
}
