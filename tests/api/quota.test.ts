import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/database.types.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { POST as importJournal } from "../../app/api/import/route.ts";
import { GET as journal } from "../../app/api/journal/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, startApi } from "./people.ts";

const WRITES = 8;
const ROWS = 300;
let api: Awaited<ReturnType<typeof startApi>>;
let busy: Caller;
let calm: Caller;
beforeAll(async () => {
  api = await startApi({
    NIGHTLIGHT_WRITES_PER_MINUTE: WRITES,
    NIGHTLIGHT_ROWS_PER_MINUTE: ROWS,
    NIGHTLIGHT_CHAT_PER_MINUTE: 1,
    NIGHTLIGHT_SEARCHES_PER_MINUTE: 2,
  });
  [busy, calm] = [await api.person("busy"), await api.person("calm")];
});
afterAll(() => api.stack.close());

const root = () => api.stack.database.connection.kysely;
const client = ({ token }: Caller) =>
  createClient<Database>(api.stack.url, api.stack.secrets.publishableKey, {
    auth: { persistSession: false },
    global: { headers: { Authorization: `Bearer ${token}` } },
  });
/** As if the last minute had gone by for everybody. */
const aMinuteLater = () =>
  sql`update private.quota_usage set counted_at = counted_at - interval '1 minute'`.execute(root());
const count = async (relation: string) =>
  Number((await sql<{ n: string }>`select count(*) as n from ${sql.table(relation)}`.execute(root())).rows[0]?.n);

async function refused(response: Response): Promise<void> {
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(await response.json()).toEqual({ error: { code: "too_many_requests", message: expect.any(String) } });
}

