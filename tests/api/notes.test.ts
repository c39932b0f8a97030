import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATCH as changeCheckIn } from "../../app/api/check-ins/[id]/route.ts";
import { POST as createCheckIn } from "../../app/api/check-ins/route.ts";
import { DELETE, PATCH } from "../../app/api/notes/[id]/route.ts";
import { GET, POST } from "../../app/api/notes/route.ts";
import { POST as createProject } from "../../app/api/projects/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
  ben = await api.person("ben");
});
afterAll(() => api.stack.close());

const MADE_UP = "00000000-0000-4000-8000-000000000000";
const entry = { title: "The nursery talk", text: "She said he naps best after singing. I never thought to sing." };
const newProject = async (person: Caller, name: string): Promise<string> =>
  (await (await person.call(createProject, "POST", { name })).json()).project.id;

describe("/api/notes", () => {
  it("stores a note in a project and answers 201 with it, uncached", async () => {
    const projectId = await newProject(ada, "Naps");
    const response = await ada.call(POST, "POST", { ...entry, projectId, happenedAt: "2026-10-03T18:00:00Z" });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toMatchObject({
      note: { ...entry, projectId, happenedAt: "2026-10-03T18:00:00Z" },
    });
  });

  it("keeps a note that is sent twice under one id only once", async () => {
    const id = crypto.randomUUID();
    expect((await ada.call(POST, "POST", { ...entry, id })).status).toBe(201);
    const again = await ada.call(POST, "POST", { ...entry, id, text: "sent again" });
    expect(again.status).toBe(200);
    expect((await again.json()).note).toMatchObject({ id, text: entry.text });
  });

  it("lets two people use the same id without learning of each other", async () => {
    const id = crypto.randomUUID();
    expect((await ada.call(POST, "POST", { ...entry, id })).status).toBe(201);
    const bens = await ben.call(POST, "POST", { id, text: "Ben's" });
    expect(bens.status).toBe(201);
    expect((await bens.json()).note.text).toBe("Ben's");
  });

  it("pages newest first without a gap or a repeat, also among notes of one moment", async () => {
    const person = await api.person("pager");
    for (const day of [1, 2, 2, 2, 3])
      await person.call(POST, "POST", { text: "words", happenedAt: `2026-10-0${day}T06:00:00Z` });
    const seen: { id: string; happenedAt: string }[] = [];
    let query = "?limit=2";
    for (let page = 0; page < 3; page++) {
      const { notes, nextCursor } = await (await person.call(GET, "GET", undefined, {}, query)).json();
      seen.push(...notes);
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(query).toBe("?limit=2&cursor=null");
    expect(seen.map(({ happenedAt }) => happenedAt.slice(8, 10))).toEqual(["03", "02", "02", "02", "01"]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
  });

  it("lists by time, the end excluded, and by project", async () => {
    const person = await api.person("filters");
    const projectId = await newProject(person, "School meeting");
    for (const day of [1, 2, 3])
      await person.call(POST, "POST", { text: `day ${day}`, happenedAt: `2026-10-0${day}T00:00:00Z` });
    await person.call(POST, "POST", { text: "gathered", projectId, happenedAt: "2026-09-01T00:00:00Z" });
    const texts = async (query: string) =>
      (await (await person.call(GET, "GET", undefined, {}, query)).json()).notes.map(
        (note: { text: string }) => note.text,
      );
    expect(await texts("?from=2026-10-01T00:00:00Z&to=2026-10-03T00:00:00Z")).toEqual(["day 2", "day 1"]);
    expect(await texts(`?projectId=${projectId}`)).toEqual(["gathered"]);
    expect(await texts(`?projectId=${MADE_UP}`)).toEqual([]);
    expect(await texts("")).toHaveLength(4);
  });

  it("changes and deletes what is one's own, answers with what was removed, and can put it back", async () => {
    const { note } = await (await ada.call(POST, "POST", entry)).json();
    const changed = await ada.call(PATCH, "PATCH", { title: null }, { id: note.id });
    expect(await changed.json()).toMatchObject({ note: { title: null, text: entry.text } });
    const removed = await ada.call(DELETE, "DELETE", undefined, { id: note.id });
    expect(await removed.json()).toMatchObject({ note: { id: note.id, text: entry.text } });
    expect((await ada.call(DELETE, "DELETE", undefined, { id: note.id })).status).toBe(404);
    expect((await ada.call(POST, "POST", { ...entry, id: note.id })).status).toBe(201);
  });

  it("answers a foreign, a made-up and a malformed id alike", async () => {
    const { note } = await (await ada.call(POST, "POST", entry)).json();
    const answers = [];
    for (const id of [note.id, MADE_UP, "not-an-id"]) {
      for (const [handler, method, body] of [
        [PATCH, "PATCH", { text: "mine now" }],
        [DELETE, "DELETE", undefined],
      ] as const) {
        const response = await ben.call(handler, method, body, { id });
        answers.push(`${response.status} ${await response.text()}`);
      }
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    const own = await ada.call(PATCH, "PATCH", { title: "still mine" }, { id: note.id });
    expect(await own.json()).toMatchObject({ note: { title: "still mine", text: entry.text } });
  });

  it("answers somebody else's project as one that does not exist", async () => {
    const projectId = await newProject(ada, "Ada's");
    const { note } = await (await ben.call(POST, "POST", { text: "Ben's" })).json();
    const answers = [];
    for (const id of [projectId, MADE_UP]) {
      for (const response of [
        await ben.call(POST, "POST", { text: "words", projectId: id }),
        await ben.call(PATCH, "PATCH", { projectId: id }, { id: note.id }),
      ])
        answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    expect((await ada.call(POST, "POST", { text: "words", projectId })).status).toBe(201);
  });

  it.each([
    ["no text", {}, 400],
    ["nothing but blanks", { text: " \n " }, 400],
    ["a text of 20,001 characters", { text: "x".repeat(20_001) }, 400],
    ["a title of 201 characters", { text: "x", title: "x".repeat(201) }, 400],
    ["a project that is no id", { text: "x", projectId: "naps" }, 400],
    ["a user_id", { text: "x", user_id: MADE_UP }, 400],
    ["a NUL character", { text: "a\u0000b" }, 400],
    ["no JSON", "{", 400],
    ["a body over the limit", { text: "x".repeat(70_000) }, 413],
  ])("refuses %s", async (_, body, status) => {
    const response = await ada.call(POST, "POST", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  it("refuses a change of nothing and a list that is asked for wrongly", async () => {
    const { note } = await (await ada.call(POST, "POST", entry)).json();
    expect((await ada.call(PATCH, "PATCH", {}, { id: note.id })).status).toBe(400);
    for (const query of ["?limit=0", "?limit=101", "?from=yesterday", "?cursor=nonsense", "?projectId=naps"])
      expect((await ada.call(GET, "GET", undefined, {}, query)).status, query).toBe(400);
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense"]) {
      expect((await caller(token).call(GET, "GET")).status).toBe(401);
      expect((await caller(token).call(POST, "POST", entry)).status).toBe(401);
      expect((await caller(token).call(PATCH, "PATCH", entry, { id: MADE_UP })).status).toBe(401);
      expect((await caller(token).call(DELETE, "DELETE", undefined, { id: MADE_UP })).status).toBe(401);
    }
  });

  it("is found by search as it reads now, and no longer once it is deleted", async () => {
    const person = await api.person("searcher");
    const { note } = await (await person.call(POST, "POST", { text: "The lighthouse story works." })).json();
    await person.call(PATCH, "PATCH", { text: "The tortoise story works." }, { id: note.id });
    await api.embedAll();
    const found = async () =>
      (await (await person.call(search, "POST", { query: "tortoise story" })).json()).matches as unknown[];
    expect(await found()).toMatchObject([
      { content: "The tortoise story works.", source: { kind: "note", id: note.id } },
    ]);
    await person.call(DELETE, "DELETE", undefined, { id: note.id });
    expect(await found()).toEqual([]);
  });
});

describe("an answer to words that speak of danger", () => {
  const dark = "I want to die and I don't know whom to tell.";

  it("says whom to reach, for a new note and a changed one, and is silent about any other", async () => {
    const stored = await (await ada.call(POST, "POST", { text: dark })).json();
    expect(stored).toMatchObject({ note: { text: dark }, safety: { kind: "self_harm", lines: expect.any(Array) } });
    const plain = await (await ada.call(POST, "POST", entry)).json();
    expect(plain.safety).toBeUndefined();
    const id = plain.note.id;
    expect((await (await ada.call(PATCH, "PATCH", { text: dark }, { id })).json()).safety.lines.length).toBeGreaterThan(
      1,
    );
    // What stood there before was answered when it was written.
    expect((await (await ada.call(PATCH, "PATCH", { projectId: null }, { id })).json()).safety).toBeUndefined();
  });

  it("says it for a check-in's words and tags too", async () => {
    for (const words of [{ note: dark }, { tags: ["want to die"] }]) {
      const stored = await (await ada.call(createCheckIn, "POST", { mood: 1, ...words })).json();
      expect(stored.safety.kind).toBe("self_harm");
      const { id } = stored.checkIn;
      expect((await (await ada.call(changeCheckIn, "PATCH", words, { id })).json()).safety.kind).toBe("self_harm");
      expect((await (await ada.call(changeCheckIn, "PATCH", { mood: 2 }, { id })).json()).safety).toBeUndefined();
    }
  });
});
