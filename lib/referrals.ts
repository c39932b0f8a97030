import type { Session } from "#lib/auth.ts";
import type { ConcernKind } from "#lib/safety-rules.ts";

/**
 * Adds a shown help card to the day's number for its kind; who it was shown to is not kept (migration referrals).
 * Never fails: an answer is not lost for a number.
 */
export async function countReferral({ supabase }: Session, kind: ConcernKind): Promise<void> {
  const { error } = await supabase.rpc("count_referral", { shown: kind });
  if (error) console.error(`referral not counted: ${error.code ?? "no connection"}`);
}
