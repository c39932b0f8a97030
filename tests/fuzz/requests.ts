import fc from "fast-check";
import type { Operation } from "#tests/api/app-routes.ts";
import { anything, id, text, valid } from "./arbitraries.ts";
import { bodies, bodyInit, type FuzzBody } from "./bodies.ts";

/** One request as data: printed with a violation, and sent again while it is shrunk. */
export interface FuzzRequest {
  /** A signed-in person by token or by cookie, or somebody who is not. */
  who: "ada" | "bo" | "ada by cookie" | "nobody" | "a bad token";
  method: string;
  /** As the API's description has it: /api/notes/{id}. */
  path: string;
  id?: string;
  query: [string, string][];
  /** Put behind the query as it stands. */
  tail: string;
  /** Whether the sender hangs up as soon as the request is sent. */
  gone: boolean;
  headers: Record<string, string>;
  body?: FuzzBody;
}

/** Ids by the kind of what they name, the latest first. */
export type Ids = Map<string, string[]>;

/** The kind of what a route is about: "notes" of /api/notes/{id}. */
export const kindOf = (path: string) => path.split("/")[2] ?? "";

/** What stands for what in a request of one sender. */
export interface Sender {
  /** In the place of `@me`. */
  word: string;
  /** In the place of `@own:notes:n` the n-th that `/api/notes` has shown, and of no kind the n-th of all. */
  own: Ids;
  others: Ids;
  headers: Record<string, string>;
}

const latin = fc.string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) });
const session = (value: fc.Arbitrary<string>) => value.map((value) => `sb-127-auth-token=${value}`);

/** Headers that proxies add, that browsers send, and that only an attacker would. */
const header: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(
    fc.constant("authorization"),
    fc.oneof(
      latin.map((token) => `Bearer ${token}`),
      fc.constantFrom(
        "Bearer",
        "Bearer  ",
        "Basic YTpi",
        "bearer a.b.c",
        `Bearer ${"x".repeat(100_000)}`,
        "Bearer null",
      ),
      fc.constantFrom("{}", "null", '{"alg":"none"}', "\0").map((part) => {
        const written = Buffer.from(part).toString("base64url");
        return `Bearer ${written}.${written}.${written}`;
      }),
    ),
  ),
  fc.tuple(
    fc.constant("cookie"),
    fc.oneof(
      session(latin),
      session(anything.map((value) => `base64-${Buffer.from(JSON.stringify(value)).toString("base64url")}`)),
      session(fc.constantFrom("base64-", "base64-!", "%", "%00", "{}", "x".repeat(50_000))),
      fc.constantFrom("sb-127-auth-token.0=a; sb-127-auth-token.1=b", "sb-=;;;=", "=", "sb-127-auth-token"),
    ),
  ),
  fc.tuple(
    fc.constant("content-type"),
    fc.oneof(
      latin,
      fc.constantFrom(
        "application/json; charset=utf-16",
        "APPLICATION/JSON",
        "application/jsonp",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a",
        "application/json, multipart/form-data; boundary=a",
        "application/x-www-form-urlencoded",
      ),
    ),
  ),
  fc.tuple(fc.constant("content-length"), fc.constantFrom("0", "-1", "1e9", "99999999999", "x", "0x10", "3, 3")),
  fc.tuple(fc.constant("x-nightlight-person"), fc.oneof(latin, id(), fc.constantFrom("", "null"))),
  fc.tuple(fc.constant("content-encoding"), fc.constantFrom("gzip", "br", "x")),
  fc.tuple(fc.constant("origin"), fc.oneof(latin, fc.constantFrom("null", "http://localhost", "https://else.test"))),
  fc.tuple(fc.constant("sec-fetch-site"), fc.constantFrom("cross-site", "same-origin", "x")),
  fc.tuple(fc.constant("host"), latin),
  fc.tuple(
    fc.constantFrom(
      "range",
      "if-none-match",
      "accept",
      "accept-language",
      "x-forwarded-proto",
      "x-forwarded-for",
      "x-request-id",
      "prefer",
    ),
    fc.oneof(latin, fc.constantFrom("*", "bytes=0-1", "https", "return=representation")),
  ),
);

const pathId = (path: string) =>
  fc.oneof(
    { weight: 8, arbitrary: id(kindOf(path)) },
    { weight: 1, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.constantFrom("1", "null", "\0", "id.eq.1", "*", "a/b", "x".repeat(9000), "{id}", "%2e%2e"),
    },
  );

