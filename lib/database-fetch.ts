import { webEnv } from "#lib/env.ts";
import { currentRequest } from "#lib/log.ts";

/**
 * `fetch` for the database's API. One that accepts a connection and then says nothing must not keep a person
 * waiting for ever: it counts as gone after SUPABASE_TIMEOUT_MS. Reading is tried once more when the connection
 * breaks, as one that had been kept open may; writing never is, since the first try may have arrived.
 */
export async function databaseFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const patience = AbortSignal.timeout(webEnv().supabaseTimeoutMs);
  const headers = new Headers(init.headers);
  const request = currentRequest.getStore()?.id;
  // The database's own log tells which of our requests it was for.
  if (request) headers.set("x-request-id", request);
  const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience;
  try {
    return await fetch(input, { ...init, headers, signal });
  } catch (error) {
    const reads = ["GET", "HEAD"].includes(init.method ?? "GET");
    if (!reads || signal.aborted) throw error;
    return fetch(input, { ...init, headers, signal });
  }
}
