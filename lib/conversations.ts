import type { UIMessage } from "ai";
import type { Session } from "#lib/auth.ts";
import { type SafetyCard, safetyCard } from "#lib/crisis.ts";
import type { Tables } from "#lib/database.types.ts";
import { databaseError, notFound } from "#lib/errors.ts";
import { regionOf } from "#lib/help-card.ts";
import { isoTime, startOf } from "#lib/route.ts";
import { following, pageOf, theRow } from "#lib/rows.ts";
import { screen, screenAtOnce } from "#lib/safety.ts";

export interface Conversation {
  id: string;
  title: string | null;
  projectId: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What a source under an answer shows and where it leads. */
export interface SourceDetails {
  [key: string]: string | number | string[] | null;
  label: number;
  kind: string;
  entryId: string | null;
  title: string;
  /** Which piece of a long text it is, from 0. */
  piece: number;
  happenedAt: string | null;
  excerpt: string;
  /** Of a check-in: the person's own, by which it may have been found. */
  tags: string[];
}

/** The parts of a chat's messages beside text: the conversation they belong to, their sources, and whom to call. */
export type CoachMessage = UIMessage<
  { status?: string; createdAt?: string; answerId?: string; reported?: boolean },
  { conversation: { id: string; title: string | null; questionId: string }; safety: SafetyCard }
>;

export function fromRow(row: Tables<"conversations">): Conversation {
  return {
    id: row.id,
    title: row.title,
    projectId: row.project_id,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}

/** A passage as a source part of an answer. */
export function sourcePart(document: {
  id: string;
  content: string;
  title: string | null;
  kind: string;
  entryId: string | null;
  piece: number;
  happenedAt: string | null;
  tags: string[];
  label: number;
}) {
  const title = document.title ?? (document.kind === "check_in" ? "Check-in" : "Note");
  const details: SourceDetails = {
    label: document.label,
    kind: document.kind,
    entryId: document.entryId,
    title,
    piece: document.piece,
    happenedAt: document.happenedAt,
    excerpt: document.content.length > 240 ? `${startOf(document.content, 240).trimEnd()}…` : document.content,
    // Without words they are the passage.
    tags: document.content === document.tags.join(", ") ? [] : document.tags,
  };
  return {
    type: "source-document" as const,
    sourceId: document.id,
    mediaType: "text/plain",
    title,
    providerMetadata: { nightlight: details },
  };
}

/** The person's conversations, the one last spoken in first; with `q` those in which these words occur. */
export async function listConversations(
  { supabase }: Session,
  options: {
    q?: string | undefined;
    projectId?: string | undefined;
    cursor?: string | undefined;
    limit?: number | undefined;
  } = {},
): Promise<{ conversations: Conversation[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  const source = options.q
    ? supabase.rpc("search_conversations", { words: options.q })
    : supabase.from("conversations").select("*");
  let query = source.order("updated_at", { ascending: false }).order("id", { ascending: false });
  if (options.projectId) query = query.eq("project_id", options.projectId);
  if (options.cursor) query = query.or(following("updated_at", options.cursor));
  const { data, error } = await query.limit(limit + 1);
  if (error) throw databaseError(error);
  const { items, nextCursor } = pageOf(data.map(fromRow), limit, (conversation) => conversation.updatedAt);
  return { conversations: items, nextCursor };
}

/** @throws ApiError 404 when there is no such conversation of this person's. */
export async function findConversation({ supabase }: Session, id: string): Promise<Conversation> {
  const { data, error } = await supabase.from("conversations").select("*").eq("id", id).maybeSingle();
  if (error) throw databaseError(error);
  if (!data) throw notFound();
  return fromRow(data);
}

/** A conversation with the last 500 messages in it, sources included. @throws ApiError 404 */
export async function getConversation(
  session: Session,
  id: string,
): Promise<{ conversation: Conversation; messages: CoachMessage[] }> {
  const conversation = await findConversation(session, id);
  const messages = await session.supabase
    .from("messages")
    .select("*")
    .eq("conversation_id", id)
    .order("created_at", { ascending: false })
    .order("id", { ascending: false })
    .limit(500);
  if (messages.error) throw databaseError(messages.error);
  const answerIds = messages.data.filter((row) => row.role === "assistant").map((row) => row.id);
  const sources = await citedSources(session, answerIds);
  const reported = await rowsOf(answerIds, (ids) =>
    session.supabase.from("answer_reports").select("message_id").in("message_id", ids),
  );
  const reportedIds = new Set(reported.map((row) => row.message_id));
  const cards = await cardsOf(
    session,
    messages.data.filter((row) => row.role === "user"),
  );
  return {
    conversation,
    messages: messages.data.toReversed().map((row) => ({
      id: row.id,
      role: row.role as "user" | "assistant",
      metadata: {
        status: row.status,
        createdAt: isoTime(row.created_at),
        ...(row.role === "assistant" ? { answerId: row.id, reported: reportedIds.has(row.id) } : {}),
      },
      parts: [
        ...(cards.get(row.reply_to ?? "") ?? []),
        { type: "text", text: row.content },
        ...(sources.get(row.id) ?? []),
      ],
    })),
  };
}

/** So many of the latest questions are looked at as closely as when they were asked; earlier ones without waiting. */
const LOOKED_AT_CLOSELY = 20;

/** The help cards that were shown with answers, found again from the questions, the latest first: nothing is kept about them. */
async function cardsOf(session: Session, questions: Pick<Tables<"messages">, "id" | "content">[]) {
  const cards = new Map<string, { type: "data-safety"; data: SafetyCard }[]>();
  let region: string | null | undefined;
  // One after the other: twenty at once would fill the encoder's queue, for themselves and for others.
  for (const [at, { id, content }] of questions.entries()) {
    const concern = at < LOOKED_AT_CLOSELY ? await screen(content) : screenAtOnce(content);
    if (!concern) continue;
    region ??= await regionOf(session);
    cards.set(id, [{ type: "data-safety", data: safetyCard(concern, region) }]);
  }
  return cards;
}

async function citedSources({ supabase }: Session, messageIds: string[]) {
  const byMessage = new Map<string, ReturnType<typeof sourcePart>[]>();
  const citations = await rowsOf(messageIds, (ids) =>
    supabase.from("message_citations").select("*").in("message_id", ids).order("label"),
  );
  const documents = await rowsOf([...new Set(citations.map((row) => row.document_id))], (ids) =>
    supabase
      .from("documents")
      .select("id, content, title, source_kind, check_in_id, note_id, file_id, chunk_index, happened_at")
      .in("id", ids),
  );
  const byId = new Map(documents.map((row) => [row.id, row]));
  const checkIns = await rowsOf([...new Set(documents.flatMap((row) => row.check_in_id ?? []))], (ids) =>
    supabase.from("check_ins").select("id, tags").in("id", ids),
  );
  const tagsOf = new Map(checkIns.map((row) => [row.id, row.tags]));
  for (const { message_id, document_id, label } of citations) {
    const row = byId.get(document_id);
    if (!row) continue;
    const part = sourcePart({
      ...row,
      kind: row.source_kind,
      entryId: row.check_in_id ?? row.note_id ?? row.file_id,
      piece: row.chunk_index,
      happenedAt: row.happened_at ? isoTime(row.happened_at) : null,
      tags: tagsOf.get(row.check_in_id ?? "") ?? [],
      label,
    });
    byMessage.set(message_id, [...(byMessage.get(message_id) ?? []), part]);
  }
  return byMessage;
}

/** The rows of many ids, a hundred to a request: they stand in its URL, and gateways cut that at about 8 KB. */
async function rowsOf<Row>(
  ids: string[],
  select: (some: string[]) => PromiseLike<{ data: Row[]; error: null } | { data: null; error: { code: string } }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += 100) {
    const { data, error } = await select(ids.slice(at, at + 100));
    if (error) throw databaseError(error);
    rows.push(...data);
  }
  return rows;
}

/** @throws ApiError 404 */
export async function renameConversation({ supabase }: Session, id: string, title: string): Promise<Conversation> {
  return fromRow(theRow(await supabase.from("conversations").update({ title }).eq("id", id).select().maybeSingle()));
}

/** Removes a conversation with everything said in it. @throws ApiError 404 */
export async function deleteConversation({ supabase }: Session, id: string): Promise<Conversation> {
  return fromRow(theRow(await supabase.from("conversations").delete().eq("id", id).select().maybeSingle()));
}
