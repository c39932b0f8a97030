import { createClient } from "@supabase/supabase-js";
import { signedIn, signInWait } from "#lib/attempts.ts";
import type { Session } from "#lib/auth.ts";
import type { Database } from "#lib/database.types.ts";
import { databaseFetch } from "#lib/database-fetch.ts";
import { webEnv } from "#lib/env.ts";
import { ApiError, databaseError, databaseUnavailable } from "#lib/errors.ts";

/**
 * Erases the person and everything that was theirs, after their password has been given again: a phone left
 * unlocked is not enough to lose a journal.
 * @throws ApiError 403 when the password is not right, 429 after too many attempts
 */
export async function deleteAccount(session: Session, password: string): Promise<void> {
  await verifyPassword(session, password);
  const { error } = await session.supabase.rpc("delete_own_account");
  if (error) throw databaseError(error);
}

/** Signs in with a client of its own, so that neither the person's session nor their cookie is touched. */
async function verifyPassword({ email, userId }: Session, password: string): Promise<void> {
  const wrong = new ApiError(403, "wrong_password", "The password is not right. Nothing was deleted.");
  if (!email) throw wrong;
  const from = `deleting ${userId}`;
  const wait = await signInWait(email, from);
  if (wait !== null) throw tooMany(wait * 60);
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  const client = createClient<Database>(supabaseUrl, supabasePublishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: databaseFetch },
  });
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  if (error?.name === "AuthRetryableFetchError") throw databaseUnavailable();
  if (error?.status === 429) throw tooMany(60);
  // An address can have passed to somebody else since the token was made.
  if (error || data.user.id !== userId) throw wrong;
  await signedIn(email, from);
}

const tooMany = (seconds: number) =>
  new ApiError(429, "too_many_attempts", "That was too many attempts. Please wait a while; nothing was deleted.", {
    retryAfter: seconds,
  });
