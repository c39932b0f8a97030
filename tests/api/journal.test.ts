import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as checkIn } from "../../app/api/check-ins/route.ts";
import { GET } from "../../app/api/journal/route.ts";
import { DELETE as removeNote } from "../../app/api/notes/[id]/route.ts";
import { POST as note } from "../../app/api/notes/route.ts";
import { POST as createProject } from "../../app/api/projects/route.ts";
import { startFakeProvider } from "../ai/fake-provider.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let naps: string;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
  naps = (await (await ada.call(createProject, "POST", { name: "Naps" })).json()).project.id;
  const at = (day: string) => `2026-10-${day}T06:00:00Z`;
  const written: [typeof checkIn, object][] = [
    [checkIn, { mood: 2, note: "Up four times, a new tooth is coming.", tags: ["teething"], happenedAt: at("01") }],
    [note, { title: "Nursery", text: "Frau Lindt says he naps after singing.", projectId: naps, happenedAt: at("02") }],
    [checkIn, { mood: 4, sleepHours: 7, happenedAt: at("03") }],
    [checkIn, { mood: 2, note: "Cried in the car park.", tags: ["work", "teething"], happenedAt: at("04") }],
    [note, { text: "A list for grandma: bottle, bear, the red blanket.", happenedAt: at("05") }],
  ];
  for (const [post, body] of written) expect((await ada.call(post, "POST", body)).status).toBe(201);
  await api.embedAll();
});
afterAll(() => api.stack.close());

const MADE_UP = "00000000-0000-4000-8000-000000000000";
interface Listed {
  entries: { kind: string; id: string; happenedAt: string; text?: string; note?: string }[];
  nextCursor: string | null;
  wordsOnly: boolean;
  byMeaning?: true;
  more?: true;
}
const journal = async (person: Caller, query = ""): Promise<Listed> => {
  const response = await person.call(GET, "GET", undefined, {}, query);
  expect(response.status, query).toBe(200);
  return response.json();
};
/** The days of October on which what was listed happened. */
const days = async (query: string, person = ada) =>
  (await journal(person, query)).entries.map(({ happenedAt }) => Number(happenedAt.slice(8, 10)));

