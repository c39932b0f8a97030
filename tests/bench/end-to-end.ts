import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { startFakeProvider } from "#tests/ai/fake-provider.ts";
import { startApp } from "#tests/e2e/app-process.ts";
import { NO_QUOTAS } from "#tests/stack/no-quotas.ts";
import type { BenchDatabase } from "./database.ts";
import { percentile } from "./measure.ts";

/** How many passages the person who asks has. */
const PASSAGES = 2_000;

/**
 * The built app on this database with a model that answers at once: a search, and the time to the first streamed byte
 * of an answer, each in turn with a request that does nothing.
 */
export async function measureEndToEnd(
  { url, root }: BenchDatabase,
  rounds: number,
): Promise<{ what: string; p50: number; p99: number }[]> {
  const provider = await startFakeProvider();
  const folder = mkdtempSync(join(tmpdir(), "nightlight-bench-"));
  const app = await startApp(folder, {
    ...NO_QUOTAS,
    DATABASE_URL: url,
    OPENAI_BASE_URL: provider.url,
    OPENAI_API_KEY: "none",
  });
  try {
    const env = Object.fromEntries(
      [...readFileSync(join(folder, "stack.env"), "utf8").matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const client = createClient(env.SUPABASE_URL as string, env.SUPABASE_PUBLISHABLE_KEY as string, {
      auth: { persistSession: false },
    });
    const { data } = await client.auth.signUp({ email: `bench-${Date.now()}@example.test`, password: "a long night" });
    const [model] = await root`select 'text-embedding-3-small' as name`;
    await root`insert into public.documents (user_id, content, embedding, embedding_model)
      select ${data.user?.id as string}, content, embedding, ${model?.name}
      from (select * from public.documents order by id limit ${PASSAGES}) d`;
    const headers = { authorization: `Bearer ${data.session?.access_token}`, "content-type": "application/json" };
    const post = (path: string, body: object) =>
      fetch(app.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    const requests: Record<string, () => Promise<Response>> = {
      "GET /api/health": () => fetch(`${app.url}/api/health`),
      [`POST /api/search, ${PASSAGES.toLocaleString("en")} passages`]: () =>
        post("/api/search", { query: "how did we sleep when she had a fever" }),
      "POST /api/chat, first streamed byte": () =>
        post("/api/chat", { message: "how did we sleep when she had a fever" }),
    };
    const times = new Map<string, number[]>(Object.keys(requests).map((what) => [what, []]));
    for (let round = -3; round < rounds; round++) {
      for (const [what, send] of Object.entries(requests)) {
        const started = performance.now();
        const response = await send();
        const reader = response.body?.getReader();
        await reader?.read();
        const ms = performance.now() - started;
        if (!response.ok) throw new Error(`${what} answered ${response.status}`);
        while (!(await reader?.read())?.done);
        if (round >= 0) times.get(what)?.push(ms);
      }
    }
    return [...times].map(([what, ms]) => ({ what, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) }));
  } finally {
    await app.stop();
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
