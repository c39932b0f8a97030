import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { type Caller, caller, startApi } from "#tests/api/people.ts";
import { signUp, spawnStack } from "#tests/stack/stack-process.ts";
import { DELETE as deleteAccount } from "../../app/api/account/route.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { POST as addCheckIn } from "../../app/api/check-ins/route.ts";
import { POST as importDocument, GET as listDocuments } from "../../app/api/documents/route.ts";
import { GET as exportAll } from "../../app/api/export/route.ts";
import { GET as journal } from "../../app/api/journal/route.ts";
import { POST as addNote } from "../../app/api/notes/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

/**
 * What a person sees and loses when something breaks. Each row is one fault during one doing: the answer is honest
 * (an error in the API's shape, never a hang or a 500), what was acknowledged is there, what was not can simply be
 * sent again, and nobody has to mend anything afterwards. RECORD_FAULTS=1 writes the rows to docs/faults.md.
 */
interface Row {
  where: string;
  fault: string;
  doing: string;
  seen: string;
  /** Nothing that a person wrote, ever; at most an answer that can be asked for again. */
  lost?: string;
}
const THE_ANSWER = "the answer; the question is kept and can be asked again";
const rows: Row[] = [];

let api: Awaited<ReturnType<typeof startApi>>;
let provider: FakeProvider;
let database: FaultProxy;
let model: FaultProxy;
let robin: Caller;
beforeAll(async () => {
  api = await startApi();
  provider = await startFakeProvider();
  database = await startFaultProxy(Number(new URL(api.stack.url).port));
  model = await startFaultProxy(Number(new URL(provider.url).port));
  robin = await api.person("robin");
  await robin.call(addCheckIn, "POST", { mood: 2, note: "Slept badly, up at three." });
  await api.embedAll();
  process.env.SUPABASE_URL = `http://127.0.0.1:${database.port}`;
  process.env.SUPABASE_TIMEOUT_MS = "3000";
  process.env.OPENAI_TIMEOUT_MS = "3000";
});
afterEach(async () => {
  await Promise.all([database.set(null), model.set(null)]);
  provider.behaviour = "ok";
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_EMBEDDING_MODEL;
});
afterAll(async () => {
  for (const name of ["SUPABASE_TIMEOUT_MS", "OPENAI_TIMEOUT_MS"]) delete process.env[name];
  await Promise.all([database.close(), model.close(), provider.close(), api.stack.close()]);
  if (process.env.RECORD_FAULTS === "1") writeFileSync(new URL("../../docs/faults.md", import.meta.url), page());
});

const root = () => api.stack.database.connection.kysely;
const count = async (relation: string, holding: string) =>
  (
    await sql`select from ${sql.table(`public.${relation}`)} t where strpos(to_jsonb(t)::text, ${holding}) > 0`.execute(
      root(),
    )
  ).rows.length;
/** What a client gets: a status with the API's code, or that the stream broke. */
async function seen(response: Response): Promise<{ status: number; text: string; said: string }> {
  const text = await response.text().catch(() => "(broken off)");
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return {
    status: response.status,
    text,
    said: `${response.status}${code ? ` ${code}` : ""}${text === "(broken off)" ? ", broken off" : ""}`,
  };
}
const withModel = () => {
  process.env.OPENAI_BASE_URL = `http://127.0.0.1:${model.port}/v1`;
  // The passages were embedded by the offline model; the fake provider makes the same vectors under its name.
  process.env.OPENAI_EMBEDDING_MODEL = OFFLINE_EMBEDDING_MODEL;
};

const FAULTS: Fault[] = [
  "refused",
  "reset",
  "silent",
  "answer lost",
  "answer cut",
  "wrong bytes",
  "gateway page",
  "slow",
  "narrow",
];
const BEARABLE: Fault[] = ["slow", "narrow"];

