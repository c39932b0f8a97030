import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseFetch } from "#lib/database-fetch.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";

let stack: Stack;
/** In front of the stack, it refuses the first `refused` refreshes, as a hosted Auth does when one address asks often. */
let gate: Server;
let refused = 0;
beforeAll(async () => {
  stack = await startStack();
  gate = createServer(async (request, response) => {
    if (request.url?.includes("grant_type=refresh_token") && refused-- > 0) {
      response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
      return response.end(JSON.stringify({ code: 429, error_code: "over_request_rate_limit", msg: "Too many" }));
    }
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(`${stack.url}${request.url}`, {
      method: request.method ?? "GET",
      headers,
      ...(body.length > 0 ? { body: Buffer.concat(body) } : {}),
    });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  });
  await new Promise<void>((listening) => gate.listen(0, "127.0.0.1", listening));
  process.env.SUPABASE_URL = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  process.env.SUPABASE_PUBLISHABLE_KEY = stack.secrets.publishableKey;
});
afterAll(async () => {
  gate.closeAllConnections();
  gate.close();
  await stack.close();
});

it("nobody is signed out because one server's address has refreshed too many sessions", async () => {
  const kept = new Map<string, string>();
  const browser = () =>
    createClient(process.env.SUPABASE_URL as string, stack.secrets.publishableKey, {
      auth: {
        autoRefreshToken: false,
        storage: {
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, value) => void kept.set(key, value),
          removeItem: (key) => void kept.delete(key),
        },
      },
      global: { fetch: databaseFetch },
    });
  const { data } = await browser().auth.signUp({ email: "robin@example.test", password: "a long night" });
  for (const [key, value] of kept) kept.set(key, JSON.stringify({ ...JSON.parse(value), expires_at: 1 }));
  refused = 1;
  const { data: after } = await browser().auth.getClaims();
  expect(refused).toBeLessThan(1);
  expect(after?.claims.sub).toBe(data.user?.id);
});
