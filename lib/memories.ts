import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Database } from "#lib/database.types.ts";
import { databaseError, notFound } from "#lib/errors.ts";
import { cursor, isoTime } from "#lib/route.ts";
import { pageOf, theRow } from "#lib/rows.ts";
import type { memoryQuery } from "../app/api/memories/schema.ts";

/** A passage that the coach can recall; times are ISO in UTC. */
export interface Memory {
  id: string;
  content: string;
  /** `kind` is check_in, note, file or external; `id` is the entry's, null for what came in past the app. */
  source: { kind: string; id: string | null; title: string | null; happenedAt: string | null };
  projectId: string | null;
  createdAt: string;
  /** Kept out of every answer until it is switched on again. */
  muted: boolean;
}

/** A passage with the answers that rest on it. */
export interface UsedMemory extends Memory {
  timesUsed: number;
  lastUsedAt: string | null;
}

type PassageRow = Omit<
  Database["public"]["Functions"]["list_passages"]["Returns"][number],
  "times_used" | "last_used_at"
>;

function fromRow(row: PassageRow): Memory {
  return {
    id: row.id,
    content: row.content,
    source: {
      kind: row.source_kind,
      id: row.source_id,
      title: row.title,
      happenedAt: row.happened_at ? isoTime(row.happened_at) : null,
    },
    projectId: row.project_id,
    createdAt: isoTime(row.created_at),
    muted: row.muted,
  };
}

/** What the coach can recall of this person, what it learned last first. */
export async function listMemories(
  { supabase }: Session,
  options: z.infer<typeof memoryQuery> = {},
): Promise<{ memories: UsedMemory[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  const before = options.cursor ? cursor.read(options.cursor) : null;
  const { data, error } = await supabase.rpc("list_passages", {
    match_count: limit + 1,
    ...(before ? { before_time: before.at, before_id: before.id } : {}),
  });
  if (error) throw databaseError(error);
  const found = data.map((row) => ({
    ...fromRow(row),
    timesUsed: row.times_used,
    lastUsedAt: row.last_used_at ? isoTime(row.last_used_at) : null,
  }));
  const { items, nextCursor } = pageOf(found, limit, (memory) => memory.createdAt);
  return { memories: items, nextCursor };
}

/**
 * Forgets a passage with its vector, and that answers rested on it. An entry it was made from stays in the journal;
 * it is not searchable until its words or its time are edited, which make the passage anew.
 * @throws ApiError 404
 */
export async function forgetMemory(
  { supabase }: Session,
  id: string,
): Promise<{ memory: Memory; entryKept: boolean; notice: string }> {
  const memory = fromDocument(
    theRow(await supabase.from("documents").delete().eq("id", id).select(COLUMNS).maybeSingle()),
  );
  const entryKept = memory.source.id !== null;
  return { memory, entryKept, notice: entryKept ? ENTRY_KEPT : GONE };
}

const ENTRY_KEPT = "Forgotten. The entry stays in your journal; the coach can't find these words until you edit it.";
const GONE = "Forgotten. Nothing of it is kept.";

const COLUMNS =
  "id, content, title, source_kind, check_in_id, note_id, file_id, project_id, happened_at, created_at, muted" as const;

function fromDocument({
  check_in_id,
  note_id,
  file_id,
  ...row
}: Omit<PassageRow, "source_id"> & {
  check_in_id: string | null;
  note_id: string | null;
  file_id: string | null;
}): Memory {
  return fromRow({ ...row, source_id: check_in_id ?? note_id ?? file_id } as PassageRow);
}

/** Keeps a passage out of answers, or lets it back in. @throws ApiError 404 */
export async function muteMemory({ supabase }: Session, id: string, muted: boolean): Promise<Memory> {
  const changed = supabase.from("documents").update({ muted }).eq("id", id).select(COLUMNS).maybeSingle();
  return fromDocument(theRow(await changed) as Parameters<typeof fromDocument>[0]);
}

/** Passages of one entry. */
const ofSource = (id: string) => `check_in_id.eq.${id},note_id.eq.${id},file_id.eq.${id}`;

/**
 * Keeps all that was made of an entry out of answers, what is added to it later included, or lets it back in.
 * @returns how many passages. @throws ApiError 404 when the person has no such entry, or nothing is left of it
 */
export async function muteSource({ supabase }: Session, id: string, muted: boolean): Promise<number> {
  const { data, error } = await supabase.from("documents").update({ muted }).or(ofSource(id)).select("id");
  return countOf(data, error);
}

/** A passage of an entry that the coach has: its place among them, and whether it is left aside. */
export interface Remembered {
  place: number;
  muted: boolean;
}

type EntryColumn = "note_id" | "check_in_id";

/** What the coach has of an entry, by which `rememberOnly` makes it so again. */
export async function rememberedOf({ supabase }: Session, of: EntryColumn, id: string): Promise<Remembered[]> {
  const { data, error } = await supabase.from("documents").select("chunk_index, muted").eq(of, id).order("chunk_index");
  if (error) throw databaseError(error);
  return data.map(({ chunk_index, muted }) => ({ place: chunk_index, muted }));
}

/** Of an entry that is put back: forgets the passages that were forgotten before, and mutes those that were muted. */
export async function rememberOnly(
  { supabase }: Session,
  of: EntryColumn,
  id: string,
  remembered: Remembered[],
): Promise<void> {
  const places = remembered.map(({ place }) => place);
  const forgotten = await supabase.from("documents").delete().eq(of, id).not("chunk_index", "in", `(${places})`);
  if (forgotten.error) throw databaseError(forgotten.error);
  const aside = remembered.flatMap(({ place, muted }) => (muted ? [place] : []));
  if (aside.length === 0) return;
  const muted = await supabase.from("documents").update({ muted: true }).eq(of, id).in("chunk_index", aside);
  if (muted.error) throw databaseError(muted.error);
}

/** Forgets all passages of an entry; the entry stays in the journal. @returns how many. @throws ApiError 404 */
export async function forgetSource({ supabase }: Session, id: string): Promise<number> {
  const { data, error } = await supabase.from("documents").delete().or(ofSource(id)).select("id");
  return countOf(data, error);
}

/** Forgets every passage there is; the journal stays. Entries are found again as they are edited. @returns how many */
export async function forgetEverything({ supabase, userId }: Session): Promise<number> {
  const { count, error } = await supabase.from("documents").delete({ count: "exact" }).eq("user_id", userId);
  if (error) throw databaseError(error);
  return count ?? 0;
}

function countOf(rows: unknown[] | null, error: { code?: string; message?: string } | null): number {
  if (error) throw databaseError(error);
  if (!rows?.length) throw notFound();
  return rows.length;
}
