import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import { type Conversation, findConversation, fromRow } from "#lib/conversations.ts";
import { ApiError, databaseError } from "#lib/errors.ts";
import type { Match } from "#lib/retrieve.ts";
import { existingId, startOf } from "#lib/route.ts";
import { theRow } from "#lib/rows.ts";
import type { chatRequest } from "../app/api/chat/schema.ts";

/** One turn of a conversation: where it belongs and the stored question. */
export interface Turn {
  conversation: Conversation;
  questionId: string;
  question: string;
  /** When it was asked, to the microsecond, as the database tells it. */
  askedAt: string;
  /** Whether the question has an answer, which the new one takes the place of. */
  answeredBefore: boolean;
}

/** Stores the question before any model is called. @throws ApiError 404, 409 */
export async function saveQuestion(session: Session, turn: z.infer<typeof chatRequest>): Promise<Turn> {
  if (turn.retryOf) return storedQuestion(session, turn.conversationId as string, turn.retryOf, turn.anew);
  const conversation = turn.conversationId
    ? await findConversation(session, existingId(turn.conversationId))
    : await startConversation(session, turn);
  if (turn.replaces && turn.ifLast) await mustBeLast(session, conversation.id, turn.replaces);
  const corrected = turn.replaces ? await questionOf(session, conversation.id, turn.replaces) : null;
  const { data, error } = await session.supabase
    .from("messages")
    .insert({ conversation_id: conversation.id, role: "user", content: turn.message })
    .select("id, created_at")
    .single();
  if (error) {
    // One begun for this question alone would stand in the list with nothing in it.
    if (!turn.conversationId) await session.supabase.from("conversations").delete().eq("id", conversation.id);
    throw databaseError(error);
  }
  if (corrected) {
    // The new words are stored by now: nothing that was written is lost should this fail.
    const gone = session.supabase.from("messages").delete().eq("conversation_id", conversation.id);
    // The last one alone, whose answer goes with it: what another tab has asked since this was looked at stays.
    const removed = await (turn.ifLast
      ? gone.eq("id", corrected.id)
      : gone.gte("created_at", corrected.created_at).neq("id", data.id));
    if (removed.error) throw databaseError(removed.error);
  }
  return {
    conversation,
    questionId: data.id,
    question: turn.message,
    askedAt: data.created_at,
    answeredBefore: false,
  };
}

/** @throws ApiError 404 when there is no such question in this conversation of this person's. */
async function questionOf({ supabase }: Session, conversationId: string, questionId: string) {
  return theRow(
    await supabase
      .from("messages")
      .select("id, content, created_at")
      .eq("conversation_id", existingId(conversationId))
      .eq("id", questionId)
      .eq("role", "user")
      .maybeSingle(),
  );
}

/** @throws ApiError 409 when it has been followed by another question, or corrected, in another tab or on another device. */
async function mustBeLast({ supabase }: Session, conversationId: string, questionId: string): Promise<void> {
  const { data, error } = await supabase
    .from("messages")
    .select("id")
    .eq("conversation_id", conversationId)
    .eq("role", "user")
    .order("created_at", { ascending: false })
    .order("id", { ascending: false })
    .limit(1);
  if (error) throw databaseError(error);
  if (data[0]?.id !== questionId)
    throw new ApiError(409, "conflict", "This conversation went on elsewhere, so nothing was replaced.");
}

async function startConversation({ supabase }: Session, turn: z.infer<typeof chatRequest>): Promise<Conversation> {
  const title = startOf(turn.message.replace(/\s+/g, " "), 60);
  const row = { title, ...(turn.projectId ? { project_id: turn.projectId } : {}) };
  const { data, error } = await supabase.from("conversations").insert(row).select().single();
  if (error) throw databaseError(error);
  return fromRow(data);
}

async function storedQuestion(
  session: Session,
  conversationId: string,
  questionId: string,
  anew = false,
): Promise<Turn> {
  const conversation = await findConversation(session, existingId(conversationId));
  const question = await questionOf(session, conversationId, questionId);
  const answers = await session.supabase.from("messages").select("id").eq("reply_to", questionId);
  if (answers.error) throw databaseError(answers.error);
  const answeredBefore = answers.data.length > 0;
  if (answeredBefore && !anew) throw new ApiError(409, "conflict", "This question has been answered.");
  return { conversation, questionId, question: question.content, askedAt: question.created_at, answeredBefore };
}

/** The passages an answer cites, by the [1], [2] in its text; a number that was never given counts for nothing. */
export function citedMatches(answer: string, matches: Match[]): { match: Match; label: number }[] {
  const labels = new Set([...answer.matchAll(/\[(\d{1,2})\]/g)].map((found) => Number(found[1])));
  return [...labels]
    .sort((a, b) => a - b)
    .flatMap((label) => {
      const match = matches[label - 1];
      return match ? [{ match, label }] : [];
    });
}

/**
 * Stores an answer with its citations, and moves its conversation to the top of the list.
 * @returns the id it is stored under; null for an answer without a word, which is not stored
 */
export async function saveAnswer(
  { supabase }: Session,
  turn: Turn,
  answer: { content: string; status: "complete" | "stopped" | "failed"; model: string; matches: Match[] },
): Promise<string | null> {
  const { content } = answer;
  if (content === "") return null;
  // Half an answer is no reason to lose the one that is there.
  if (turn.answeredBefore && answer.status === "failed") return null;
  const row = {
    conversation_id: turn.conversation.id,
    role: "assistant",
    content,
    status: answer.status,
    model: answer.model,
  };
  const twin = turn.answeredBefore ? await setAside(supabase, turn, row) : null;
  if (twin) {
    // Should this or what follows fail, the twin stays: the old answer may be gone although the database never said so.
    const removed = await supabase.from("messages").delete().eq("reply_to", turn.questionId);
    if (removed.error) throw databaseError(removed.error);
  }
  const { data, error } = await supabase
    .from("messages")
    .insert({ ...row, reply_to: turn.questionId })
    .select("id")
    .single();
  if (error) throw databaseError(error);
  if (twin) {
    const removed = await supabase.from("messages").delete().eq("id", twin);
    if (removed.error) throw databaseError(removed.error);
  }
  const citations = citedMatches(content, answer.matches).map(({ match, label }) => ({
    message_id: data.id,
    document_id: match.id,
    label,
    similarity: match.similarity,
  }));
  if (citations.length > 0) {
    const stored = await supabase.from("message_citations").insert(citations);
    // A passage forgotten while the answer was written takes its citation with it, not the answer.
    if (stored.error && stored.error.code !== "23503") throw databaseError(stored.error);
  }
  await supabase.from("conversations").update({ title: turn.conversation.title }).eq("id", turn.conversation.id);
  return data.id;
}

/**
 * Stores an answer under a twin of its question, as if that had been asked once more: a question has one answer at a
 * time, so the old one has to go before the new one takes its place, and until it has, the new one is kept here.
 * @returns the twin's id; with the twin its answer goes
 */
async function setAside(
  supabase: Session["supabase"],
  turn: Turn,
  answer: { conversation_id: string; role: string; content: string; status: string; model: string },
): Promise<string> {
  const twin = {
    ...answer,
    id: crypto.randomUUID(),
    role: "user",
    reply_to: null,
    content: turn.question,
    status: "complete",
    model: null,
  };
  // One statement: the twin without its answer would be a question that nobody asked.
  const { error } = await supabase
    .from("messages")
    .insert([twin, { ...answer, id: crypto.randomUUID(), reply_to: twin.id }]);
  if (error) throw databaseError(error);
  return twin.id;
}
