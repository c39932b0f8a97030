import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";

/**
 * Counts one turn of the chat or one search against the person's quota, before anything is embedded or answered.
 * Writes are counted by the database itself.
 * @throws ApiError 429 with the seconds to wait
 */
export async function takeFromQuota({ supabase }: Session, kind: "chat" | "search"): Promise<void> {
  const { error } = await supabase.rpc("use_quota", { kind });
  if (error) throw databaseError(error);
}
