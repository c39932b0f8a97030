import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as listNotes, POST as writeNote } from "../../app/api/notes/route.ts";
import { DELETE, PATCH } from "../../app/api/projects/[id]/route.ts";
import { GET, POST } from "../../app/api/projects/route.ts";
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
const NOT_FOUND = '404 {"error":{"code":"not_found","message":"There is nothing here."}}';

describe("/api/projects", () => {
  it("stores a project, its name trimmed, and answers 201 with it, uncached", async () => {
    const response = await ada.call(POST, "POST", { name: "  Sleep training " });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toMatchObject({ project: { name: "Sleep training" } });
  });

  it("keeps a project that is sent twice under one id only once, and another's of the same id apart", async () => {
    const id = crypto.randomUUID();
    expect((await ada.call(POST, "POST", { id, name: "Ada's" })).status).toBe(201);
    const again = await ada.call(POST, "POST", { id, name: "Ada's again" });
    expect(again.status).toBe(200);
    expect((await again.json()).project).toMatchObject({ id, name: "Ada's" });
    const bens = await ben.call(POST, "POST", { id, name: "Ben's" });
    expect(bens.status).toBe(201);
    expect((await bens.json()).project.name).toBe("Ben's");
  });

  it("pages newest first without a gap or a repeat", async () => {
    const person = await api.person("pager");
    const names = ["one", "two", "three", "four", "five"];
    for (const name of names) await person.call(POST, "POST", { name });
    const seen: string[] = [];
    let query = "?limit=2";
    for (let page = 0; page < 3; page++) {
      const { projects, nextCursor } = await (await person.call(GET, "GET", undefined, {}, query)).json();
      seen.push(...projects.map((project: { name: string }) => project.name));
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(names.toReversed());
    expect(query).toBe("?limit=2&cursor=null");
  });

  it("renames and deletes what is one's own; the notes in it stay, without a project", async () => {
    const person = await api.person("mover");
    const { project } = await (await person.call(POST, "POST", { name: "Mving" })).json();
    await person.call(writeNote, "POST", { text: "Boxes everywhere.", projectId: project.id });
    const renamed = await person.call(PATCH, "PATCH", { name: "Moving" }, { id: project.id });
    expect(await renamed.json()).toMatchObject({ project: { id: project.id, name: "Moving" } });
    const removed = await person.call(DELETE, "DELETE", undefined, { id: project.id });
    expect(await removed.json()).toMatchObject({ project: { id: project.id, name: "Moving" } });
    expect((await person.call(DELETE, "DELETE", undefined, { id: project.id })).status).toBe(404);
    expect((await (await person.call(listNotes, "GET")).json()).notes).toMatchObject([
      { text: "Boxes everywhere.", projectId: null },
    ]);
    expect((await person.call(POST, "POST", { id: project.id, name: "Moving" })).status).toBe(201);
  });

  it("answers a foreign, a made-up and a malformed id alike", async () => {
    const { project } = await (await ada.call(POST, "POST", { name: "Ada's own" })).json();
    const answers = [];
    for (const id of [project.id, MADE_UP, "not-an-id"]) {
      for (const response of [
        await ben.call(PATCH, "PATCH", { name: "mine now" }, { id }),
        await ben.call(DELETE, "DELETE", undefined, { id }),
      ])
        answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers)).toEqual(new Set([NOT_FOUND]));
    const own = await ada.call(PATCH, "PATCH", { name: "Ada's still" }, { id: project.id });
    expect(own.status).toBe(200);
  });

  it.each([
    ["no name", {}],
    ["a name of blanks", { name: "   " }],
    ["a name of 121 characters", { name: "x".repeat(121) }],
    ["a user_id", { name: "x", user_id: MADE_UP }],
    ["no JSON", "{"],
  ])("refuses %s", async (_, body) => {
    for (const response of [
      await ada.call(POST, "POST", body),
      await ada.call(PATCH, "PATCH", body, { id: MADE_UP }),
    ]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  });

  it("asks for a session", async () => {
    expect((await caller("").call(GET, "GET")).status).toBe(401);
    expect((await caller("").call(POST, "POST", { name: "x" })).status).toBe(401);
    expect((await caller("").call(PATCH, "PATCH", { name: "x" }, { id: MADE_UP })).status).toBe(401);
    expect((await caller("").call(DELETE, "DELETE", undefined, { id: MADE_UP })).status).toBe(401);
  });
});