describe.each(FAULTS)("between the app and the database: %s", (fault) => {
  const doings: [string, () => { again: () => Promise<Response>; word: string; relation: string | null }][] = [
    [
      "writing a check-in",
      () => {
        const word = `word${randomUUID()}`;
        const body = { id: randomUUID(), mood: 3, note: word };
        return { again: () => robin.call(addCheckIn, "POST", body), word, relation: "check_ins" };
      },
    ],
    [
      "writing a note",
      () => {
        const word = `word${randomUUID()}`;
        const body = { id: randomUUID(), text: word };
        return { again: () => robin.call(addNote, "POST", body), word, relation: "notes" };
      },
    ],
    ["reading the journal", () => ({ again: () => robin.call(journal, "GET"), word: "", relation: null })],
    ["searching", () => ({ again: () => robin.call(search, "POST", { query: "sleep" }), word: "", relation: null })],
  ];
  it.each(doings)("%s", async (doing, make) => {
    const { again, word, relation } = make();
    await database.set(fault);
    const first = await seen(await again());
    rows.push({ where: "app → database", fault, doing, seen: first.said });
    if (BEARABLE.includes(fault)) expect(first.status).toBeLessThan(300);
    else expect([200, 201, 503]).toContain(first.status);
    if (first.status === 503)
      expect(JSON.parse(first.text)).toEqual({ error: { code: "database_unavailable", message: expect.any(String) } });

    await database.set(null);
    if (first.status < 300 && relation) expect(await count(relation, word)).toBe(1);
    const second = await seen(await again());
    expect(second.status, second.text).toBeLessThan(300);
    if (relation) expect(await count(relation, word)).toBe(1);
  });
});

describe.each(FAULTS)("between the app and the model's provider: %s", (fault) => {
  it("asking the coach, and asking again", async () => {
    withModel();
    const question = `How did I sleep, ${randomUUID()}?`;
    await model.set(fault);
    const first = await seen(await robin.call(chat, "POST", { message: question }));
    rows.push({ where: "app → model", fault, doing: "asking the coach", seen: first.said });
    expect(await count("messages", question)).toBe(1);
    if (BEARABLE.includes(fault)) return expect(first.text).toContain('"type":"finish"');
    expect(first.status).toBe(503);
    const { conversationId, questionId, code } = JSON.parse(first.text).error;
    expect(code).toBe("model_unavailable");
    await model.set(null);
    const again = await seen(
      await robin.call(chat, "POST", { conversationId, message: question, retryOf: questionId }),
    );
    expect(again.text).toContain('"type":"finish"');
    expect(await count("messages", question)).toBe(1);
  });

  it("writing while nothing can be embedded", async () => {
    withModel();
    const word = `word${randomUUID()}`;
    await model.set(fault);
    const first = await seen(await robin.call(addCheckIn, "POST", { mood: 3, note: `Slept, ${word}` }));
    expect(first.status).toBe(201);
    const found = await seen(await robin.call(search, "POST", { query: word }));
    rows.push({
      where: "app → model",
      fault,
      doing: "writing, and searching for it",
      seen: `${first.said}, then ${found.said}`,
    });
    expect([200, 503]).toContain(found.status);
    expect(await count("check_ins", word)).toBe(1);
    await model.set(null);
    await api.embedAll();
    expect((await seen(await robin.call(search, "POST", { query: word }))).text).toContain(word);
  });
});

