import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/database.types.ts";
import { type AppProcess, startApp } from "#tests/e2e/app-process.ts";
import { aloneOnServer } from "#tests/stack/migrated-database.ts";
import { signUp } from "#tests/stack/stack-process.ts";

interface Visitor {
  canary: string;
  cookie: string;
  conversation: string;
  project: string;
  note: string;
  file: string;
  client: SupabaseClient<Database>;
}

const root = join(import.meta.dirname, "../..");
const dataDir = mkdtempSync(join(tmpdir(), "nightlight-pages-"));
let app: AppProcess;
let owner: Visitor;
let stranger: Visitor;
let pages: string[];

beforeAll(async () => {
  app = await aloneOnServer(process.env.DATABASE_URL, () => startApp(dataDir));
  const stack = parseEnv(readFileSync(join(dataDir, "stack.env"), "utf8")) as Record<string, string>;
  const address = { url: stack.SUPABASE_URL as string, publishableKey: stack.SUPABASE_PUBLISHABLE_KEY as string };
  owner = await visitor(address, "owner");
  stranger = await visitor(address, "stranger");
  const manifest = JSON.parse(readFileSync(join(root, ".next/app-path-routes-manifest.json"), "utf8"));
  pages = Object.entries(manifest as Record<string, string>)
    .filter(([file, path]) => file.endsWith("/page") && !path.startsWith("/_"))
    .map(([, path]) => path);
});
afterAll(async () => {
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function visitor(address: { url: string; publishableKey: string }, name: string): Promise<Visitor> {
  const canary = `canary${name}${Date.now().toString(36)}`;
  const client = await signUp(address, `${canary}@example.test`);
  await client.from("profiles").insert({ display_name: canary });
  // Hard days with the word and good ones without it, so that the trends and the coach's suggestions speak of it.
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString();
  await client.from("check_ins").insert([
    { mood: 2, note: `bad night ${canary}`, tags: [canary], happened_at: day(0) },
    ...[1, 2, 3, 4].map((back) => ({
      mood: 1,
      note: `up at three ${canary}`,
      tags: [canary],
      happened_at: day(back),
    })),
    ...[5, 6, 7, 8].map((back) => ({ mood: 5, note: "slept until six", tags: [], happened_at: day(back) })),
  ]);
  const { data: gathering } = await client.from("projects").insert({ name: canary }).select().single();
  const { data: note } = await client
    .from("notes")
    .insert({ title: canary, text: `a longer thought ${canary}`, project_id: gathering?.id as string })
    .select()
    .single();
  const { data: file } = await client
    .from("files")
    .insert({
      name: canary,
      media_type: "text/plain",
      bytes: 40,
      content_hash: createHash("sha256").update(canary).digest("hex"),
      passages: 1,
    })
    .select()
    .single();
  await client
    .from("documents")
    .insert({ content: `from a file ${canary}`, source_kind: "file", file_id: file?.id as string });
  const { data } = await client.from("conversations").insert({ title: canary }).select().single();
  const conversation = data?.id as string;
  await client.from("messages").insert({ conversation_id: conversation, role: "user", content: `question ${canary}` });
  const { data: signedIn } = await client.auth.getSession();
  const value = Buffer.from(JSON.stringify(signedIn.session)).toString("base64url");
  const [project] = new URL(address.url).hostname.split(".");
  return {
    canary,
    client,
    conversation,
    project: gathering?.id as string,
    note: note?.id as string,
    file: file?.id as string,
    cookie: `sb-${project}-auth-token=base64-${value}`,
  };
}

/** The ways in which a browser, a router or a curious person asks for a page. */
const WAYS: Record<string, { query?: string; headers: Record<string, string> }> = {
  document: { headers: { accept: "text/html" } },
  "router navigation": { query: "_rsc=1a2b3", headers: { rsc: "1" } },
  prefetch: { query: "_rsc=1a2b3", headers: { rsc: "1", "next-router-prefetch": "1" } },
  "segment prefetch": {
    query: "_rsc=1a2b3",
    headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  },
  "forged internal header": {
    headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", "x-middleware-invoke": "1" },
  },
};

async function ask(
  path: string,
  way: (typeof WAYS)[string],
  cookie = "",
): Promise<{ status: number; headers: Headers; all: string }> {
  const response = await fetch(`${app.url}${path}${way.query ? `?${way.query}` : ""}`, {
    headers: { ...way.headers, ...(cookie ? { cookie } : {}) },
    redirect: "manual",
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, all: `${[...response.headers].join("\n")}\n${text}` };
}

/** The address of a page, with the id of somebody's where it takes one. */
const filled = (page: string, { conversation, project, file }: Visitor) =>
  page.replace(/\[\w+\]/, page.startsWith("/projects/") ? project : page.startsWith("/files/") ? file : conversation);

describe("every page of the build, in every way of asking", () => {
  it("shows a person nothing of another's, with their own ids or with the other's", async () => {
    expect(pages.length).toBeGreaterThanOrEqual(9);
    for (const page of pages) {
      for (const [name, way] of Object.entries(WAYS)) {
        for (const whose of [owner, stranger]) {
          // The owner has just looked, so whatever keeps pages has had one to keep.
          await ask(filled(page, owner), way, owner.cookie);
          const seen = await ask(filled(page, whose), way, stranger.cookie);
          expect(seen.all, `${page} as ${name}`).not.toContain(owner.canary);
          const anonymous = await ask(filled(page, whose), way);
          expect(anonymous.all, `${page} as ${name} without a session`).not.toContain(owner.canary);
          expect(anonymous.all, `${page} as ${name} without a session`).not.toContain(stranger.canary);
          expect(seen.status, page).toBeLessThan(500);
        }
      }
    }
  });

  it("shows a person their own, and lets nobody keep it", async () => {
    const showing: string[] = [];
    for (const page of pages) {
      const seen = await ask(filled(page, owner), WAYS.document as (typeof WAYS)[string], owner.cookie);
      if (!seen.all.includes(owner.canary)) continue;
      showing.push(page);
      const cacheControl = seen.headers.get("cache-control") ?? "";
      expect(cacheControl, page).toMatch(/no-store/);
      expect(cacheControl, page).not.toMatch(/public|s-maxage/);
      expect(seen.headers.get("x-nextjs-cache"), page).toBeNull();
    }
    expect(showing).toEqual(
      expect.arrayContaining([
        "/today",
        "/chat",
        "/chat/[id]",
        "/journal",
        "/projects",
        "/projects/[id]",
        "/files/[id]",
        "/memory",
        "/trends",
        "/data",
      ]),
    );
    const begin = await ask("/chat", WAYS.document as (typeof WAYS)[string], owner.cookie);
    expect(begin.all).toContain(`When did I last write about ${owner.canary}`);
  });

  it.each([
    ["conversation", (id: string) => `/chat/${id}`, () => owner.conversation],
    ["project", (id: string) => `/projects/${id}`, () => owner.project],
    ["file", (id: string) => `/files/${id}`, () => owner.file],
    ["project to ask about", (id: string) => `/chat?project=${id}`, () => owner.project],
    ["entry", (id: string) => `/journal?entry=${id}`, () => owner.note],
  ])("answers somebody else's %s as one that does not exist", async (_, path, owners) => {
    const way = WAYS.document as (typeof WAYS)[string];
    const madeUp = crypto.randomUUID();
    const foreign = await ask(path(owners()), way, stranger.cookie);
    const missing = await ask(path(madeUp), way, stranger.cookie);
    // Each answer has a nonce of its own, named in its policy.
    const alike = ({ status, all }: typeof foreign) =>
      `${status} ${all}`
        .replaceAll(owners(), "ID")
        .replaceAll(madeUp, "ID")
        .replaceAll(/'nonce-([^']+)'/.exec(all)?.[1] ?? "no nonce", "NONCE")
        .replace(/date,[^\n]+/g, "")
        // A page streams in rows, each when it is ready: which comes first says how busy the machine is.
        .replaceAll('"])</script><script nonce="NONCE">self.__next_f.push([1,"', "")
        .split("\\n")
        .sort()
        .join("\n");
    expect(foreign.status).toBe(404);
    expect(alike(foreign)).toBe(alike(missing));
    expect((await ask(path(owners()), way, owner.cookie)).status).toBe(200);
  });

  it("was not rendered before anybody asked, unless it is the same for everybody", async () => {
    const { routes } = JSON.parse(readFileSync(join(root, ".next/prerender-manifest.json"), "utf8"));
    for (const path of Object.keys(routes)) {
      const bodies = await Promise.all(
        ["", owner.cookie, stranger.cookie].map(async (cookie) =>
          (await fetch(`${app.url}${path}`, { headers: { cookie } })).text(),
        ),
      );
      expect(new Set(bodies).size, `${path} was prerendered and differs between people`).toBe(1);
    }
  });
});

describe("what the build and the server leave behind", () => {
  it("holds no key, secret or database address in anything that a browser can load", () => {
    const files = globSync("**/*.{js,css,json,map,txt}", { cwd: join(root, ".next/static") });
    expect(files.length).toBeGreaterThan(5);
    const keys = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8")) as Record<string, string>;
    for (const file of files) {
      const text = readFileSync(join(root, ".next/static", file), "utf8");
      for (const secret of Object.values(keys)) expect(text, file).not.toContain(secret);
      expect(text, file).not.toMatch(
        /sb_secret_|service_role|SUPABASE_SERVICE|SUPABASE_JWT|postgres(ql)?:\/\/|sk-[A-Za-z0-9]{20}/,
      );
      expect(file).not.toMatch(/\.map$/);
    }
  });

  it("prints nothing of anybody's, whatever fails", async () => {
    const { canary, cookie, client } = owner;
    const headers = { cookie, "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const post = (path: string, body: string) => fetch(`${app.url}${path}`, { method: "POST", headers, body });
    await post("/api/check-ins", JSON.stringify({ mood: 99, note: canary }));
    await post("/api/check-ins", `{"note":"${canary}`);
    await post("/api/search", JSON.stringify({ query: canary, projectId: canary }));
    await post("/api/chat", JSON.stringify({ message: canary, conversationId: canary }));
    await fetch(`${app.url}/chat/${canary}`, { headers: { cookie } });
    await fetch(`${app.url}/auth/confirm?token_hash=${canary}&type=recovery`, { redirect: "manual" });
    await client.from("check_ins").insert({ mood: 9, note: canary });
    await client.from("documents").insert({ content: canary, embedding: `[${canary}]` });
    const answered = await post("/api/chat", JSON.stringify({ message: `What about ${canary}?` }));
    expect(answered.status).toBe(200);
    expect(await answered.text()).toContain("data-conversation");
    expect(app.output()).not.toContain(canary);
    expect(app.output()).toMatch(/"sqlstate":"23514"/);
  });
});
