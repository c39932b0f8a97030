import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Tables } from "#lib/database.types.ts";
import { ApiError, databaseError } from "#lib/errors.ts";
import { getProject } from "#lib/projects.ts";
import { isoTime } from "#lib/route.ts";
import { following, pageOf, theRow } from "#lib/rows.ts";
import type { documentQuery } from "../../app/api/documents/schema.ts";
import { readFile } from "./read-file.ts";
import { type FileFault, UnreadableFile } from "./unreadable-file.ts";

/** A file that a person imported; times are ISO in UTC. */
export interface ImportedFile {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  projectId: string | null;
  /** How many passages it was cut into. */
  passages: number;
  createdAt: string;
}

/** What is to be imported. */
export interface Upload {
  name: string;
  mediaType: "text/plain" | "text/markdown" | "application/pdf";
  data: Uint8Array;
  projectId?: string | undefined;
}

export type Progress = { done: number; total: number };

/** Passages to a request: a few hundred kilobytes at most, a step of the progress bar that can be seen. */
const STEP = 50;

/** An import that stores nothing for so long has been broken off: a step of it takes a tenth. */
const SILENCE_MS = 5_000;

const FAULTS: Record<FileFault, string> = {
  empty: "There is no text in this file.",
  not_text: "This file is not text. Nightlight reads plain text, Markdown and PDF.",
  scanned: "This PDF is made of pictures of pages. Run it through text recognition (OCR) first, or paste its text.",
  locked: "This PDF is locked with a password. Save a copy without one and import that.",
  broken: "This file is broken and can't be read. Try to open and save it again.",
  too_long: "This file is too long to be read in one go. Split it and import the parts.",
};

function fromRow(row: Tables<"files">): ImportedFile {
  return {
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    projectId: row.project_id,
    passages: row.passages,
    createdAt: isoTime(row.created_at),
  };
}

/**
 * Imports a file: its passages are stored step by step, and are embedded afterwards by the worker, so that no
 * provider that is down can lose any. Whatever goes wrong on the way, and on abort, the file is taken back whole.
 *
 * @returns after each step how far it is, in the end the file.
 * @throws ApiError 404 for a project that is not the person's, 409 for a file that they have already or that is being
 *   imported at the moment, 422 when it can't be read
 */
export async function* importFile(
  session: Session,
  { name, mediaType, data, projectId }: Upload,
  signal?: AbortSignal,
): AsyncGenerator<Progress, ImportedFile, void> {
  const { supabase } = session;
  const content_hash = createHash("sha256").update(data).digest("hex");
  await refuseDuplicate(session, content_hash, signal);
  const passages = await readFile(data, mediaType, signal).catch((error) => {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new ApiError(422, error.fault, FAULTS[error.fault]);
  });
  if (passages.length > 20_000) throw new ApiError(422, "too_long", FAULTS.too_long);
  const { data: row, error } = await supabase
    .from("files")
    .insert({
      name,
      media_type: mediaType,
      bytes: data.byteLength,
      content_hash,
      passages: passages.length,
      ...(projectId ? { project_id: projectId } : {}),
    })
    .select()
    .single();
  // Another tab was faster.
  if (error?.code === "23505") await refuseDuplicate(session, content_hash, signal);
  if (error) throw databaseError(error);
  let complete = false;
  try {
    for (let done = 0; done < passages.length; ) {
      signal?.throwIfAborted();
      yield { done, total: passages.length };
      const step = passages.slice(done, done + STEP).map((content, place) => ({
        content,
        title: name,
        source_kind: "file",
        file_id: row.id,
        chunk_index: done + place,
        ...(projectId ? { project_id: projectId } : {}),
      }));
      const stored = await supabase.from("documents").insert(step);
      if (stored.error) throw databaseError(stored.error);
      done += step.length;
    }
    signal?.throwIfAborted();
    // Last: that it is there says that the file is whole.
    const original = await supabase
      .from("file_originals")
      .insert({ file_id: row.id, data: Buffer.from(data).toString("base64") });
    if (original.error) throw databaseError(original.error);
    signal?.throwIfAborted();
    complete = true;
    yield { done: passages.length, total: passages.length };
    return fromRow(row);
  } finally {
    // Reached on errors, on abort, and when the reader stops asking (the generator's return).
    if (!complete) await supabase.from("files").delete().eq("id", row.id);
  }
}