describe("an outage that begins in the middle", () => {
  it("of an answer, on the model's side: what came is kept, and the question can be asked again", async () => {
    withModel();
    provider.behaviour = "drop";
    const question = `How was the week, ${randomUUID()}?`;
    const first = await seen(await robin.call(chat, "POST", { message: question }));
    rows.push({
      where: "app → model",
      fault: "cut in mid-stream",
      doing: "reading an answer",
      seen: `${first.said}, ${/"errorText":"([^"]*)"/.exec(first.text)?.[1]}`,
    });
    expect(first.text).toContain('"type":"error"');
    expect(await count("messages", question)).toBe(1);
    const { rows: kept } = await sql<{
      status: string;
    }>`select a.status from public.messages a join public.messages q on q.id = a.reply_to
      where q.content = ${question}`.execute(root());
    expect(kept).toEqual([{ status: "failed" }]);
  });

  it("of an answer, on the database's side: the person is told, and the question is there", async () => {
    withModel();
    provider.behaviour = "held";
    const question = `What helped, ${randomUUID()}?`;
    const response = await robin.call(chat, "POST", { message: question });
    expect(response.status).toBe(200);
    await database.set("refused");
    provider.letGo();
    const first = await seen(response);
    rows.push({
      where: "app → database",
      lost: THE_ANSWER,
      fault: "gone in mid-stream",
      doing: "reading an answer",
      seen: `${first.said}, ${/"errorText":"([^"]*)"/.exec(first.text)?.[1]}`,
    });
    expect(first.text).toContain('"type":"error"');
    await database.set(null);
    expect(await count("messages", question)).toBe(1);
  });

  it("of an answer, by a token that runs out: the same", async () => {
    withModel();
    const held = await startFakeProvider("held");
    process.env.OPENAI_BASE_URL = held.url;
    const { sub } = JSON.parse(Buffer.from(robin.token.split(".")[1] as string, "base64url").toString());
    const seconds = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ aud: "authenticated", role: "authenticated", sub, exp: seconds + 4 })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .sign(new TextEncoder().encode(api.stack.secrets.jwtSecret));
    const question = `What is left, ${randomUUID()}?`;
    const response = await caller(token).call(chat, "POST", { message: question });
    expect(response.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    held.letGo();
    const first = await seen(response);
    await held.close();
    rows.push({
      where: "the session",
      lost: THE_ANSWER,
      fault: "its token runs out in mid-stream",
      doing: "reading an answer",
      seen: `${first.said}, ${/"errorText":"([^"]*)"/.exec(first.text)?.[1]}`,
    });
    expect(first.text).toContain('"type":"error"');
    expect(await count("messages", question)).toBe(1);
    const after = await seen(await caller(token).call(journal, "GET"));
    expect(after.said).toBe("401 unauthorized");
  });

  it("of an import: nothing half is shown, and the same file can be imported again", async () => {
    const word = `word${randomUUID()}`;
    const text = Array.from(
      { length: 4_000 },
      (_, at) => `Night ${at}: ${word} woke at ${at % 12} and was carried about until it was light.`,
    ).join("\n\n");
    const upload = () => robin.call(importDocument, "POST", { title: `Nights ${word}.md`, text });
    const response = await upload();
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await database.set("refused");
    let lines = "";
    for (let step = await reader.read(); !step.done; step = await reader.read())
      lines += Buffer.from(step.value).toString();
    const last = JSON.parse(lines.trim().split("\n").at(-1) as string);
    rows.push({
      where: "app → database",
      fault: "gone in mid-import",
      doing: "importing a file",
      seen: `last line: ${last.error?.code}`,
    });
    expect(last.error.code).toBe("database_unavailable");
    await database.set(null);
    const again = (await (await upload()).text()).trim().split("\n");
    expect(JSON.parse(again.at(-1) as string)).toHaveProperty("file");
    expect(await count("files", word)).toBe(1);
    const { files } = (await (await robin.call(listDocuments, "GET")).json()) as { files: { name: string }[] };
    expect(files.filter(({ name }) => name.includes(word))).toHaveLength(1);
  });

  it("of an export: it breaks off for everyone to see, and is whole the next time", async () => {
    const wanted = { headers: { authorization: `Bearer ${robin.token}` } };
    const response = await exportAll(new Request("http://localhost/api/export?format=zip", wanted));
    expect(response.status).toBe(200);
    await database.set("refused");
    const first = await seen(response);
    rows.push({
      where: "app → database",
      fault: "gone in mid-export",
      doing: "taking everything along",
      seen: first.said,
    });
    expect(first.text).toBe("(broken off)");
    await database.set(null);
    const whole = await exportAll(new Request("http://localhost/api/export", wanted));
    expect(Object.keys(JSON.parse(await whole.text()))).toContain("check_ins");
  });

  it("of leaving: the account is whole, or gone, and never half", async () => {
    const kim = await api.person("kim");
    await kim.call(addCheckIn, "POST", { mood: 3, note: "to be erased" });
    for (const fault of ["refused", "answer lost"] as const) {
      await database.set(fault);
      const first = await seen(
        await kim.call(deleteAccount, "DELETE", { password: "a long night", confirm: "delete my account" }),
      );
      rows.push({ where: "app → database", fault, doing: "deleting the account", seen: first.said });
      expect(first.status).toBe(503);
      await database.set(null);
      const { rows: accounts } = await sql`select from auth.users where email = 'kim@example.test'`.execute(root());
      expect(await count("check_ins", "to be erased")).toBe(accounts.length);
    }
  });
});

