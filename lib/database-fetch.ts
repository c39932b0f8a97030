import PQueue from "p-queue";
import { webEnv } from "#lib/env.ts";
import { ApiError } from "#lib/errors.ts";
import { currentRequest } from "#lib/log.ts";
import { took, traced } from "#lib/telemetry.ts";

/** Requests to the database's API: so many at once, the others in the order in which they came. */
const turns = new PQueue();

/**
 * Refuses new work while more waits for the database than it can soon do; what has begun is finished.
 * @throws ApiError 503 busy
 */
export function refuseWhenBusy(): void {
  // The settings are read only when anybody waits: every request comes by here.
  if (turns.size === 0 || turns.size < webEnv().supabaseMaxWaiting) return;
  throw new ApiError(503, "busy", "Many people are here right now. Please try again in a moment.", { retryAfter: 5 });
}

/**
 * `fetch` for the database's API. One that accepts a connection and then says nothing must not keep a person
 * waiting for ever: it counts as gone after SUPABASE_TIMEOUT_MS. Reading is tried once more when the connection
 * breaks, as one that had been kept open may; writing never is, since the first try may have arrived. A refusal of
 * Auth's for too many requests comes back as a 503: Auth counts by address, the app's for everybody, and supabase-js ends a
 * session whose refresh is refused, but tries again when nobody serves.
 */
export async function databaseFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { supabaseConcurrency, supabaseTimeoutMs } = webEnv();
  turns.concurrency = supabaseConcurrency;
  const headers = new Headers(init.headers);
  const request = currentRequest.getStore()?.id;
  // The database's own log tells which of our requests it was for.
  if (request) headers.set("x-request-id", request);
  const method = init.method ?? "GET";
  const arrived = performance.now();
  return turns.add(() => {
    took("nightlight.database.wait", arrived);
    return traced(`database ${method} ${tableOf(input)}`, {}, async () => {
      const patience = AbortSignal.timeout(supabaseTimeoutMs);
      const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience;
      const ask = () => fetch(input, { ...init, headers, signal });
      const response = await ask().catch((error) => {
        if (!["GET", "HEAD"].includes(method) || signal.aborted) throw error;
        return ask();
      });
      if (response.status !== 429 || !pathOf(input).startsWith("/auth/v1/")) return response;
      return new Response(response.body, { status: 503, headers: response.headers });
    });
  });
}

/** The table or function that is asked, without the query, which holds ids and words. */
function tableOf(input: string | URL | Request): string {
  return pathOf(input).replace(/^\/rest\/v1\//, "");
}

function pathOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}
