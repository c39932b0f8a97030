import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Tables } from "#lib/database.types.ts";
import { databaseError } from "#lib/errors.ts";
import { type Remembered, rememberedOf, rememberOnly } from "#lib/memories.ts";
import { isoTime } from "#lib/route.ts";
import { following, pageOf, theRow } from "#lib/rows.ts";
import type { noteInput, notePatch, noteQuery } from "../app/api/notes/schema.ts";

/** A note as the API speaks of it; times are ISO in UTC. */
export interface Note {
  id: string;
  title: string | null;
  text: string;
  projectId: string | null;
  happenedAt: string;
  createdAt: string;
  updatedAt: string;
}

function fromRow(row: Tables<"notes">): Note {
  return {
    id: row.id,
    title: row.title,
    text: row.text,
    projectId: row.project_id,
    happenedAt: isoTime(row.happened_at),
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}

function toRow(input: z.infer<typeof notePatch>) {
  return {
    ...(input.title === undefined ? {} : { title: input.title }),
    ...(input.text === undefined ? {} : { text: input.text }),
    ...(input.projectId === undefined ? {} : { project_id: input.projectId }),
    ...(input.happenedAt === undefined ? {} : { happened_at: input.happenedAt }),
  };
}

/** The person's notes, newest first. `from` and `to` are ISO times, `to` exclusive. */
export async function listNotes(
  { supabase }: Session,
  options: z.infer<typeof noteQuery> = {},
): Promise<{ notes: Note[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  let query = supabase
    .from("notes")
    .select("*")
    .order("happened_at", { ascending: false })
    .order("id", { ascending: false });
  if (options.from) query = query.gte("happened_at", options.from);
  if (options.to) query = query.lt("happened_at", options.to);
  if (options.projectId) query = query.eq("project_id", options.projectId);
  if (options.cursor) query = query.or(following("happened_at", options.cursor));
  const { data, error } = await query.limit(limit + 1);
  if (error) throw databaseError(error);
  const { items, nextCursor } = pageOf(data.map(fromRow), limit, (note) => note.happenedAt);
  return { notes: items, nextCursor };
}

/**
 * Stores a note. One whose id the person has used before is answered with what is stored: sent twice, kept once.
 * @throws ApiError 404 for a project that is not the person's
 */
export async function createNote(
  session: Session,
  input: z.infer<typeof noteInput>,
): Promise<{ note: Note; created: boolean }> {
  const stored = await storeNote(session, input);
  if (input.remembered) await rememberOnly(session, "note_id", stored.note.id, input.remembered);
  return stored;
}

async function storeNote({ supabase }: Session, input: z.infer<typeof noteInput>) {
  const row = { ...toRow(input), text: input.text, ...(input.id ? { id: input.id } : {}) };
  const { data, error } = await supabase.from("notes").insert(row).select().single();
  if (error?.code === "23505" && input.id) {
    const stored = await supabase.from("notes").select("*").eq("id", input.id).maybeSingle();
    return { note: fromRow(theRow(stored)), created: false };
  }
  if (error) throw databaseError(error);
  return { note: fromRow(data), created: true };
}

/** @throws ApiError 404 when there is no such note, or no such project, of this person's. */
export async function updateNote({ supabase }: Session, id: string, patch: z.infer<typeof notePatch>): Promise<Note> {
  return fromRow(theRow(await supabase.from("notes").update(toRow(patch)).eq("id", id).select().maybeSingle()));
}

/** Removes a note with its passages and vectors. @returns what was removed, so that it can be put back. */
export async function deleteNote(session: Session, id: string): Promise<{ note: Note; remembered: Remembered[] }> {
  const remembered = await rememberedOf(session, "note_id", id);
  const removed = await session.supabase.from("notes").delete().eq("id", id).select().maybeSingle();
  return { note: fromRow(theRow(removed)), remembered };
}
