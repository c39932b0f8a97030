import type { Session } from "#lib/auth.ts";
import type { Database } from "#lib/database.types.ts";
import { databaseError } from "#lib/errors.ts";
import { journalPage } from "#lib/export-page.ts";
import { JOURNAL_FILE } from "#lib/import-limits.ts";
import { encoded, streamOf } from "#lib/stream.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { type ZipEntry, zipped } from "#lib/zip.ts";

type Table = keyof Database["public"]["Tables"];
type Row = Record<string, unknown>;

/** Every table of a person's with the columns that leave in an export: what they gave and got, not what is computed of it. */
const EXPORTED: Record<Table, string> = {
  profiles: "display_name, time_zone, region, language, created_at, updated_at",
  projects: "id, name, created_at, updated_at",
  check_ins: "id, mood, energy, sleep_hours, note, tags, happened_at, is_sample, created_at, updated_at",
  notes: "id, title, text, project_id, happened_at, created_at, updated_at",
  files: "id, name, media_type, bytes, project_id, passages, created_at",
  file_originals: "file_id, data",
  documents:
    "id, content, metadata, source_kind, check_in_id, note_id, file_id, chunk_index, title, project_id, happened_at, created_at, muted",
  conversations: "id, title, project_id, created_at, updated_at",
  messages: "id, conversation_id, role, reply_to, content, status, model, created_at",
  message_citations: "id, message_id, document_id, label, similarity",
  consents: "id, wording, agreed_at",
  answer_reports: "id, message_id, reason, comment, may_read, created_at",
};

/** Rows to a request: of the longest notes a few megabytes, as of one original. */
const batchOf = (table: Table) => (table === "file_originals" ? 1 : 200);

/**
 * Everything that is stored of a person as one JSON document, `{exportedAt, email, <table>: [rows]}`, read table by
 * table while it is sent. An error on the way breaks the stream off: a half export does not parse.
 * @throws ApiError when not even the first rows can be read
 */
export async function exportOf(session: Session, now: Date): Promise<ReadableStream<Uint8Array>> {
  return streamOf(encoded(exportJson(session, now)));
}

/**
 * The same as a zip: the JSON document, which can be brought back, a page to read, and the imported files as they were. Packed while it is sent; a
 * file breaks off where an error happens, and such a zip does not open.
 * @throws ApiError when not even the first rows can be read
 */
export async function exportZip(session: Session, now: Date): Promise<ReadableStream<Uint8Array>> {
  const timeZone = (await timeZoneOf(session)) ?? "UTC";
  return streamOf(zipped(entriesOf(session, now, timeZone)));
}

async function* entriesOf(session: Session, now: Date, timeZone: string): AsyncGenerator<ZipEntry, void, void> {
  yield { name: JOURNAL_FILE, content: encoded(exportJson(session, now)) };
  yield { name: "journal.html", content: encoded(journalPage(session, now, timeZone)) };
  const files = await Array.fromAsync(rowsOf(session, "files", "id, name, created_at"));
  const inTime = files.toSorted((a, b) => Date.parse(String(a.created_at)) - Date.parse(String(b.created_at)));
  // Two files may have one name.
  const names = new Map(inTime.map(({ id, name }, at) => [id, `files/${at + 1} ${name}`]));
  // By the originals, since a file may have none: a crash broke its import off. Its row is in the document all the same.
  for await (const { file_id, data } of rowsOf(session, "file_originals", EXPORTED.file_originals)) {
    const name = names.get(file_id);
    if (name) yield { name, content: [Buffer.from(String(data), "base64")] };
  }
}

async function* exportJson(session: Session, now: Date): AsyncGenerator<string, void, void> {
  const tables = Object.entries(EXPORTED) as [Table, string][];
  let text = `{"exportedAt":${JSON.stringify(now.toISOString())},"email":${JSON.stringify(session.email)}`;
  for (const [table, columns] of tables) {
    text += `,\n"${table}":[`;
    let separator = "";
    for await (const row of rowsOf(session, table, columns)) {
      text += `${separator}\n${JSON.stringify(row)}`;
      separator = ",";
      if (text.length < 64 * 1024) continue;
      yield text;
      text = "";
    }
    yield `${text}]`;
    text = "";
  }
  yield "}\n";
}

/** The person's rows of a table in the order of their ids, so that what is written meanwhile shifts no page. */
async function* rowsOf({ supabase }: Session, table: Table, columns: string): AsyncGenerator<Row, void, void> {
  const key = table === "profiles" ? "user_id" : table === "file_originals" ? "file_id" : "id";
  for (let last = ""; ; ) {
    // The column list is a constant above and not a literal here, which is more than the client's types can follow.
    let query = supabase
      .from(table as "notes")
      .select(`${columns}, ${key}` as "*")
      .order(key as "id")
      .limit(batchOf(table));
    if (last) query = query.gt(key as "id", last);
    const { data, error } = await query;
    if (error) throw databaseError(error);
    const rows = data as unknown as Row[];
    for (const { user_id, ...row } of rows) yield row;
    if (rows.length < batchOf(table)) return;
    last = String(rows.at(-1)?.[key]);
  }
}
