import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import { ApiError, databaseError } from "#lib/errors.ts";
import { isoTime } from "#lib/route.ts";
import { theRow } from "#lib/rows.ts";
import type { reportInput } from "../app/api/reports/schema.ts";

/** A person's report of an answer, as the API speaks of it. */
export interface AnswerReport {
  id: string;
  messageId: string;
  reason: string;
  comment: string | null;
  mayRead: boolean;
  createdAt: string;
}

/**
 * Stores what a person says is wrong with an answer they got.
 * @throws ApiError 404 when there is no such answer of this person's, 409 when they have reported it already
 */
export async function reportAnswer({ supabase }: Session, input: z.infer<typeof reportInput>): Promise<AnswerReport> {
  // A question is nobody's answer; the foreign key alone would take it.
  theRow(await supabase.from("messages").select("id").eq("id", input.messageId).eq("role", "assistant").maybeSingle());
  const { data, error } = await supabase
    .from("answer_reports")
    .insert({
      message_id: input.messageId,
      reason: input.reason,
      comment: input.comment || null,
      may_read: input.mayRead ?? false,
    })
    .select()
    .single();
  if (error?.code === "23505") throw new ApiError(409, "conflict", "You have reported this answer already.");
  if (error) throw databaseError(error);
  return {
    id: data.id,
    messageId: data.message_id,
    reason: data.reason,
    comment: data.comment,
    mayRead: data.may_read,
    createdAt: isoTime(data.created_at),
  };
}
