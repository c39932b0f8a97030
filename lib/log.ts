import { AsyncLocalStorage } from "node:async_hooks";

/** The request being served, and by which part, so that whatever it logs can be told apart without naming its content. */
export const currentRequest = new AsyncLocalStorage<{ id: string; part: "app" | "stack" }>();

/** One line of JSON on standard error: an event's name and fields that are safe to keep (codes, ids of requests, counts). */
export function logEvent(event: string, fields: Record<string, string | number | undefined> = {}): void {
  const { id: request, part } = currentRequest.getStore() ?? {};
  const line = { at: new Date().toISOString(), event, ...fields, ...(request ? { request, part } : {}) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** The id a request came with, when it is one, or a new one. */
export function requestId(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return /^[\w-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}
