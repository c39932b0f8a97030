import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

const MINUTES = 60;
const limits = {
  /** Wrong passwords for one account from one address: a tired person's typing, and no dictionary. */
  signIn: new RateLimiterMemory({ points: 10, duration: 15 * MINUTES }),
  /** And from anywhere: addresses are cheap. The mail that sets a new password is the way past it. */
  signInFromAnywhere: new RateLimiterMemory({ points: 50, duration: 15 * MINUTES }),
  /** Mails to one account: nobody's inbox is filled from here. */
  resetMail: new RateLimiterMemory({ points: 3, duration: 60 * MINUTES }),
  resetFrom: new RateLimiterMemory({ points: 30, duration: 60 * MINUTES }),
  signUpFrom: new RateLimiterMemory({ points: 200, duration: 60 * MINUTES }),
};

/**
 * Where a request came from: the last hop of `x-forwarded-for`, which the proxy nearest to us wrote, or Next itself.
 * Without any proxy a client may invent it; the limits on the account alone hold all the same.
 */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}

/** How long to wait, in minutes; null: go ahead. */
export type Wait = number | null;

/**
 * Takes one attempt to sign in from the account's share. Counted in this process, on top of what the auth service
 * counts: that one sees the web server's address for everybody.
 */
export async function signInWait(email: string, address: string): Promise<Wait> {
  return (await waitOf(limits.signIn, key(email, address))) ?? (await waitOf(limits.signInFromAnywhere, key(email)));
}

/** The password was right: what was mistyped before no longer counts. */
export async function signedIn(email: string, address: string): Promise<void> {
  await limits.signIn.delete(key(email, address));
  await limits.signInFromAnywhere.reward(key(email));
}

/** Whether another mail may go to this account. The answer to the person is the same either way. */
export async function mayMail(email: string, address: string): Promise<boolean> {
  return (
    (await waitOf(limits.resetFrom, key(address))) === null && (await waitOf(limits.resetMail, key(email))) === null
  );
}

export async function signUpWait(address: string): Promise<Wait> {
  return waitOf(limits.signUpFrom, key(address));
}

async function waitOf(limit: RateLimiterMemory, of: string): Promise<Wait> {
  try {
    await limit.consume(of);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.ceil(refusal.msBeforeNext / 60_000);
  }
}

/** Addresses are not kept in memory as they are. */
const key = (...parts: string[]) => createHash("sha256").update(parts.join("\n").toLowerCase()).digest("base64url");
