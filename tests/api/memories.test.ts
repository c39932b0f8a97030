import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as chat } from "../../app/api/chat/route.ts";
import { PATCH as editCheckIn } from "../../app/api/check-ins/[id]/route.ts";
import { GET as listCheckIns, POST as writeCheckIn } from "../../app/api/check-ins/route.ts";
import { DELETE } from "../../app/api/memories/[id]/route.ts";
import { GET } from "../../app/api/memories/route.ts";
import { POST as writeNote } from "../../app/api/notes/route.ts";
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
const memoriesOf = async (person: Caller, query = "") =>
  (await person.call(GET, "GET", undefined, {}, query)).json() as Promise<{
    memories: { id: string; content: string; timesUsed: number; lastUsedAt: string | null }[];
    nextCursor: string | null;
  }>;
const foundBy = async (person: Caller, query: string) =>
  (await (await person.call(search, "POST", { query })).json()).matches as { content: string }[];

describe("/api/memories", () => {
  it("tells where each passage came from, and whether and when an answer rested on it", async () => {
    const person = await api.person("asker");
    const happenedAt = "2026-10-03T06:00:00Z";
    const { checkIn } = await (
      await person.call(writeCheckIn, "POST", { mood: 2, note: "The dragon lamp helped at three.", happenedAt })
    ).json();
    const { note } = await (
      await person.call(writeNote, "POST", { title: "Taxes", text: "The tax form is due in May." })
    ).json();
    await person.call(writeCheckIn, "POST", { mood: 4 });
    await api.embedAll();
    expect((await memoriesOf(person)).memories.map(({ timesUsed, lastUsedAt }) => [timesUsed, lastUsedAt])).toEqual([
      [0, null],
      [0, null],
    ]);
    for (let times = 0; times < 2; times++)
      await (await person.call(chat, "POST", { message: "When did the dragon lamp help?" })).text();
    const response = await person.call(GET, "GET");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const { memories, nextCursor } = await response.json();
    expect(nextCursor).toBeNull();
    expect(memories).toMatchObject([
      { content: "The tax form is due in May.", source: { kind: "note", id: note.id, title: "Taxes" } },
      {
        content: "The dragon lamp helped at three.",
        source: { kind: "check_in", id: checkIn.id, title: null, happenedAt },
        timesUsed: 2,
        lastUsedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
    expect(JSON.stringify(memories)).not.toContain("embedding");
  });

  it("pages without a gap or a repeat, also among passages of one moment", async () => {
    const person = await api.person("pager");
    // A long note becomes several passages in one transaction, and so of one moment.
    await person.call(writeNote, "POST", { text: "Words about a long night. ".repeat(300) });
    await person.call(writeCheckIn, "POST", { mood: 3, note: "the last" });
    const all = (await memoriesOf(person)).memories.map(({ id }) => id);
    expect(all.length).toBeGreaterThan(3);
    const seen: string[] = [];
    for (let query = "?limit=2"; query; ) {
      const { memories, nextCursor } = await memoriesOf(person, query);
      seen.push(...memories.map(({ id }) => id));
      query = nextCursor ? `?limit=2&cursor=${nextCursor}` : "";
    }
    expect(seen).toEqual(all);
  });

  it("forgets a passage; its entry stays, and is found again only once it is edited", async () => {
    const person = await api.person("forgetter");
    const { checkIn } = await (
      await person.call(writeCheckIn, "POST", { mood: 1, note: "I cried in the pantry." })
    ).json();
    await api.embedAll();
    expect(await foundBy(person, "cried in the pantry")).toHaveLength(1);
    const [memory] = (await memoriesOf(person)).memories;
    const response = await person.call(DELETE, "DELETE", undefined, { id: memory?.id as string });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      memory: { id: memory?.id, content: "I cried in the pantry.", source: { kind: "check_in", id: checkIn.id } },
      entryKept: true,
      notice: expect.stringContaining("until you edit it"),
    });
    const { checkIns } = await (await person.call(listCheckIns, "GET")).json();
    expect(checkIns).toMatchObject([{ id: checkIn.id, note: "I cried in the pantry." }]);
    // A change of the mood alone does not bring the words back.
    await person.call(editCheckIn, "PATCH", { mood: 2 }, { id: checkIn.id });
    await api.embedAll();
    expect((await memoriesOf(person)).memories).toEqual([]);
    expect(await foundBy(person, "cried in the pantry")).toEqual([]);
    await person.call(editCheckIn, "PATCH", { note: "I cried in the pantry, briefly." }, { id: checkIn.id });
    await api.embedAll();
    expect(await foundBy(person, "cried in the pantry")).toMatchObject([
      { content: "I cried in the pantry, briefly." },
    ]);
  });

  it("knows a check-in without words by its tags, by its words once there are some, and not at all without both", async () => {
    const person = await api.person("tagger");
    const { checkIn } = await (
      await person.call(writeCheckIn, "POST", { mood: 1, tags: ["jealousy", "night"] })
    ).json();
    await api.embedAll();
    expect(await foundBy(person, "When was there jealousy?")).toMatchObject([{ content: "jealousy, night" }]);
    const answer = await (await person.call(chat, "POST", { message: "When was there jealousy?" })).text();
    expect(answer).toContain('"kind":"check_in"');
    const edit = async (change: object) => {
      expect((await person.call(editCheckIn, "PATCH", change, { id: checkIn.id })).status).toBe(200);
      return (await memoriesOf(person)).memories.map(({ content }) => content);
    };
    expect(await edit({ tags: ["jealousy", "bedtime"] })).toEqual(["jealousy, bedtime"]);
    expect(await edit({ note: "Sat in the car till the song ended." })).toEqual([
      "Sat in the car till the song ended.",
    ]);
    expect(await edit({ tags: ["bedtime"] })).toEqual(["Sat in the car till the song ended."]);
    expect(await edit({ note: null })).toEqual(["bedtime"]);
    expect(await edit({ tags: [] })).toEqual([]);
  });

  it("does not bring what was forgotten back with another tag or time", async () => {
    const person = await api.person("forgetful");
    const words = { mood: 2, note: "I cried in the pantry.", tags: ["guilt"] };
    const { checkIn } = await (await person.call(writeCheckIn, "POST", words)).json();
    const [memory] = (await memoriesOf(person)).memories;
    await person.call(DELETE, "DELETE", undefined, { id: memory?.id as string });
    for (const change of [{ tags: ["guilt", "night"] }, { happenedAt: "2026-10-03T06:00:00Z" }])
      expect((await person.call(editCheckIn, "PATCH", change, { id: checkIn.id })).status).toBe(200);
    expect((await memoriesOf(person)).memories).toEqual([]);
    await person.call(editCheckIn, "PATCH", { note: "I cried in the pantry, briefly." }, { id: checkIn.id });
    expect((await memoriesOf(person)).memories).toMatchObject([{ content: "I cried in the pantry, briefly." }]);
  });

  it("answers a foreign, a made-up and a malformed id alike, and forgets nothing", async () => {
    await ada.call(writeCheckIn, "POST", { mood: 3, note: "Ada's alone" });
    const [memory] = (await memoriesOf(ada)).memories;
    const answers = [];
    for (const id of [memory?.id as string, MADE_UP, "not-an-id"]) {
      const response = await ben.call(DELETE, "DELETE", undefined, { id });
      answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    expect((await memoriesOf(ben)).memories).toEqual([]);
    expect((await memoriesOf(ada)).memories).toMatchObject([{ content: "Ada's alone" }]);
    expect((await ada.call(DELETE, "DELETE", undefined, { id: memory?.id as string })).status).toBe(200);
  });

  it("refuses a list that is asked for wrongly", async () => {
    for (const query of ["?limit=0", "?limit=101", "?cursor=nonsense"])
      expect((await ada.call(GET, "GET", undefined, {}, query)).status, query).toBe(400);
  });

  it("asks for a session", async () => {
    expect((await caller("").call(GET, "GET")).status).toBe(401);
    expect((await caller("").call(DELETE, "DELETE", undefined, { id: MADE_UP })).status).toBe(401);
  });
});
