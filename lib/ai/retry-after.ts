/** A provider that asks for a longer pause is not waited for: the person learns how long it takes instead. */
const LONGEST_PAUSE_SECONDS = 10;

/** Whole seconds that a Retry-After header asks for, as a number or as a date; undefined without one. */
export function retryAfter(headers: Headers | undefined): number | undefined {
  const text = headers?.get("retry-after");
  if (!text) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : undefined;
}

/**
 * `fetch` for the model client, which by itself sleeps as long as Retry-After says, up to a minute. Somebody is
 * waiting for this answer, so beyond LONGEST_PAUSE_SECONDS the client is told not to try again.
 */
export async function fetchWithoutLongPauses(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok || (retryAfter(response.headers) ?? 0) <= LONGEST_PAUSE_SECONDS) return response;
  const headers = new Headers(response.headers);
  headers.set("x-should-retry", "false");
  return new Response(response.body, { status: response.status, headers });
}