describe("what one person may do in a minute", () => {
  it("is at least 120 writes and 30 turns of the chat unless the environment says otherwise", async () => {
    const { rows } = await sql<{ writes: number; chat: number }>`
      select private.default_quota_per_minute('writes') as writes, private.default_quota_per_minute('chat') as chat`.execute(
      root(),
    );
    expect(rows[0]?.writes).toBeGreaterThanOrEqual(120);
    expect(rows[0]?.chat).toBeGreaterThanOrEqual(30);
  });

  it("ends a burst of writes with a 429 that stores nothing, for this person alone, until a minute has gone by", async () => {
    for (let at = 0; at < WRITES; at++)
      expect((await busy.call(addCheckIn, "POST", { mood: 3, note: `once more ${at}` })).status).toBe(201);
    const before = await count("public.check_ins");
    await refused(await busy.call(addCheckIn, "POST", { mood: 3, note: "one too many" }));
    expect(await count("public.check_ins")).toBe(before);

    expect((await calm.call(addCheckIn, "POST", { mood: 4 })).status).toBe(201);

    await aMinuteLater();
    expect((await busy.call(addCheckIn, "POST", { mood: 3, note: "later" })).status).toBe(201);
  });

  it("holds for those who call the Data API past the app", async () => {
    await aMinuteLater();
    const own = client(busy);
    let fault: { code: string; details: string | null } | null = null;
    for (let at = 0; at <= WRITES && !fault; at++)
      fault = (await own.from("notes").insert({ text: `note ${at}` })).error;
    expect(fault?.code).toBe("PT429");
    expect(Number(fault?.details)).toBeGreaterThanOrEqual(1);
    expect((await own.from("notes").update({ text: "changed" }).neq("text", "")).error?.code).toBe("PT429");
    expect((await own.from("notes").delete().neq("text", "")).error?.code).toBe("PT429");
    // Reading goes on.
    expect((await own.from("notes").select("id")).data).toHaveLength(WRITES);
  });

  it("counts the rows of a statement, and not what triggers and cascades do for it", async () => {
    await aMinuteLater();
    const own = client(busy);
    const many = (rows: number) => Array.from({ length: rows }, () => ({ mood: 3, note: "in one go" }));
    expect((await own.from("check_ins").insert(many(200))).error).toBeNull();
    expect((await own.from("check_ins").insert(many(200))).error?.code).toBe("PT429");
    const { rows } = await sql<{
      used: number;
    }>`select used from private.quota_usage q join auth.users u on u.id = q.user_id
      where u.email = 'busy@example.test' and kind = 'rows'`.execute(root());
    // 200 check-ins, each with a passage of its own that a trigger wrote.
    expect(rows[0]?.used).toBeLessThan(ROWS);
  });

  it("refuses a question before anything of it is stored, and a search before anything is embedded", async () => {
    const question = { message: "How did I sleep?" };
    const first = await busy.call(chat, "POST", question);
    expect(first.status).toBe(200);
    await first.text();
    const before = await count("public.messages");
    await refused(await busy.call(chat, "POST", question));
    expect(await count("public.messages")).toBe(before);
    const other = await calm.call(chat, "POST", question);
    expect(other.status).toBe(200);
    await other.text();

    const ask = () => busy.call(search, "POST", { query: "sleep" });
    expect((await ask()).status).toBe(200);
    expect((await busy.call(journal, "GET", undefined, {}, "/journal?q=sleep")).status).toBe(200);
    await refused(await ask());
    await refused(await busy.call(journal, "GET", undefined, {}, "/journal?q=sleep"));
  });

  it("lets an import that is larger than a minute's rows wait instead of breaking off", async () => {
    await aMinuteLater();
    await sql`update private.quota_usage set used = ${ROWS - 35}, counted_at = now() where kind = 'rows'`.execute(
      root(),
    );
    const check_ins = Array.from({ length: 60 }, (_, at) => {
      const time = new Date(Date.UTC(2026, 0, 1, at)).toISOString();
      return { id: randomUUID(), mood: 3, happened_at: time, created_at: time, updated_at: time };
    });
    const response = await busy.call(importJournal, "POST", { exportedAt: "2026-11-01T00:00:00Z", check_ins });
    const lines = (await response.text()).trim().split("\n");
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ imported: { check_ins: 60 } });
  });

  it("ends with words an import of which one part never fits into a minute", async () => {
    await aMinuteLater();
    const at = "2026-11-01T00:00:00Z";
    const file = { id: randomUUID(), name: "long.txt", media_type: "text/plain", passages: ROWS + 1, created_at: at };
    const documents = Array.from({ length: ROWS + 1 }, (_, chunk_index) => {
      return { id: randomUUID(), content: `night ${chunk_index}`, file_id: file.id, chunk_index, created_at: at };
    });
    const response = await busy.call(importJournal, "POST", {
      exportedAt: at,
      projects: [{ id: randomUUID(), name: "Kept", created_at: at, updated_at: at }],
      files: [file],
      file_originals: [{ file_id: file.id, data: "YQ==" }],
      documents,
    });
    const lines = (await response.text()).trim().split("\n");
    expect(JSON.parse(lines.at(-2) as string)).toEqual({ done: 1, total: ROWS + 4 });
    expect(JSON.parse(lines.at(-1) as string)).toEqual({
      error: { code: "too_many_requests", message: expect.stringContaining("What came until then is kept") },
    });
    expect((await client(busy).from("projects").select("name")).data).toEqual([{ name: "Kept" }]);
    expect((await client(busy).from("files").select("id")).data).toEqual([]);
  });

  it("leaves no trace of an account that is gone, and its token does nothing more", async () => {
    const gone = await api.person("gone");
    expect((await gone.call(addCheckIn, "POST", { mood: 3 })).status).toBe(201);
    const before = await count("private.quota_usage");
    expect((await client(gone).rpc("delete_own_account")).error).toBeNull();
    expect(await count("private.quota_usage")).toBeLessThan(before);
    expect((await client(gone).rpc("use_quota", { kind: "chat" })).error).toBeNull();
    expect(
      (
        await sql`select from private.quota_usage q left join auth.users u on u.id = q.user_id where u.id is null`.execute(
          root(),
        )
      ).rows,
    ).toEqual([]);
  });

  it("can't be given back or be used up for another by calling the function itself", async () => {
    const own = client(calm);
    expect((await own.rpc("use_quota", { kind: "no such kind" })).error?.code).toBe("22023");
    const taken = (
      await own.schema("private" as never).rpc("use_quota" as never, { kind: "chat", amount: -5 } as never)
    ).error;
    expect(taken).not.toBeNull();
  });
});
