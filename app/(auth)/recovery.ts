import { cookies, headers } from "next/headers";
import { cameByHttps, cookieOptions, currentSession, type Session } from "#lib/auth.ts";

/**
 * Remembers that this browser came by a link from a mail: a session alone, found open on a shared device, must not be
 * enough to set a new password. The embedded Auth API does not write into a session how it began, so a cookie says it,
 * out of any script's reach, for one person and a quarter of an hour.
 */
const COOKIE = "nightlight-recovery";
const SECONDS = 15 * 60;

export async function beginRecovery(userId: string): Promise<void> {
  await write(userId, SECONDS);
}

export async function endRecovery(): Promise<void> {
  await write("", 0);
}

/** Whoever is signed in here, if they came by a link from a mail a moment ago. */
export async function recoveringPerson(): Promise<Session | null> {
  const userId = (await cookies()).get(COOKIE)?.value;
  const session = userId ? await currentSession() : null;
  return session?.userId === userId ? session : null;
}

async function write(value: string, maxAge: number): Promise<void> {
  const options = cookieOptions(cameByHttps(await headers()));
  (await cookies()).set(COOKIE, value, { ...options, path: "/reset-password", maxAge });
}
