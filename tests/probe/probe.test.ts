import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AppProcess, startApp } from "#tests/e2e/app-process.ts";
import { API_CHECKS, PAGE_CHECKS } from "./checks.ts";
import { type DataApi, dataApiChecks } from "./data-api.ts";
import { type Answered, type Asked, type Behaviour, startProxy } from "./leaky-proxy.ts";
import { probe } from "./probe.ts";

// Each test probes a whole deployment: on a busy machine that takes minutes.
vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), "nightlight-probe-"));
const main = join(import.meta.dirname, "main.ts");
let app: AppProcess;
beforeAll(async () => {
  app = await startApp(join(folder, "sound"));
}, 300_000);
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The stack behind an app, as its data folder tells. */
function dataApiOf(name: string): DataApi {
  const env = parseEnv(readFileSync(join(folder, name, "stack.env"), "utf8"));
  return { url: new URL(env.SUPABASE_URL as string), publishableKey: env.SUPABASE_PUBLISHABLE_KEY as string };
}

/** Names of the checks that have been seen to fail in this file. */
const seenRed = new Set<string>();

async function faultsOf(url: string, dataApi?: DataApi, only?: RegExp): Promise<string[]> {
  const lines: string[] = [];
  await probe({ url, dataApi, ...(only ? { only } : {}), report: (line) => lines.push(line) });
  const failed = lines.filter((line) => line.startsWith("FAIL")).map((line) => line.slice(6));
  for (const line of failed) seenRed.add(line.slice(0, line.indexOf(": ", line.startsWith("data API: ") ? 10 : 0)));
  return failed;
}
async function faultsThrough(behave: Behaviour, dataApi: DataApi | null, only?: RegExp): Promise<string[]> {
  const proxy = await startProxy(app.url, behave);
  try {
    return await faultsOf(proxy.url, dataApi ?? undefined, only);
  } finally {
    await proxy.close();
  }
}

/** A cache that knows a request by less than it should. */
function cacheBy(key: (asked: Asked) => string | undefined): Behaviour {
  const kept = new Map<string, Answered>();
  return async (asked, forward) => {
    const name = key(asked);
    const answer = (name && kept.get(name)) || (await forward(asked));
    if (name && answer.status === 200) kept.set(name, answer);
    return answer;
  };
}
const json = (status: number, body: unknown): Answered => ({
  status,
  headers: { "content-type": "application/json", "cache-control": "private, no-store" },
  body: Buffer.from(JSON.stringify(body)),
});
const isList = ({ method, url }: Asked) => method === "GET" && /^\/api\/(?!openapi|health)[\w-]+$/.test(url);

describe("the probe of a sound deployment", () => {
  it("passes every check, through an honest proxy too, and leaves nobody behind", async () => {
    const proxy = await startProxy(app.url, (asked, forward) => forward(asked));
    const lines: string[] = [];
    const { passed, failed } = await probe({
      url: proxy.url,
      dataApi: dataApiOf("sound"),
      report: (line) => lines.push(line),
    });
    await proxy.close();
    expect(lines.filter((line) => line.startsWith("FAIL"))).toEqual([]);
    expect({ passed, failed }).toEqual({ passed: lines.length, failed: 0 });
    expect(lines.length).toBe(API_CHECKS.length + PAGE_CHECKS.length + dataApiChecks(dataApiOf("sound")).length + 3);
    expect(lines).toContain("ok    A is erased");
  });

  it("leaves nobody behind without knowing the database's address either", async () => {
    const lines: string[] = [];
    const { failed } = await probe({ url: app.url, report: (line) => lines.push(line) });
    expect(failed).toBe(0);
    expect(lines).toEqual(expect.arrayContaining(["ok    A is erased", "ok    B is erased"]));
  });

  it("uses two lent accounts, empties them and leaves them", async () => {
    const { url, publishableKey } = dataApiOf("sound");
    const accounts = ["lent-a", "lent-b"].map((name) => ({ email: `${name}@example.test`, password: "a long night" }));
    const clients = accounts.map(() => createClient(url.origin, publishableKey, { auth: { persistSession: false } }));
    for (const [at, account] of accounts.entries()) await clients[at]?.auth.signUp(account);
    const { failed } = await probe({ url: app.url, accounts, report: () => {} });
    expect(failed).toBe(0);
    for (const [at, account] of accounts.entries()) {
      expect((await clients[at]?.auth.signInWithPassword(account))?.error).toBeNull();
      expect((await clients[at]?.from("check_ins").select())?.data).toEqual([]);
    }
  });
});

