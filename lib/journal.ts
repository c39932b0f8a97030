import type { z } from "zod";
import { ModelUnavailable } from "#lib/ai/model.ts";
import type { Session } from "#lib/auth.ts";
import type { CheckIn } from "#lib/check-ins.ts";
import type { Database } from "#lib/database.types.ts";
import { ApiError, databaseError, notFound } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import type { Note } from "#lib/notes.ts";
import { takeFromQuota } from "#lib/quota.ts";
import { type Match, retrieve } from "#lib/retrieve.ts";
import { cursor, isoTime } from "#lib/route.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import type { journalQuery } from "../app/api/journal/schema.ts";

/** What stands in a journal: a check-in or a note, each as its own routes speak of it. */
export type Entry = ({ kind: "check_in" } & CheckIn) | ({ kind: "note" } & Note);

export interface JournalPage {
  entries: Entry[];
  nextCursor: string | null;
  /** True when something was searched for and no model answered, so that only the words themselves were looked for. */
  wordsOnly: boolean;
  /** What was found holds none of the words that were searched for: it is only near in meaning. */
  byMeaning?: true;
  /** A search has found as much as it answers with: there may be more. */
  more?: true;
}

type Query = z.infer<typeof journalQuery>;
type Row = Database["public"]["Functions"]["list_journal"]["Returns"][number];
type Arguments = Database["public"]["Functions"]["list_journal"]["Args"];

/** How many entries a search answers with at the most; there is no further page of it. */
const FOUND = 50;
/**
 * A passage counts as found from this share of the words asked for, or from this cosine of the meanings. With
 * the offline model six of ten entries that answer a question reach it, and seven of a hundred others (on journals that its
 * encoder was not taught with); other models leave a third or so between any two texts of one language.
 */
const ENOUGH = { coverage: 0.5, similarity: { offline: 0.26, other: 0.35 } };

/**
 * The person's check-ins and notes in one time line, newest first; with `q` what was found, best first, by words, by
 * pieces of words and by meaning. A project that is not the person's holds nothing.
 * @throws ApiError 400 for a cursor that is none of ours
 */
export async function listJournal(session: Session, query: Query = {}, signal?: AbortSignal): Promise<JournalPage> {
  if (query.q) return search(session, query.q, query, signal);
  const limit = query.limit ?? 30;
  const rows = await select(session, { ...narrowed(query), ...following(query.cursor), match_count: limit + 1 });
  const entries = rows.slice(0, limit).map(fromRow);
  const last = entries.at(-1);
  return { entries, nextCursor: rows.length > limit && last ? place(last) : null, wordsOnly: false };
}

/** One entry of the person's, of whichever kind. @throws ApiError 404 */
export async function getEntry(session: Session, id: string): Promise<Entry> {
  const [row] = await select(session, { only_ids: [id], match_count: 1 });
  if (!row) throw notFound();
  return fromRow(row);
}

/** The tags of the person's check-ins, the most used first, fifty at the most. */
export async function listTags({ supabase }: Session): Promise<string[]> {
  const { data, error } = await supabase.rpc("list_tags");
  if (error) throw databaseError(error);
  return data.map(({ tag }) => tag);
}

async function search(session: Session, text: string, query: Query, signal?: AbortSignal): Promise<JournalPage> {
  const limit = Math.min(query.limit ?? FOUND, FOUND);
  const [matches, holding] = await Promise.all([
    matching(session, text, query.projectId, signal),
    select(session, { ...narrowed(query), holding: text.split(/\s+/).slice(0, 20), match_count: FOUND }),
  ]);
  const ranked = [...new Set((matches ?? []).flatMap(({ source }) => (source.id ? [source.id] : [])))];
  const meant =
    ranked.length === 0 ? [] : await select(session, { ...narrowed(query), only_ids: ranked, match_count: FOUND });
  const byRank = meant.toSorted((a, b) => ranked.indexOf(a.id) - ranked.indexOf(b.id));
  const known = new Set(ranked);
  const entries = [...byRank, ...holding.filter(({ id }) => !known.has(id))].slice(0, limit).map(fromRow);
  const sharing = new Set((matches ?? []).flatMap(({ coverage, source }) => (coverage > 0 ? [source.id] : [])));
  const byMeaning = entries.length > 0 && holding.length === 0 && entries.every(({ id }) => !sharing.has(id));
  return {
    entries,
    nextCursor: null,
    wordsOnly: matches === null,
    ...(byMeaning ? { byMeaning } : {}),
    ...(entries.length === limit ? { more: true } : {}),
  };
}

/** The passages near enough to what was typed; null while no model answers. */
async function matching(
  session: Session,
  text: string,
  projectId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Match[] | null> {
  try {
    await takeFromQuota(session, "search");
    const timeZone = (await timeZoneOf(session)) ?? "UTC";
    const near = ENOUGH.similarity[coachModel().offline ? "offline" : "other"];
    const found = await retrieve(session, text, { projectId, timeZone, limit: FOUND, signal });
    return found.filter(({ coverage, similarity }) => coverage >= ENOUGH.coverage || similarity >= near);
  } catch (error) {
    if (error instanceof ModelUnavailable) return null;
    throw error;
  }
}

async function select({ supabase }: Session, wanted: Arguments): Promise<Row[]> {
  const { data, error } = await supabase.rpc("list_journal", wanted);
  if (error) throw databaseError(error);
  return data;
}

function narrowed({ kind, tag, mood, projectId, from, to }: Query): Arguments {
  return {
    ...(kind ? { only_kind: kind } : {}),
    ...(tag ? { with_tag: tag } : {}),
    ...(mood ? { with_mood: mood } : {}),
    ...(projectId ? { in_project: projectId } : {}),
    ...(from ? { from_time: from } : {}),
    ...(to ? { to_time: to } : {}),
  };
}

/** Where the next page begins: an id may be in use for a check-in and for a note, so the kind is part of the place. */
function place({ kind, happenedAt, id }: Entry): string {
  return `${kind}.${cursor.write(happenedAt, id)}`;
}

function following(text: string | undefined): Arguments {
  if (!text) return {};
  const [kind, rest] = text.split(".");
  if (kind !== "check_in" && kind !== "note") throw new ApiError(400, "bad_request", "cursor: not one of ours");
  const { at, id } = cursor.read(rest ?? "");
  return { before_time: at, before_id: id, before_kind: kind };
}

function fromRow(row: Row): Entry {
  const common = {
    id: row.id,
    happenedAt: isoTime(row.happened_at),
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
  if (row.kind === "note")
    return { kind: "note", ...common, title: row.title, text: row.words, projectId: row.project_id };
  return {
    kind: "check_in",
    ...common,
    mood: row.mood,
    energy: row.energy,
    sleepHours: row.sleep_hours === null ? null : Number(row.sleep_hours),
    note: row.words,
    tags: row.tags,
    isSample: row.is_sample,
  };
}
