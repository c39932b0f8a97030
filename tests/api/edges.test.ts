import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/database.types.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { PATCH } from "../../app/api/check-ins/[id]/route.ts";
import { GET, POST } from "../../app/api/check-ins/route.ts";
import { GET as conversation } from "../../app/api/conversations/[id]/route.ts";
import { POST as importJournal } from "../../app/api/import/route.ts";
import { POST as createNote } from "../../app/api/notes/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
});
afterAll(() => api.stack.close());

/** Stores rows past the routes, as anybody with the publishable key can. */
async function insert(person: Caller, table: string, rows: object[]) {
  const response = await fetch(`${api.stack.url}/rest/v1/${table}`, {
    method: "POST",
    body: JSON.stringify(rows),
    headers: {
      apikey: api.stack.secrets.publishableKey,
      authorization: `Bearer ${person.token}`,
      "content-type": "application/json",
    },
  });
  expect(response.status).toBe(201);
}

describe("ids", () => {
  it("of 36 characters that are no uuid are not found, like any other", async () => {
    const response = await ada.call(chat, "POST", { conversationId: "-".repeat(36), message: "hi" });
    expect(response.status).toBe(404);
  });

  it("that only the database would accept work too: clients of the Data API choose their own", async () => {
    const id = "11111111-1111-1111-1111-111111111111";
    await insert(ada, "check_ins", [{ id, mood: 3 }]);
    expect((await ada.call(PATCH, "PATCH", { mood: 4 }, { id })).status).toBe(200);
  });
});

describe("lists", () => {
  it("leave nothing out of what happened in the same instant", async () => {
    const person = await api.person("batch");
    await insert(
      person,
      "check_ins",
      Array.from({ length: 5 }, () => ({ mood: 3 })),
    );
    const seen: string[] = [];
    let query = "?limit=2";
    for (let page = 0; page < 5 && query; page++) {
      const { checkIns, nextCursor } = await (await person.call(GET, "GET", undefined, {}, query)).json();
      seen.push(...checkIns.map(({ id }: { id: string }) => id));
      query = nextCursor ? `?limit=2&cursor=${nextCursor}` : "";
    }
    expect(new Set(seen).size).toBe(5);
  });
});

describe("text", () => {
  it("may speak of \\u0000 without holding one", async () => {
    const response = await ada.call(POST, "POST", { mood: 3, note: "the sign \\u0000 in a book" });
    expect(response.status).toBe(201);
    expect((await response.json()).checkIn.note).toBe("the sign \\u0000 in a book");
  });

  it("with half a character is stored without it", async () => {
    const response = await ada.call(POST, "POST", '{"mood":3,"note":"half \\ud83d of it"}');
    expect(response.status).toBe(201);
    expect((await response.json()).checkIn.note).toBe("half \ufffd of it");
  });

  it("that is cut for a title is not cut inside a character", async () => {
    const response = await ada.call(chat, "POST", { message: `${"a".repeat(59)}😴 and more` });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(/"title":"([^"]*)"/.exec(text)?.[1]).not.toMatch(/\ufffd|\\ud/);
  });
});

describe("times", () => {
  it.each(["0000-01-01T00:00:00Z", "2026-01-01T00:00:00+23:59"])(
    "that Postgres does not know, like %s, are a 400",
    async (happenedAt) => {
      expect((await ada.call(POST, "POST", { mood: 3, happenedAt })).status).toBe(400);
      expect((await ada.call(GET, "GET", undefined, {}, `?from=${encodeURIComponent(happenedAt)}`)).status).toBe(400);
    },
  );
});

describe("times beyond the years that every client reads", () => {
  it.each(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.9999999Z"])(
    "like %s are a 400, in an entry and in an import, and nothing is stored",
    async (time) => {
      const person = await api.person(`years-${crypto.randomUUID()}`);
      expect((await person.call(POST, "POST", { mood: 3, happenedAt: time })).status).toBe(400);
      expect((await person.call(createNote, "POST", { text: "a night", happenedAt: time })).status).toBe(400);
      const note = { id: crypto.randomUUID(), text: "a night", happened_at: time, created_at: time, updated_at: time };
      expect((await person.call(importJournal, "POST", { exportedAt: time, notes: [note] })).status).toBe(400);
      expect((await (await person.call(GET, "GET")).json()).checkIns).toEqual([]);
    },
  );
});

