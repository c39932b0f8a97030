import { ModelUnavailable } from "#lib/ai/model.ts";
import { logEvent } from "#lib/log.ts";

/** An answer other than success that a client is meant to see. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;
  readonly details: Record<string, unknown>;
  constructor(
    status: number,
    code: string,
    message: string,
    options: { retryAfter?: number; details?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.details = options.details ?? {};
  }
}

/** What is not there and what belongs to somebody else: the same answer, to the byte. */
export function notFound(): ApiError {
  return new ApiError(404, "not_found", "There is nothing here.");
}

export const NO_STORE = { "Cache-Control": "private, no-store" };

interface DatabaseFault {
  code?: string;
  message?: string;
  details?: string | null;
}

/** SQLSTATEs and PostgREST codes with the status they mean; no text of the database's reaches a client. */
const BY_CODE: Record<string, () => ApiError> = {
  "42501": () => new ApiError(403, "not_allowed", "Not allowed."),
  PGRST116: notFound,
  PGRST301: () => new ApiError(401, "unauthorized", "Sign in first."),
  PGRST303: () => new ApiError(401, "unauthorized", "Sign in first."),
  "23505": () => new ApiError(409, "conflict", "This exists already."),
  // A foreign key that does not hold: the thing referred to is missing, or somebody else's.
  "23503": notFound,
  "23514": () => new ApiError(400, "bad_request", "A value is out of range."),
  "22001": () => new ApiError(400, "bad_request", "A value is too long."),
  SUP: () => new ApiError(400, "bad_request", "A value is out of range."),
};

/** An error that supabase-js returned, as one of ours. */
export function databaseError(error: DatabaseFault): ApiError {
  const known = error.code ? BY_CODE[error.code] : undefined;
  if (known) return known();
  if (error.code === "PT429") return tooManyRequests(Number(error.details) || 1);
  // Class 22 is data that Postgres can't take, such as a time before its calendar.
  if (/^22...$/.test(error.code ?? "")) return new ApiError(400, "bad_request", "A value has the wrong form.");
  // Classes 08, 53 and 57: no connection, no room for one, shutting down; 40: two transactions in each other's way.
  // PGRST00x: PostgREST found no database.
  const unreachable =
    !error.code || /^(08|40|53|57)...$|^PGRST00\d$/.test(error.code) || /fetch failed|ECONN/.test(error.message ?? "");
  return unreachable ? databaseUnavailable() : new ApiError(500, "internal", "Something went wrong on our side.");
}

/** More than one person may do in a minute. @param seconds until there is room again */
export function tooManyRequests(seconds: number): ApiError {
  return new ApiError(429, "too_many_requests", "That was a lot at once. Please wait a moment and try again.", {
    retryAfter: seconds,
  });
}

export function databaseUnavailable(): ApiError {
  return new ApiError(503, "database_unavailable", "The journal can't be reached right now. Please try again.", {
    retryAfter: 5,
  });
}

/** Any error as a response in the API's shape. What we did not foresee is a plain 500. */
export function errorResponse(error: unknown): Response {
  const known = error instanceof ModelUnavailable ? modelError(error) : error;
  const shown = known instanceof ApiError ? known : new ApiError(500, "internal", "Something went wrong on our side.");
  // The error's name alone: its message may quote what somebody wrote.
  if (!(known instanceof ApiError)) logEvent("unexpected_error", { name: (error as Error)?.name ?? "error" });
  return Response.json(
    { error: { code: shown.code, message: shown.message, ...shown.details } },
    {
      status: shown.status,
      headers: { ...NO_STORE, ...(shown.retryAfter ? { "Retry-After": String(shown.retryAfter) } : {}) },
    },
  );
}

/** The same error with further details in its body; what is none of ours stays as it is. */
export function withDetails(error: unknown, details: Record<string, unknown>): unknown {
  if (error instanceof ModelUnavailable) return modelError(error, details);
  if (!(error instanceof ApiError)) return error;
  const { status, code, message, retryAfter } = error;
  return new ApiError(status, code, message, {
    details: { ...error.details, ...details },
    ...(retryAfter ? { retryAfter } : {}),
  });
}

/** A provider that is down, as the 503 that a client sees. */
function modelError(error: ModelUnavailable, details: Record<string, unknown> = {}): ApiError {
  return new ApiError(503, "model_unavailable", "The coach can't answer right now. What you wrote is saved.", {
    retryAfter: Math.ceil(error.retryAfterSeconds ?? 10),
    details,
  });
}
