/** A request to our own API that did not succeed, with words for the person. */
export class ApiFailure extends Error {
  readonly status: number;
  /** Which failure it is, in the API's own word. */
  readonly code: string | undefined;
  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Longer than any answer of ours takes: a connection that says nothing is as good as none. */
const PATIENCE_MS = 40_000;

let speaker: string | null = null;

/**
 * Whom this page was made for, from its first person until it is loaded anew: signing out and in changes what is shown, not
 * what the page still remembers and may send (what waits for a connection, "Undo", "Retry"). Every request names
 * this person, and is refused when somebody else has signed in meanwhile: what one person typed must not end in
 * another's journal.
 * @returns false when the page was made for somebody else; it has to be loaded anew then
 */
export function speakFor(userId: string): boolean {
  speaker ??= userId;
  return speaker === userId;
}

/** The header that says so, for requests that do not go through `callApi` (streams, files). */
export function speakingFor(): Record<string, string> {
  return speaker ? { "x-nightlight-person": speaker } : {};
}

/**
 * Calls our own API from the browser; the session travels in its cookie.
 * @throws ApiFailure, also when there is no connection (status 0)
 */
export async function callApi<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(path, {
    method,
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      ...speakingFor(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiFailure(0, "There is no connection. What you wrote is still here; try again in a moment.");
  });
  if (response.ok) return (await response.json()) as T;
  const answer = await response.json().catch(() => null);
  if (response.status === 401)
    throw new ApiFailure(401, "You are signed out. Sign in again in another tab; what you wrote stays here.");
  throw new ApiFailure(
    response.status,
    answer?.error?.message ?? "That did not work. Please try again.",
    answer?.error?.code,
  );
}
