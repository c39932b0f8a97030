import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import { type Conversation, findConversation, fromRow } from "#lib/conversations.ts";
import { ApiError, databaseError, notFound } from "#lib/errors.ts";
import type { Match } from "#lib/retrieve.ts";
import { existingId, startOf } from "#lib/route.ts";
import type { chatRequest } from "../app/api/chat/schema.ts";

/** One turn of a conversation: where it belongs and the stored question. */
export interface Turn {
  conversation: Conversation;
  questionId: string;
  question: string;
}

/** Stores the question before any model is called. @throws ApiError 404, 409 */
export async function saveQuestion(session: Session, turn: z.infer<typeof chatRequest>): Promise<Turn> {
  if (turn.retryOf) return unansweredQuestion(session, turn.conversationId as string, turn.retryOf);
  const conversation = turn.conversationId
    ? await findConversation(session, existingId(turn.conversationId))
    : await startConversation(session, turn);
  const { data, error } = await session.supabase
    .from("messages")
    .insert({ conversation_id: conversation.id, role: "user", content: turn.message })
    .select("id")
    .single();
  if (error) throw databaseError(error);
  return { conversation, questionId: data.id, question: turn.message };
}

async function startConversation({ supabase }: Session, turn: z.infer<typeof chatRequest>): Promise<Conversation> {
  const title = startOf(turn.message.replace(/\s+/g, " "), 60);
  const row = { title, ...(turn.projectId ? { project_id: turn.projectId } : {}) };
  const { data, error } = await supabase.from("conversations").insert(row).select().single();
  if (error) throw databaseError(error);
  return fromRow(data);
}

async function unansweredQuestion(session: Session, conversationId: string, questionId: string): Promise<Turn> {
  const conversation = await findConversation(session, existingId(conversationId));
  const { data, error } = await session.supabase
    .from("messages")
    .select("id, content, role")
    .eq("conversation_id", conversationId)
    .or(`id.eq.${questionId},reply_to.eq.${questionId}`);
  if (error) throw databaseError(error);
  const question = data.find((row) => row.id === questionId && row.role === "user");
  if (!question) throw notFound();
  if (data.length > 1) throw new ApiError(409, "conflict", "This question has been answered.");
  return { conversation, questionId, question: question.content };
}

/** The country of the person's profile; null when there is none or it can't be read: help is shown all the same. */
export async function regionOf({ supabase }: Session): Promise<string | null> {
  const { data } = await supabase.from("profiles").select("region").maybeSingle();
  return data?.region ?? null;
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

/** Stores an answer with its citations, and moves its conversation to the top of the list. */
export async function saveAnswer(
  { supabase }: Session,
  turn: Turn,
  answer: { content: string; status: "complete" | "stopped" | "failed"; model: string; matches: Match[] },
): Promise<void> {
  const content = startOf(answer.content, 16_000);
  if (content === "") return;
  const { data, error } = await supabase
    .from("messages")
    .insert({
      conversation_id: turn.conversation.id,
      role: "assistant",
      reply_to: turn.questionId,
      content,
      status: answer.status,
      model: answer.model,
    })
    .select("id")
    .single();
  if (error) throw databaseError(error);
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
}