describe("a clock that jumps", () => {
  it("back by an hour takes no quota away and gives none for ever", async () => {
    const use = () => robin.call(addCheckIn, "POST", { mood: 3 });
    await use();
    await sql`update private.quota_usage set counted_at = counted_at + interval '1 hour'`.execute(root());
    const first = await seen(await use());
    rows.push({ where: "the database's clock", fault: "an hour back", doing: "writing a check-in", seen: first.said });
    expect(first.status).toBe(201);
    await sql`update private.quota_usage set counted_at = counted_at - interval '2 hours'`.execute(root());
    expect((await use()).status).toBe(201);
  });
});

/** Whether this machine lets anybody have a small disk of their own for a test. */
const ownDisk = spawnSync("unshare", ["-rm", "true"]).status === 0;
if (!ownDisk) process.stdout.write("not run here: a full disk (needs unshare and user namespaces)\n");

describe.runIf(ownDisk)("a disk that is full", () => {
  it("is said, keeps what was acknowledged, and is over once there is room", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightlight-full-"));
    const stack = await spawnStack(join(folder, "data"), {}, [
      ...["unshare", "-rm", "sh", "-c", `mount -t tmpfs -o size=200m none ${folder} && exec "$0" "$@"`],
    ]);
    const before = process.env.SUPABASE_URL;
    try {
      const client = await signUp(stack, "lee@example.test");
      const lee = caller((await client.auth.getSession()).data.session?.access_token as string);
      Object.assign(process.env, { SUPABASE_URL: stack.url, SUPABASE_PUBLISHABLE_KEY: stack.publishableKey });
      // The disk is the process's own; from here it is reached through it.
      const filler = `/proc/${stack.child.pid}/root${folder}/filler`;
      expect((await lee.call(addCheckIn, "POST", { mood: 3, note: "before" })).status).toBe(201);
      expect(fill(filler)).toBe("ENOSPC");
      const notes: string[] = ["before"];
      let first = await seen(await lee.call(addCheckIn, "POST", { mood: 3, note: "full 0" }));
      // What Postgres has set aside is used up first.
      for (let at = 1; first.status === 201; at++) {
        notes.push(`full ${at - 1}`);
        first = await seen(await lee.call(addCheckIn, "POST", { mood: 3, note: `full ${at}` }));
      }
      rows.push({ where: "the disk", fault: "full", doing: "writing a check-in", seen: first.said });
      expect(first.status).toBe(503);
      rmSync(filler);
      expect((await lee.call(addCheckIn, "POST", { mood: 3, note: "after" })).status).toBe(201);
      const { data } = await client.from("check_ins").select("note").limit(10_000);
      expect(data?.map(({ note }) => note).sort()).toEqual([...notes, "after"].sort());
    } finally {
      Object.assign(process.env, {
        SUPABASE_URL: before,
        SUPABASE_PUBLISHABLE_KEY: api.stack.secrets.publishableKey,
      });
      stack.child.kill("SIGTERM");
      await stack.exited;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Writes until there is no room. @returns the system's code for that */
function fill(file: string): string {
  const handle = openSync(file, "w");
  try {
    for (;;) writeSync(handle, Buffer.alloc(1 << 16));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code as string;
  } finally {
    closeSync(handle);
  }
}

/** The rows as the page of the documentation. */
function page(): string {
  const body = rows.map(
    ({ where, fault, doing, seen, lost }) => `| ${where} | ${fault} | ${doing} | ${seen} | ${lost ?? "nothing"} |`,
  );
  return `# What happens when something breaks

Written by \`RECORD_FAULTS=1 npm test -- tests/faults\`, which checks each row: the answer is honest and comes in time, what was
acknowledged is stored once, what was not can be sent again, and nothing has to be mended by hand afterwards. The time limits (20 s for the
database, 30 s for the model, both settings) are 3 s in the tests. Processes that are killed have tests of their own in \`tests/stack\`.

| between | fault | while | what the person's device is told | lost |
| --- | --- | --- | --- | --- |
${body.join("\n")}
`;
}
