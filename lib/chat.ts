import type { z } from "zod";
import type { ChatMessage } from "#lib/ai/model.ts";
import { buildCoachPrompt, type CheckInNumbers, dateIn } from "#lib/ai/prompt.ts";
import type { Session } from "#lib/auth.ts";
import { type Conversation, findConversation, fromRow } from "#lib/conversations.ts";
import { ApiError, databaseError, notFound } from "#lib/errors.ts";
import { type Period, readTime, shift, startOfDay } from "#lib/period.ts";
import type { Match } from "#lib/retrieve.ts";
import { existingId, startOf } from "#lib/route.ts";
import type { chatRequest } from "../app/api/chat/schema.ts";

const HISTORY = 10;
const DAYS = 14;

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

/** The person's own clock: their profile's, or else their browser's; and how to address them. */
export async function clockOf(
  { supabase }: Session,
  clientTimeZone = "UTC",
): Promise<{ timeZone: string; name: string | null }> {
  const { data, error } = await supabase.from("profiles").select("display_name, time_zone").maybeSingle();
  if (error) throw databaseError(error);
  return { timeZone: data?.time_zone ?? clientTimeZone, name: data?.display_name ?? null };
}

/** The prompt for a stored question: what was said before, the passages found, the period's check-ins in numbers. */
export async function promptFor(
  session: Session,
  turn: Turn,
  found: { matches: Match[]; now: Date; timeZone: string; name: string | null },
): Promise<ChatMessage[]> {
  const { matches, now, timeZone, name } = found;
  const [history, checkIns] = await Promise.all([
    session.supabase
      .from("messages")
      .select("role, content")
      .eq("conversation_id", turn.conversation.id)
      .neq("id", turn.questionId)
      .order("created_at", { ascending: false })
      .limit(HISTORY),
    numbersOf(session, turn.question, now, timeZone),
  ]);
  if (history.error) throw databaseError(history.error);
  return buildCoachPrompt({
    question: turn.question,
    passages: matches.map((match, at) => ({
      label: String(at + 1),
      ...match.source,
      content: match.content,
      coverage: match.coverage,
    })),
    checkIns,
    history: history.data.toReversed().map((row) => ({ role: row.role as "user" | "assistant", content: row.content })),
    now,
    timeZone,
    name,
  });
}

/** The check-ins of the period that the question names, or of the last days, in numbers. */
async function numbersOf(
  { supabase }: Session,
  question: string,
  now: Date,
  timeZone: string,
): Promise<CheckInNumbers> {
  const today = dateIn(now.toISOString(), timeZone);
  const asked = readTime(question, now, timeZone).period;
  const { from, to } = asked ?? { from: shift(today, 1 - DAYS), to: today };
  const [summary, recent] = await Promise.all([
    supabase.rpc("check_in_summary", { from_day: from, to_day: to, time_zone: timeZone }).single(),
    supabase
      .from("check_ins")
      .select("happened_at, mood, energy, sleep_hours")
      .gte("happened_at", startOfDay(from, timeZone).toISOString())
      .lt("happened_at", startOfDay(shift(to, 1), timeZone).toISOString())
      .order("happened_at", { ascending: false })
      .limit(31),
  ]);
  if (summary.error) throw databaseError(summary.error);
  if (recent.error) throw databaseError(recent.error);
  const row = summary.data;
  const measures = [
    {
      measure: "mood",
      entries: row.mood_count,
      average: row.mood_average,
      lowest: row.mood_least,
      highest: row.mood_most,
    },
    {
      measure: "energy",
      entries: row.energy_count,
      average: row.energy_average,
      lowest: row.energy_least,
      highest: row.energy_most,
    },
    {
      measure: "sleep",
      entries: row.sleep_count,
      average: row.sleep_average,
      lowest: row.sleep_least,
      highest: row.sleep_most,
    },
  ];
  return {
    period: asked ? spokenPeriod(asked) : `in the last ${DAYS} days`,
    measures: measures.filter(({ entries }) => entries > 0),
    ...(row.mood_count > 1 ? { bestDay: row.best_day, hardestDay: row.hardest_day } : {}),
    days: recent.data.toReversed().map((one) => ({
      date: dateIn(one.happened_at, timeZone),
      mood: one.mood,
      energy: one.energy,
      sleepHours: one.sleep_hours === null ? null : Number(one.sleep_hours),
    })),
  };
}

/** A period in words: "on 5 October", "from 1 to 31 October", "from 28 September to 4 October". */
function spokenPeriod({ from, to }: Period): string {
  const spoken = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(day));
  const whole = (day: string) => spoken(day, { day: "numeric", month: "long" });
  if (from === to) return `on ${whole(from)}`;
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  return `from ${sameMonth ? spoken(from, { day: "numeric" }) : whole(from)} to ${whole(to)}`;
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
