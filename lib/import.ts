import { setTimeout } from "node:timers/promises";
import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Json } from "#lib/database.types.ts";
import { ApiError, databaseError, errorResponse } from "#lib/errors.ts";
import { getProfile, updateProfile } from "#lib/profile.ts";
import type { journalFile } from "../app/api/import/schema.ts";
import { profileFields } from "../app/api/profile/schema.ts";

type File = z.infer<typeof journalFile>;

/** The tables of a journal in the order of their references. */
const TABLES = [
  "projects",
  "check_ins",
  "notes",
  "files",
  "file_originals",
  "documents",
  "conversations",
  "messages",
  "message_citations",
] as const;
type Table = (typeof TABLES)[number];
type Part = { [T in Table]?: NonNullable<File[T]> };

/** How far an import is: rows of the file. */
export interface ImportProgress {
  done: number;
  total: number;
}

/** What an import has done: rows stored by table, and rows of the file that were there already or have no place. */
export interface ImportResult {
  imported: Record<string, number>;
  leftOut: Record<string, number>;
}

/** A part is three statements at the most, of which each may have to wait for its writes and for its rows. */
const MOST_WAITS = 6;
const TOO_MUCH =
  "More was to be stored than your account takes in a minute. What came until then is kept; start it again in a few minutes and the rest will follow. If it ends here again, whoever runs this Nightlight has to allow more.";

const BATCH_ROWS = 100;
const BATCH_LETTERS = 256 * 1024;

/**
 * Brings a journal back from an export, as the person and part by part: each part is stored whole or not at all, and
 * what is there already stays as it is, so that an import that broke off is simply run again. Passages come with
 * their ids, or the answers' sources would be lost; their vectors are made anew. Of the profile only what the person
 * has not said yet is taken.
 * @throws ApiError when a part can't be stored; the parts before it are
 */
export async function* importJournal(
  session: Session,
  file: File,
): AsyncGenerator<ImportProgress | ImportResult, void, void> {
  const total = TABLES.reduce((rows, table) => rows + (file[table]?.length ?? 0), 0);
  let done = 0;
  const imported: Record<string, number> = { profiles: await takeProfile(session, file.profiles?.[0]) };
  yield { done, total };
  for (const part of partsOf(file)) {
    const data = await importPart(session, part);
    for (const [table, rows] of Object.entries(data as Record<string, number>))
      imported[table] = (imported[table] ?? 0) + rows;
    done += Object.values(part).reduce((rows, some) => rows + some.length, 0);
    yield { done, total };
  }
  yield { imported, leftOut: leftOut(file, imported) };
}

/**
 * Stores a part; a journal larger than a minute's quota waits for the next minute instead of breaking off.
 * @throws ApiError 429 for a part that doesn't fit however long it waits
 */
async function importPart({ supabase }: Session, part: Part): Promise<Json> {
  for (let waits = 0; ; waits++) {
    const { data, error } = await supabase.rpc("import_journal", { part: part as unknown as Json });
    if (!error) return data;
    const fault = databaseError(error);
    if (fault.status !== 429) throw fault;
    if (waits === MOST_WAITS) throw new ApiError(429, fault.code, TOO_MUCH);
    await setTimeout((fault.retryAfter ?? 1) * 1000);
  }
}

/** Each step as a line of JSON; an error on the way is the last line, in the API's shape. */
export async function* linesOf(steps: AsyncGenerator<unknown, void, void>): AsyncGenerator<string, void, void> {
  const { value: first } = await steps.next();
  yield `${JSON.stringify(first)}\n`;
  try {
    for await (const step of steps) yield `${JSON.stringify(step)}\n`;
  } catch (error) {
    yield `${await errorResponse(error).text()}\n`;
  }
}

/** The file in parts that are stored one by one: an entry together with its passages, a question before its answer. */
function* partsOf(file: File): Generator<Part, void, void> {
  const passages = Map.groupBy(
    file.documents ?? [],
    (passage) => passage.check_in_id ?? passage.note_id ?? passage.file_id ?? null,
  );
  // Without the key the entries' own passages stand: a file that has none says nothing about them.
  const withPassages = (part: Part, entries: { id: string }[]): Part =>
    file.documents ? { ...part, documents: entries.flatMap(({ id }) => passages.get(id) ?? []) } : part;
  for (const projects of batches(file.projects)) yield { projects };
  for (const check_ins of batches(file.check_ins)) yield withPassages({ check_ins }, check_ins);
  for (const notes of batches(file.notes)) yield withPassages({ notes }, notes);
  // A file, what it held and its passages belong together: a few megabytes.
  for (const one of file.files ?? [])
    yield withPassages(
      { files: [one], file_originals: (file.file_originals ?? []).filter(({ file_id }) => file_id === one.id) },
      [one],
    );
  for (const documents of batches(passages.get(null))) yield { documents };
  for (const conversations of batches(file.conversations)) yield { conversations };
  const inTime = file.messages?.toSorted(
    (a, b) => Date.parse(a.created_at) - Date.parse(b.created_at) || Number(!!a.reply_to) - Number(!!b.reply_to),
  );
  for (const messages of batches(inTime)) yield { messages };
  for (const message_citations of batches(file.message_citations)) yield { message_citations };
}

function* batches<Row>(rows: Row[] = []): Generator<Row[], void, void> {
  let batch: Row[] = [];
  let letters = 0;
  for (const row of rows) {
    batch.push(row);
    letters += JSON.stringify(row).length;
    if (batch.length < BATCH_ROWS && letters < BATCH_LETTERS) continue;
    yield batch;
    batch = [];
    letters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** @returns 1 when something of the file's profile was taken */
async function takeProfile(session: Session, said: NonNullable<File["profiles"]>[number] | undefined): Promise<number> {
  if (!said) return 0;
  const present = await getProfile(session);
  const patch = {
    displayName: present.displayName ? undefined : known("displayName", said.display_name ?? undefined),
    region: present.region ? undefined : known("region", said.region ?? undefined),
    timeZone: present.timeZone ? undefined : known("timeZone", said.time_zone),
    language: present.timeZone ? undefined : known("language", said.language),
  };
  if (Object.values(patch).every((value) => value === undefined)) return 0;
  await updateProfile(session, patch);
  return 1;
}

/** A field as the profile takes it; undefined when it would not. */
function known<Name extends keyof typeof profileFields>(name: Name, value: unknown) {
  const parsed = profileFields[name].safeParse(value);
  return parsed.success ? (parsed.data as z.infer<(typeof profileFields)[Name]>) : undefined;
}

/** Rows of the file by table that were not stored. Consents are given anew by each account, so none is missing. */
function leftOut(file: File, imported: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(file).flatMap(([table, rows]) => {
      if (!Array.isArray(rows) || ["profiles", "consents"].includes(table)) return [];
      const missing = rows.length - (imported[table] ?? 0);
      return missing > 0 ? [[table, missing]] : [];
    }),
  );
}
