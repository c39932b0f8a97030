import type { Session } from "#lib/auth.ts";
import { type SafetyCard, safetyCard } from "#lib/crisis.ts";
import { type Concern, screen } from "#lib/safety.ts";

/** The card for a concern, with the numbers of the person's country; null without a concern. */
export async function cardFor(session: Session, concern: Concern | null): Promise<SafetyCard | null> {
  return concern && safetyCard(concern, await regionOf(session));
}

/**
 * `{safety}` for an answer to whoever has just stored these words, when they speak of danger; else nothing. Our own
 * pages have the rules themselves; what only likeness finds they hear from here, as every other client does.
 */
export async function safetyOf(
  session: Session,
  ...written: (string | null | undefined)[]
): Promise<{ safety?: SafetyCard }> {
  const safety = await cardFor(session, await screen(written.filter(Boolean).join("\n")));
  return safety ? { safety } : {};
}

/** The country of the person's profile; null when there is none or it can't be read: help is shown all the same. */
export async function regionOf({ supabase }: Session): Promise<string | null> {
  const { data } = await supabase.from("profiles").select("region").maybeSingle();
  return data?.region ?? null;
}