/** What was broken off in the middle is replaced; what is whole, or on its way in another tab, is not imported twice. */
async function refuseDuplicate(session: Session, content_hash: string, signal?: AbortSignal): Promise<void> {
  const before = await halfCopyOf(session, content_hash);
  if (!before) return;
  // Looked at twice rather than at its time: the clocks of two machines differ by more than a step takes.
  await setTimeout(SILENCE_MS, undefined, { signal });
  const after = await halfCopyOf(session, content_hash);
  if (!after) return;
  if (after.id !== before.id || after.stored !== before.stored)
    throw new ApiError(
      409,
      "being_imported",
      "This file is being imported right now, in another tab or on another device.",
    );
  const removed = await session.supabase.from("files").delete().eq("id", after.id);
  if (removed.error) throw databaseError(removed.error);
}

/**
 * The copy of a file of which not all is stored yet, and how far it is.
 * @throws ApiError 409 when all of it is stored
 */
async function halfCopyOf(session: Session, content_hash: string): Promise<{ id: string; stored: number } | null> {
  const { supabase } = session;
  const found = await supabase
    .from("files")
    .select("id, name, project_id")
    .eq("content_hash", content_hash)
    .maybeSingle();
  if (found.error) throw databaseError(found.error);
  if (!found.data) return null;
  const { id, name, project_id } = found.data;
  // Not the passages tell it: the person may have had any of them forgotten.
  const original = await supabase.from("file_originals").select("file_id").eq("file_id", id).maybeSingle();
  if (original.error) throw databaseError(original.error);
  if (original.data) throw alreadyThere(name, project_id && (await getProject(session, project_id)).name);
  const passages = await supabase.from("documents").select("id", { count: "exact", head: true }).eq("file_id", id);
  if (passages.error) throw databaseError(passages.error);
  return { id, stored: passages.count ?? 0 };
}

function alreadyThere(name: string, project: string | null): ApiError {
  const place = project ? `in the project “${project}”` : "on the Projects page, under “Files without a project”";
  return new ApiError(409, "conflict", `You have imported this file already, as “${name}”. It is ${place}.`);
}

/** The person's files, the newest first. */
export async function listFiles(
  { supabase }: Session,
  options: z.infer<typeof documentQuery> = {},
): Promise<{ files: ImportedFile[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  let query = supabase
    .from("files")
    .select("*")
    .order("created_at", { ascending: false })
    .order("id", { ascending: false });
  if (options.projectId) query = query.eq("project_id", options.projectId);
  if (options.withoutProject) query = query.is("project_id", null);
  if (options.cursor) query = query.or(following("created_at", options.cursor));
  const { data, error } = await query.limit(limit + 1);
  if (error) throw databaseError(error);
  const { items, nextCursor } = pageOf(data.map(fromRow), limit, (file) => file.createdAt);
  return { files: items, nextCursor };
}

/** @throws ApiError 404 */
async function findFile({ supabase }: Session, id: string): Promise<ImportedFile> {
  return fromRow(theRow(await supabase.from("files").select("*").eq("id", id).maybeSingle()));
}

/** A file with its passages in order, up to `limit` from place `from`. @throws ApiError 404 */
export async function getFile(
  session: Session,
  id: string,
  { from = 0, limit = 100 } = {},
): Promise<{ file: ImportedFile; passages: { place: number; content: string }[] }> {
  const file = await findFile(session, id);
  const { data, error } = await session.supabase
    .from("documents")
    .select("chunk_index, content")
    .eq("file_id", id)
    .gte("chunk_index", from)
    .order("chunk_index")
    .limit(limit);
  if (error) throw databaseError(error);
  return { file, passages: data.map(({ chunk_index, content }) => ({ place: chunk_index, content })) };
}

/** The bytes that were imported. @throws ApiError 404 */
export async function originalOf(session: Session, id: string): Promise<{ file: ImportedFile; data: Uint8Array }> {
  const file = await findFile(session, id);
  const original = theRow(await session.supabase.from("file_originals").select("data").eq("file_id", id).maybeSingle());
  return { file, data: Buffer.from(original.data, "base64") };
}

/** @throws ApiError 404 when there is no such file, or no such project, of this person's. */
export async function updateFile(
  { supabase }: Session,
  id: string,
  patch: { name?: string | undefined; projectId?: string | null | undefined },
): Promise<ImportedFile> {
  const row = {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.projectId === undefined ? {} : { project_id: patch.projectId }),
  };
  return fromRow(theRow(await supabase.from("files").update(row).eq("id", id).select().maybeSingle()));
}

/** Removes a file with its original, its passages and their vectors. @throws ApiError 404 */
export async function deleteFile({ supabase }: Session, id: string): Promise<ImportedFile> {
  return fromRow(theRow(await supabase.from("files").delete().eq("id", id).select().maybeSingle()));
}