/** Anybody's request to any of the operations. */
export function requests(operations: Operation[]): fc.Arbitrary<FuzzRequest> {
  return fc.constantFrom(...operations).chain(
    (operation) =>
      fc.record({
        who: fc.constantFrom(
          ...(["ada", "ada", "ada", "ada", "bo", "bo", "bo", "bo", "ada by cookie", "nobody", "a bad token"] as const),
        ),
        method: fc.constant(operation.method),
        path: fc.constant(operation.path),
        ...(operation.path.includes("{") ? { id: pathId(operation.path) } : {}),
        query: query(operation),
        tail: fc.oneof(
          { weight: 30, arbitrary: fc.constant("") },
          fc.constantFrom("%zz=%ff", "q=%00", "=", "&&?", "q=%ed%a0%80"),
        ),
        gone: fc.oneof({ weight: 40, arbitrary: fc.constant(false) }, fc.constant(true)),
        headers: fc.oneof(
          { weight: 5, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.array(header, { minLength: 1, maxLength: 2 }).map(Object.fromEntries) },
        ),
        ...(operation.method === "GET" ? {} : { body: operation.body ? bodies(operation) : unasked(operation) }),
      }) as fc.Arbitrary<FuzzRequest>,
  );
}

/** A route that reads no body gets one now and then. */
const unasked = (operation: Operation) => fc.option(bodies(operation), { nil: undefined, freq: 4 });

function query({ query }: Operation): fc.Arbitrary<[string, string][]> {
  const strange = fc.tuple(fc.oneof(text, fc.constantFrom("cursor", "limit", "__proto__")), text);
  if (query.length === 0)
    return fc.oneof({ weight: 9, arbitrary: fc.constant<[string, string][]>([]) }, fc.array(strange, { maxLength: 2 }));
  const known = fc
    .constantFrom(...query)
    .chain(({ name, schema }) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof(
          { weight: 14, arbitrary: (name === "cursor" ? cursor : valid(schema, name)).map(String) },
          { weight: 1, arbitrary: text },
          { weight: 1, arbitrary: fc.constantFrom("", "0", "1", "-1", "1e3", "NaN", "null", "50", "x".repeat(600)) },
        ),
      ),
    );
  return fc.array(fc.oneof({ weight: 9, arbitrary: known }, strange), { maxLength: 4 });
}

/** A cursor that the app might have given, and what is only dressed up as one. */
const cursor = fc
  .tuple(
    fc.constantFrom("", "", "note.", "check_in."),
    valid({ type: "string", format: "date-time" }),
    fc.oneof(id(), text),
  )
  .map(([kind, at, id]) => `${kind}${Buffer.from(`${at}|${id}`).toString("base64url")}`);

const NOTHING = "5f0c9a52-7d1e-4b0a-9c53-0123456789ab";

/** The request as it goes out, in the name of its sender. */
export function asRequest(
  { method, path, id = "", query, tail, gone, headers, body }: FuzzRequest,
  sender: Sender,
): Request {
  const filled = (written: string) =>
    written.replaceAll("@me", sender.word).replace(/@(own|other):([\w-]*):(\d+)/g, (_, whose, kind, n) => {
      const ids = whose === "own" ? sender.own : sender.others;
      const some = ids.get(kind) ?? [...ids.values()].flat();
      return some[Number(n) % some.length] ?? NOTHING;
    });
  // A segment that a URL would lose (none, or dots) leads to no route.
  const segment = encodeURIComponent(filled(id).toWellFormed()).replace(/^\.{0,2}$/, "%20");
  const url = new URL(
    path.replace(/\{\w+\}/, () => segment),
    "http://localhost",
  );
  for (const [name, value] of query) url.searchParams.append(filled(name), filled(value));
  if (tail) url.search += `&${tail}`;
  const sent = body && bodyInit(body, filled);
  const hangUp = new AbortController();
  if (gone) setImmediate(() => hangUp.abort());
  return new Request(url, {
    method,
    headers: {
      host: "localhost",
      ...sender.headers,
      ...(sent?.type ? { "content-type": sent.type } : {}),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
    },
    signal: hangUp.signal,
    ...(sent ? { body: sent.init, duplex: "half" } : {}),
  });
}