describe("times through the Data API, past the app", () => {
  it("stay within the years that every client reads", async () => {
    const client = createClient<Database>(api.stack.url, api.stack.secrets.publishableKey, {
      auth: { persistSession: false },
      global: { headers: { Authorization: `Bearer ${ada.token}` } },
    });
    const write = (happened_at: string) => client.from("check_ins").insert({ mood: 3, happened_at });
    for (const time of ["infinity", "-infinity", "0044-03-15 BC", "9999-06-01"])
      expect((await write(time)).error, time).not.toBeNull();
    expect((await write("2026-03-15")).error).toBeNull();
    const entry = (await client.from("check_ins").select("id").limit(1)).data?.[0];
    expect(
      (
        await client
          .from("check_ins")
          .update({ happened_at: "infinity" })
          .eq("id", entry?.id as string)
      ).error,
    ).not.toBeNull();
    expect((await ada.call(GET, "GET")).status).toBe(200);
  });
});

describe("requests with a session cookie", () => {
  const write = (headers: Record<string, string>) =>
    POST(
      new Request("http://localhost/api/check-ins", {
        method: "POST",
        headers: { host: "localhost", "content-type": "application/json", ...headers },
        body: JSON.stringify({ mood: 3 }),
      }),
    );
  const cookie = "sb-localhost-auth-token=whatever";

  it.each([
    { cookie },
    { cookie, origin: "https://elsewhere.test" },
    { cookie, origin: "null" },
    { cookie, "sec-fetch-site": "cross-site" },
    { cookie, "sec-fetch-site": "same-site" },
  ])("are refused when another site may have caused them: %o", async (headers) => {
    const response = await write(headers as unknown as Record<string, string>);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: "cross_origin" } });
  });

  it("are not asked for their origin when they carry a token instead", async () => {
    const headers = { authorization: `Bearer ${ada.token}`, origin: "https://elsewhere.test" };
    expect((await write(headers)).status).toBe(201);
  });
});

describe("tokens", () => {
  const part = (text: string) => Buffer.from(text).toString("base64url");
  it.each(["\0", "null", "[]", "1", "{}"])("made of %j are nobody's", async (text) => {
    const token = [text, text, text].map(part).join(".");
    expect((await caller(token).call(GET, "GET")).status).toBe(401);
  });
});

describe("bodies", () => {
  it("of another type are a 415", async () => {
    const request = new Request("http://localhost/api/check-ins", {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "text/plain" },
      body: "{}",
    });
    expect((await POST(request)).status).toBe(415);
  });

  it("that break off are a 400, and nothing of them is stored", async () => {
    const person = await api.person("broken-off");
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"mood":3}')),
      pull: (controller) => controller.error(new TypeError("terminated")),
    });
    const headers = { authorization: `Bearer ${person.token}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    const response = await POST(new Request("http://localhost/api/check-ins", init));
    expect(response.status).toBe(400);
    expect((await (await person.call(GET, "GET")).json()).checkIns).toEqual([]);
  });

  it("with a key of any length are refused in a few words", async () => {
    const response = await ada.call(POST, "POST", { mood: 3, ["k".repeat(50_000)]: 1 });
    expect(response.status).toBe(400);
    expect((await response.json()).error.message.length).toBeLessThan(400);
  });
});

describe("somebody who hangs up", () => {
  it("while we search for them is no fault of ours", async () => {
    const hangUp = new AbortController();
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"query":"a night"}')),
      // The request is whole by now, and the search has not begun.
      pull(controller) {
        controller.close();
        setImmediate(() => hangUp.abort());
      },
    });
    const init = { method: "POST", signal: hangUp.signal, headers, body, duplex: "half" } as RequestInit;
    expect((await search(new Request("http://localhost/api/search", init))).status).toBe(499);
  });
});

describe("a database that can't be reached", () => {
  it("is a 503 in the API's shape, and no sign-out", async () => {
    const url = process.env.SUPABASE_URL;
    process.env.SUPABASE_URL = "http://127.0.0.1:9";
    try {
      const response = await ada.call(GET, "GET");
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: { code: "database_unavailable" } });
    } finally {
      process.env.SUPABASE_URL = url;
    }
  });
});

describe("a long conversation", () => {
  it("shows its last messages", async () => {
    const text = await (await ada.call(chat, "POST", { message: "hello" })).text();
    const id = /"id":"([0-9a-f-]{36})"/.exec(text)?.[1] as string;
    const lines = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ conversation_id: id, role: "user", content: `line ${from + at}` }));
    // The last line by itself: lines of one request may carry the same time.
    for (const rows of [lines(0, 505), lines(505, 1)]) await insert(ada, "messages", rows);
    const { messages } = await (await ada.call(conversation, "GET", undefined, { id })).json();
    expect(messages.at(-1).parts[0].text).toBe("line 505");
  });
});