describe("/api/journal", () => {
  it("lists check-ins and notes together, newest first, each as its own routes speak of it, uncached", async () => {
    const response = await ada.call(GET, "GET");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const { entries, nextCursor } = await response.json();
    expect(nextCursor).toBeNull();
    expect(entries.map((entry: Listed["entries"][number]) => entry.kind)).toEqual([
      "note",
      "check_in",
      "check_in",
      "note",
      "check_in",
    ]);
    expect(entries[3]).toEqual({
      kind: "note",
      id: expect.any(String),
      title: "Nursery",
      text: "Frau Lindt says he naps after singing.",
      projectId: naps,
      happenedAt: "2026-10-02T06:00:00Z",
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(entries[2]).toMatchObject({ mood: 4, energy: null, sleepHours: 7, note: null, tags: [], isSample: false });
  });

  it("narrows by kind, tag, mood, project and time, the end excluded", async () => {
    expect(await days("?kind=note")).toEqual([5, 2]);
    expect(await days("?kind=check_in")).toEqual([4, 3, 1]);
    expect(await days("?tag=teething")).toEqual([4, 1]);
    expect(await days("?mood=4")).toEqual([3]);
    expect(await days(`?projectId=${naps}`)).toEqual([2]);
    expect(await days("?from=2026-10-02T06:00:00Z&to=2026-10-04T06:00:00Z")).toEqual([3, 2]);
    expect(await days("?tag=teething&mood=2&from=2026-10-02T00:00:00Z")).toEqual([4]);
    expect(await days("?kind=note&mood=2")).toEqual([]);
  });

  it("pages without a gap or a repeat, also where a check-in and a note share a moment and an id", async () => {
    const person = await api.person("pager");
    const happenedAt = "2026-10-10T03:00:00Z";
    const ids = [crypto.randomUUID(), crypto.randomUUID()];
    for (const id of ids) {
      await person.call(checkIn, "POST", { id, mood: 3, happenedAt });
      await person.call(note, "POST", { id, text: "awake again", happenedAt });
    }
    const seen: string[] = [];
    let query = "?limit=1";
    for (let page = 0; page < 4; page++) {
      const { entries, nextCursor } = await journal(person, query);
      seen.push(...entries.map(({ kind, id }) => `${kind} ${id}`));
      query = `?limit=1&cursor=${nextCursor}`;
    }
    expect(query).toBe("?limit=1&cursor=null");
    expect(seen.sort()).toEqual(ids.flatMap((id) => [`check_in ${id}`, `note ${id}`]).sort());
  });

  it("finds by whole words, by the beginning of one, by tag and by meaning, the best first", async () => {
    expect(await days("?q=singing")).toEqual([2]);
    expect(await days("?q=blank")).toEqual([5]);
    expect(await days("?q=TEETH")).toEqual([1, 4]);
    expect((await days("?q=exhausted night, tooth"))[0]).toBe(1);
    expect(await days("?q=weeping")).toContain(4);
    expect(await days("?q=100%25")).toEqual([]);
  });

  it("finds nothing where nothing is like it, and narrows what it finds", async () => {
    expect(await days("?q=volcano")).toEqual([]);
    expect(await days("?q=teething&mood=4")).toEqual([]);
    expect(await days("?q=naps&kind=check_in")).toEqual([]);
    expect(await days(`?q=singing&projectId=${naps}`)).toEqual([2]);
    expect(await days("?q=teeth&from=2026-10-02T00:00:00Z")).toEqual([4]);
  });

  it("finds what was just written, before any model has seen it, and nothing that is deleted", async () => {
    const person = await api.person("searcher");
    const { note: written } = await (await person.call(note, "POST", { text: "The tortoise story works." })).json();
    expect((await journal(person, "?q=tortoise")).entries).toMatchObject([{ kind: "note", id: written.id }]);
    await person.call(removeNote, "DELETE", undefined, { id: written.id });
    expect((await journal(person, "?q=tortoise")).entries).toEqual([]);
  });

  it("searches by the words alone, and says so, while no model answers", async () => {
    const provider = await startFakeProvider("status-500");
    process.env.OPENAI_BASE_URL = provider.url;
    try {
      expect(await journal(ada, "?q=singing")).toMatchObject({ wordsOnly: true, entries: [{ kind: "note" }] });
    } finally {
      delete process.env.OPENAI_BASE_URL;
      await provider.close();
    }
    expect(await journal(ada, "?q=singing")).toMatchObject({ wordsOnly: false });
  });

  it("says when no entry holds the words and what it found is only near in meaning", async () => {
    expect(await journal(ada, "?q=weeping")).toMatchObject({ byMeaning: true });
    expect((await journal(ada, "?q=weeping")).entries.length).toBeGreaterThan(0);
    for (const query of ["", "?q=singing", "?q=volcano", "?q=TEETH"])
      expect(await journal(ada, query), query).not.toHaveProperty("byMeaning");
  });

  it("says that there may be more where a search ends, and nowhere else", async () => {
    const person = await api.person("collector");
    for (let n = 0; n < 52; n++) await person.call(note, "POST", { text: `The tortoise story, part ${n}.` });
    const found = await journal(person, "?q=tortoise");
    expect(found.entries).toHaveLength(50);
    expect(found).toMatchObject({ more: true, nextCursor: null });
    for (const query of ["", "?q=singing", "?q=volcano"])
      expect(await journal(ada, query), query).not.toHaveProperty("more");
  });

  it("shows a second person nothing, whatever of the first one's they ask for", async () => {
    const ben = await api.person("ben");
    for (const query of ["", "?q=singing", "?q=Frau Lindt", "?tag=teething", "?mood=2", `?projectId=${naps}`])
      expect(await journal(ben, query), query).toEqual({ entries: [], nextCursor: null, wordsOnly: false });
    const { entries } = await journal(ada);
    const own = (await (await ben.call(note, "POST", { text: "Ben's own" })).json()).note;
    // A cursor is a place in a list, not a key: with Ada's, Ben's list begins where his own entries do.
    const { nextCursor } = await journal(ada, "?limit=1");
    expect((await journal(ben, `?cursor=${nextCursor}`)).entries).toEqual([]);
    expect((await journal(ben)).entries.map(({ id }) => id)).toEqual([own.id]);
    expect((await journal(ada)).entries).toEqual(entries);
  });

  it("answers for somebody else's project as for one that does not exist", async () => {
    const ben = await api.person("curious");
    expect(await journal(ben, `?projectId=${naps}`)).toEqual(await journal(ben, `?projectId=${MADE_UP}`));
  });

  it("refuses what it can't be asked", async () => {
    for (const query of [
      "?limit=0",
      "?limit=101",
      "?from=yesterday",
      "?mood=6",
      "?kind=secret",
      "?projectId=naps",
      "?cursor=nonsense",
      "?cursor=note.nonsense",
      `?q=${"x".repeat(501)}`,
    ])
      expect((await ada.call(GET, "GET", undefined, {}, query)).status, query).toBe(400);
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense"]) expect((await caller(token).call(GET, "GET")).status).toBe(401);
  });
});
