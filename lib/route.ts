import { z } from "zod";
import { refuseWhenBusy } from "#lib/database-fetch.ts";
import { ApiError, errorResponse, NO_STORE, notFound } from "#lib/errors.ts";
import { currentRequest, logEvent, requestId } from "#lib/log.ts";
import { tracedRequest } from "#lib/telemetry.ts";

const BODY_LIMIT = 64 * 1024;
/** How long a body may take: this, and the time that a slow phone needs for as much as there may be. */
const BODY_SECONDS = 30;
const BYTES_A_SECOND = 20_000;
/** Zod's messages name keys, which are as long as the sender likes. */
const LONGEST_FAULT = 300;
type Context = { params: Promise<Record<string, string>> };
type Work = (request: Request, params: Record<string, string>) => Promise<Response>;

/**
 * Wraps a route handler: every error becomes a response in the API's shape, nothing is ever cached, and the answer
 * carries an `x-request-id` that the log's lines carry too. Logged are failures, and with NIGHTLIGHT_LOG=requests
 * every request: its route and status, never its path's ids, its query or its body.
 * @param options.always answer also while new work is refused because too much of it waits
 */
export function route(
  work: Work,
  options: { always?: boolean } = {},
): (request: Request, context?: Context) => Promise<Response> {
  const answer = async (request: Request, params: Record<string, string>) => {
    if (!options.always) refuseWhenBusy();
    return work(request, params);
  };
  return async (request, context) => {
    const id = requestId(request.headers);
    const params = (await context?.params) ?? {};
    const path = routeOf(request.url, params);
    return currentRequest.run({ id, part: "app" }, async () => {
      const began = performance.now();
      const response = await tracedRequest(request, path, () =>
        answer(request, params).catch((error) =>
          // Whoever hangs up is there no more to read an answer, and has done no harm that a log should tell of.
          errorResponse(request.signal.aborted && error?.name === "AbortError" ? hungUp() : error),
        ),
      );
      response.headers.set("x-request-id", id);
      if (response.status >= 500 || process.env.NIGHTLIGHT_LOG === "requests")
        logEvent("request", {
          method: request.method,
          route: path,
          status: response.status,
          ms: Math.round(performance.now() - began),
        });
      return response;
    });
  };
}

const hungUp = () => new ApiError(499, "hung_up", "The request was given up.");

/** The path with its parameters' names for what was sent as them: clients choose ids, and a word can be sent in place of one. */
function routeOf(url: string, params: Record<string, string>): string {
  const segments = new URL(url).pathname.split("/");
  for (const [name, value] of Object.entries(params)) {
    const at = segments.findLastIndex((segment) => segment === value || segment === encodeURIComponent(value));
    // One that was written in yet another way is not looked for: whatever follows the collection's name goes.
    segments.splice(at < 0 ? 3 : at, at < 0 ? segments.length : 1, `{${name}}`);
  }
  return segments.join("/");
}

/** A JSON response that no cache may keep. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: NO_STORE });
}

/**
 * The request's JSON body, parsed by a schema.
 * @param limit most bytes that are read
 * @throws ApiError 400, 408, 413, 415
 */
export async function readBody<T extends z.ZodType>(
  request: Request,
  schema: T,
  limit = BODY_LIMIT,
): Promise<z.infer<T>> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new ApiError(415, "unsupported_media_type", "Send JSON, with Content-Type: application/json.");
  }
  return parse(schema, parseJson((await limitedBody(request, limit)).toString("utf8")));
}

/**
 * The body's bytes. Reading stops at the limit, whatever the headers say, and when the sender keeps us waiting.
 * @throws ApiError 400 when it breaks off, 408, 413
 */
export async function limitedBody(request: Request, limit: number): Promise<Buffer> {
  const tooLarge = new ApiError(413, "too_large", "The request is too large.");
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge;
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ApiError(408, "too_slow", "The request took too long to arrive.")),
    (BODY_SECONDS + limit / BYTES_A_SECOND) * 1000,
  );
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > limit) throw tooLarge;
      chunks.push(value);
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(400, "bad_request", "The request broke off.");
  } finally {
    clearTimeout(timer);
    // Not awaited: a sender that hangs may hang here too.
    reader.cancel().catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === "string" ? storable(value) : value));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, "bad_request", "The body is not valid JSON.");
  }
}

/** Postgres stores neither NUL nor half a surrogate pair; said here rather than by a failing write. */
function storable(text: string): string {
  if (text.includes("\0")) throw new ApiError(400, "bad_request", "Text must not contain NUL characters.");
  return text.toWellFormed();
}

/** The request's query parameters, parsed by a schema. @throws ApiError 400 */
export function readQuery<T extends z.ZodType>(request: Request, schema: T): z.infer<T> {
  return parse(schema, Object.fromEntries(new URL(request.url).searchParams));
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const fault = `${first?.path.join(".") || "body"}: ${first?.message ?? "not valid"}`;
  throw new ApiError(400, "bad_request", startOf(fault, LONGEST_FAULT));
}

/** An id from the path. One that is no uuid can't exist: the same 404 as a missing one. */
export function pathId(params: Record<string, string>): string {
  return existingId(params.id);
}

/** An id that must name something. Any uuid that Postgres takes, since clients of the Data API choose their own. */
export function existingId(id: string | undefined): string {
  const parsed = z.guid().safeParse(id);
  if (!parsed.success) throw notFound();
  return parsed.data;
}

/** The start of a text, at most `length` UTF-16 units, never ending inside a character. */
export function startOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** The page a list continues from: the time and id of its last row, opaque to clients. */
export const cursor = {
  write: (at: string, id: string): string => Buffer.from(`${at}|${id}`).toString("base64url"),
  read(text: string): { at: string; id: string } {
    const [at, id] = Buffer.from(text, "base64url").toString("utf8").split("|");
    const parsed = z.object({ at: z.iso.datetime({ offset: true }), id: z.guid() }).safeParse({ at, id });
    if (!parsed.success) throw new ApiError(400, "bad_request", "cursor: not one of ours");
    return parsed.data;
  },
};

/** Postgres' and PostgREST's ways of writing a time, as ISO in UTC with all its digits. */
export function isoTime(text: string): string {
  const [, date, time, fraction = "", hours = "+00", minutes = "00"] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/.exec(text) ?? [];
  if (!date) return new Date(text).toISOString();
  // A Date keeps milliseconds alone, and an offset moves no part of a second.
  return `${new Date(`${date}T${time}${hours}:${minutes}`).toISOString().slice(0, -5)}${fraction}Z`;
}
