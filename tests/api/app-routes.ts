import { AsyncLocalStorage } from "node:async_hooks";
import { globSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";

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
    cookies: async () => ({
      getAll: () =>
        (served.getStore()?.headers.get("cookie") ?? "")
          .split(/;\s*/)
          .filter(Boolean)
          .map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1) })),
      set: vi.fn(),
    }),
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

/** Serves a request by the handler whose path matches, as the app would; a path that none answers is an error. */
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
  const { pathname } = new URL(url, "http://localhost");
  // A fixed segment before a parameter: /api/memories/sources before /api/memories/{id}.
  for (const { path, methods } of [...routes].sort((a, b) => a.path.localeCompare(b.path) * -1).reverse()) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
    const match = new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(pathname);
    const handler = match && methods[method];
    if (!match || !handler) continue;
    const params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] as string)]));
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
    return served.run(request, () => handler(request, { params: Promise.resolve(params) }));
  }
  throw new Error(`No route answers ${method} ${pathname}.`);
}
