import { AsyncLocalStorage } from "node:async_hooks";
import { globSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import type { Schema } from "#tests/leaks/request-bodies.ts";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** A route file of the app with the methods it answers; `path` in OpenAPI's notation: `/api/check-ins/{id}`. */
export interface AppRoute {
  path: string;
  methods: Record<string, Handler>;
}

/** The request that is being served: what next/headers reads inside Next. */
const served = new AsyncLocalStorage<Request>();

/** `cookies()` and `headers()` of the request that `send` serves, in place of Next's own request scope. */
function requestScope() {
  return {
    headers: async () => served.getStore()?.headers ?? new Headers(),
    cookies: async () => {
      // Read once, as Next does: what streams its answer asks again when the request is no longer being served.
      const written = served.getStore()?.headers.get("cookie") ?? "";
      return {
        getAll: () =>
          written
            .split(/;\s*/)
            .filter(Boolean)
            .map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1) })),
        set: vi.fn(),
      };
    },
  };
}

const root = join(import.meta.dirname, "../..");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Every route handler of the app, imported from its file: a route is covered the day its file is there. */
export async function appRoutes(): Promise<AppRoute[]> {
  vi.doMock("next/headers", requestScope);
  const files = globSync("app/**/route.{ts,tsx}", { cwd: root }).sort();
  return Promise.all(
    files.map(async (file) => {
      const exported = (await import(join(root, file))) as Record<string, Handler>;
      const segments = file
        .split("/")
        .slice(1, -1)
        .filter((segment) => !/^\(.*\)$/.test(segment));
      return {
        path: `/${segments.map((segment) => segment.replace(/^\[(.*)\]$/, "{$1}")).join("/")}`,
        methods: Object.fromEntries(METHODS.flatMap((name) => (exported[name] ? [[name, exported[name]]] : []))),
      };
    }),
  );
}

/** Builds a request and serves it as `serve` does. */
export async function send(
  routes: AppRoute[],
  method: string,
  url: string,
  init: {
    token?: string;
    cookie?: string;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
): Promise<Response> {
  const request = new Request(new URL(url, "http://localhost"), {
    method,
    headers: {
      host: "localhost",
      ...(init.token ? { authorization: `Bearer ${init.token}` } : {}),
      ...(init.cookie ? { cookie: init.cookie, "sec-fetch-site": "same-origin" } : {}),
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    ...(init.signal ? { signal: init.signal } : {}),
  });
  return serve(routes, request);
}

/** Serves a request by the handler whose path matches, as the app would; a path that none answers is an error. */
export async function serve(routes: AppRoute[], request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  // A fixed segment before a parameter: /api/memories/sources before /api/memories/{id}.
  for (const { path, methods } of [...routes].sort((a, b) => a.path.localeCompare(b.path) * -1).reverse()) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
    const match = new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(pathname);
    const handler = match && methods[request.method];
    if (!match || !handler) continue;
    const params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] as string)]));
    return served.run(request, () => handler(request, { params: Promise.resolve(params) }));
  }
  throw new Error(`No route answers ${request.method} ${pathname}.`);
}

/** An operation of the API's own description: the schemas of its body and of its query's parameters. */
export interface Operation {
  method: string;
  path: string;
  body?: Schema;
  query: { name: string; schema: Schema }[];
}

/** The operations that the API's own description lists. */
export async function operationsOf(routes: AppRoute[]): Promise<Operation[]> {
  const { paths } = await (await send(routes, "GET", "/api/openapi.json")).json();
  return Object.entries(paths as Record<string, Record<string, any>>).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([name]) => name !== "parameters")
      .map(([name, { requestBody, parameters }]) => ({
        method: name.toUpperCase(),
        path,
        body: requestBody?.content?.["application/json"]?.schema,
        query: (parameters ?? []).filter((parameter: { in: string }) => parameter.in === "query"),
      })),
  );
}