describe("the probe turns red", () => {
  it.each<[string, RegExp, Behaviour]>([
    [
      "a cache of API answers that does not know who asks",
      /^no list shows another's rows/,
      cacheBy((one) => (isList(one) ? one.url : undefined)),
    ],
    [
      "a cache of pages that does not know who asks",
      /^(pages show one's own|a page by another's id)/,
      cacheBy(({ method, url }) => (method === "GET" && /^\/(today|chat)/.test(url) ? url : undefined)),
    ],
    [
      "a cache of searches by their words",
      /^search and chat/,
      cacheBy(({ method, url, body }) => (method === "POST" && url === "/api/search" ? String(body) : undefined)),
    ],
    [
      "answers without no-store",
      /^every answer says no-store/,
      async (asked, forward) => {
        const answer = await forward(asked);
        const { "cache-control": _, ...headers } = answer.headers;
        return { ...answer, headers };
      },
    ],
    [
      "a session that is lent to whoever has none",
      /^nobody who is not signed in/,
      (() => {
        let last: string | undefined;
        return async (asked, forward) => {
          last = asked.headers.authorization ?? last;
          const lends = asked.url.startsWith("/api/") && last;
          return forward(lends ? { ...asked, headers: { ...asked.headers, authorization: last } } : asked);
        };
      })(),
    ],
    [
      "403 for what is there and belongs to another",
      /^foreign and made-up ids/,
      (() => {
        const known = new Set<string>();
        return async (asked, forward) => {
          const answer = await forward(asked);
          if (asked.method === "GET" && answer.status === 200)
            for (const id of String(answer.body).match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g) ?? []) known.add(id);
          const named = [...known].some((id) => asked.url.includes(id));
          return answer.status === 404 && named
            ? json(403, { error: { code: "not_allowed", message: "Not allowed." } })
            : answer;
        };
      })(),
    ],
    [
      "requests crossed under load",
      /^sixty interleaved/,
      (() => {
        let waiting: { asked: Asked; release: (headers: Asked["headers"]) => void } | undefined;
        return async (asked, forward) => {
          if (!isList(asked)) return forward(asked);
          // Two that arrive together swap their tokens.
          const partner = waiting;
          if (partner) {
            waiting = undefined;
            partner.release(asked.headers);
            return forward({ ...asked, headers: partner.asked.headers });
          }
          const headers = await new Promise<Asked["headers"]>((release) => {
            const mine = { asked, release };
            waiting = mine;
            setTimeout(() => {
              if (waiting !== mine) return;
              waiting = undefined;
              release(asked.headers);
            }, 20);
          });
          return forward({ ...asked, headers });
        };
      })(),
    ],
    [
      "lists that are always empty",
      /^each person's own rows come/,
      async (asked, forward) => (isList(asked) ? json(200, { checkIns: [], nextCursor: null }) : forward(asked)),
    ],
    [
      "own things that are not served by their ids",
      /^own ids are served/,
      async (asked, forward) =>
        asked.method === "GET" && /^\/api\/.*[\da-f]{8}-/.test(asked.url) ? json(404, { error: {} }) : forward(asked),
    ],
    [
      "a search that is down",
      /^what a person wrote is found by their own search/,
      async (asked, forward) => (asked.url === "/api/search" ? json(503, { error: {} }) : forward(asked)),
    ],
  ])("with %s", async (_, expected, behave) => {
    const faults = await faultsThrough(behave, dataApiOf("sound"), expected);
    expect(faults.filter((line) => expected.test(line))).not.toEqual([]);
  });

  it("when erasing is answered and not done", async () => {
    const faults = await faultsThrough(
      async (asked, forward) => (asked.method === "DELETE" ? json(200, {}) : forward(asked)),
      null,
    );
    expect(faults.map((line) => line.slice(0, 11))).toEqual(expect.arrayContaining(["A is erased", "B is erased"]));
  });

  it("over a database that leaks", async () => {
    const leak = join(folder, "leak.sql");
    writeFileSync(
      leak,
      `create policy leak on public.check_ins for all to authenticated using (true) with check (true);
       alter function public.match_documents security definer;`,
    );
    const leaking = await startApp(join(folder, "leaking"), { LEAK_SQL: leak });
    try {
      const faults = await faultsOf(leaking.url, dataApiOf("leaking"));
      for (const { name } of dataApiChecks(dataApiOf("leaking"))) expect(faults.join("\n")).toContain(name);
    } finally {
      await leaking.stop();
    }
  });

  it("by each of its checks", () => {
    const all = [...API_CHECKS, ...PAGE_CHECKS, ...dataApiChecks(dataApiOf("sound"))].map(({ name }) => name);
    expect(all.filter((name) => !seenRed.has(name))).toEqual([]);
  });
});

describe("npm run probe", () => {
  it("prints one line for each check and ends with 0, 1 or 2", async () => {
    const { url, publishableKey } = dataApiOf("sound");
    // Not spawnSync: this process must go on reading what the app prints, or the app waits for that.
    const run = (...args: string[]) =>
      new Promise<{ status: number; stdout: string; stderr: string }>((resolve) =>
        execFile(process.execPath, [main, ...args], (error, stdout, stderr) =>
          resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
        ),
      );
    const sound = await run("--url", app.url, "--supabase-url", url.origin, "--publishable-key", publishableKey);
    expect(sound.stdout).toMatch(/^(ok {4}.*\n){12,}\d+ passed, 0 failed\n$/);
    expect(sound.status).toBe(0);
    const wrong = await run("--url", app.url, "--supabase-url", url.origin, "--publishable-key", "sb_publishable_none");
    expect(wrong.stdout).toContain("FAIL  data API");
    expect(wrong.status).toBe(1);
    const nowhere = await run("--url", "http://127.0.0.1:1");
    expect(nowhere.stderr).toContain("can't be reached");
    expect(nowhere.status).toBe(2);
  });
});
