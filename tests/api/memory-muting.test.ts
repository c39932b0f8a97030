import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { DELETE as deleteCheckIn } from "../../app/api/check-ins/[id]/route.ts";
import { GET as listCheckIns, POST as writeCheckIn } from "../../app/api/check-ins/route.ts";
import { DELETE as forgetOne, PATCH as muteOne } from "../../app/api/memories/[id]/route.ts";
import { DELETE as forgetAll, GET } from "../../app/api/memories/route.ts";
import { DELETE as forgetSource, PATCH as muteSource } from "../../app/api/memories/sources/[id]/route.ts";
import { DELETE as deleteNote, PATCH as editNote } from "../../app/api/notes/[id]/route.ts";
import { POST as writeNote } from "../../app/api/notes/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let provider: FakeProvider;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  api = await startApi();
  provider = await startFakeProvider("echo");
  ada = await api.person("ada");
  ben = await api.person("ben");
});
beforeEach(() => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_EMBEDDING_MODEL;
});
afterAll(async () => {
  await provider.close();
  await api.stack.close();
});

/** From here on a provider answers, which keeps every prompt; it makes the same vectors as the offline model. */
function askTheProvider() {
  process.env.OPENAI_BASE_URL = provider.url;
  process.env.OPENAI_EMBEDDING_MODEL = OFFLINE_EMBEDDING_MODEL;
}

const MADE_UP = "00000000-0000-4000-8000-000000000000";
interface Memory {
  id: string;
  content: string;
  muted: boolean;
  source: { kind: string; id: string | null };
}
const memoriesOf = async (person: Caller): Promise<Memory[]> =>
  (await (await person.call(GET, "GET", undefined, {}, "?limit=100")).json()).memories;
const foundBy = async (person: Caller, query: string) =>
  JSON.stringify((await (await person.call(search, "POST", { query, limit: 50 })).json()).matches);
const checkIn = async (person: Caller, note: string, happenedAt = "2026-10-03T05:00:00Z"): Promise<string> =>
  (await (await person.call(writeCheckIn, "POST", { mood: 2, note, happenedAt })).json()).checkIn.id;
const asked = async (person: Caller, message: string) => (await person.call(chat, "POST", { message })).text();

describe("a muted passage", () => {
  it("is in no answer and in no prompt, and in both again once it is switched on", async () => {
    const person = await api.person("wren");
    const id = await checkIn(person, "Cried in the pantry while the kettle sang.");
    await checkIn(person, "The kettle broke, tea from the neighbours.", "2026-10-04T05:00:00Z");
    await api.embedAll();
    const [pantry] = (await memoriesOf(person)).filter(({ content }) => content.includes("pantry"));
    expect(pantry).toMatchObject({ muted: false, source: { kind: "check_in", id } });

    const told = async () => {
      delete process.env.OPENAI_BASE_URL;
      delete process.env.OPENAI_EMBEDDING_MODEL;
      const answers = [];
      // By its words and by its day, with the offline coach …
      for (const question of [
        "When did I last cry in the pantry, with the kettle?",
        "What happened on 3 October 2026?",
      ])
        answers.push(await asked(person, question), await foundBy(person, question));
      // … and with a provider, of whom every prompt is kept.
      askTheProvider();
      const before = provider.bodies.length;
      await asked(person, "What did I write about the kettle?");
      await asked(person, "What happened on 3 October 2026?");
      const prompts = provider.bodies.slice(before).join("\n");
      return { answers: answers.join("\n"), prompts };
    };
    const open = await told();
    expect(open.answers).toContain("kettle sang");
    expect(open.prompts).toContain("kettle sang");

    const response = await person.call(muteOne, "PATCH", { muted: true }, { id: pantry?.id as string });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ memory: { id: pantry?.id, muted: true } });
    const muted = await told();
    expect(muted.answers).not.toContain("kettle sang");
    expect(muted.prompts).not.toContain("kettle sang");
    expect(muted.prompts).toContain("tea from the neighbours");
    // Still shown among what the coach knows, and in the journal.
    expect((await memoriesOf(person)).find((memory) => memory.id === pantry?.id)).toMatchObject({ muted: true });
    expect(await (await person.call(listCheckIns, "GET")).text()).toContain("kettle sang");

    await person.call(muteOne, "PATCH", { muted: false }, { id: pantry?.id as string });
    const again = await told();
    expect(again.answers).toContain("kettle sang");
    expect(again.prompts).toContain("kettle sang");
  });

  it("is not shown beside its neighbours in a long text either", async () => {
    const person = await api.person("long");
    const pages = ["lighthouse", "tortoise", "accordion"].map((word) =>
      `The ${word} story again. `.repeat(60).trimEnd(),
    );
    const text = `${pages[0]}\n\n${pages[1]}\n\n${pages[2]}`;
    await person.call(writeNote, "POST", { text, happenedAt: "2026-10-01T05:00:00Z" });
    await api.embedAll();
    const pieces = (await memoriesOf(person)).filter(({ content }) => content.includes("tortoise"));
    expect(pieces.length).toBeGreaterThan(0);
    expect(await foundBy(person, "lighthouse accordion")).toContain("tortoise");
    for (const { id } of pieces) await person.call(muteOne, "PATCH", { muted: true }, { id });
    const found = await foundBy(person, "lighthouse accordion");
    expect(found).toContain("lighthouse");
    expect(found).not.toContain("tortoise");
  });

  it("takes no place from the others, however many are muted", async () => {
    const person = await api.person("many");
    for (let night = 0; night < 60; night++)
      await checkIn(person, `The moon lamp was on at three, night ${night}.`, `2026-08-01T0${night % 10}:00:00Z`);
    await sql`update public.documents set muted = true where content like 'The moon lamp%'`.execute(
      api.stack.database.connection.kysely,
    );
    await checkIn(person, "He asks about the sky when it is dark.", "2026-08-02T05:00:00Z");
    await api.embedAll();
    const found = await foundBy(person, "moon lamp at three");
    expect(found).toContain("asks about the sky");
    expect(found).not.toContain("moon lamp");
  });
});

describe("a muted source", () => {
  it("is muted with all its pieces, and so is what it grows by", async () => {
    const person = await api.person("source");
    const text = "Notes on the move to the new flat. ".repeat(150);
    const { note } = await (await person.call(writeNote, "POST", { text })).json();
    const other = await checkIn(person, "An ordinary night.");
    const pieces = (await memoriesOf(person)).filter(({ source }) => source.id === note.id).length;
    expect(pieces).toBeGreaterThan(1);
    const response = await person.call(muteSource, "PATCH", { muted: true }, { id: note.id });
    expect(await response.json()).toEqual({ muted: true, passages: pieces });
    await person.call(editNote, "PATCH", { text: text.repeat(2) }, { id: note.id });
    const grown = await memoriesOf(person);
    expect(grown.filter(({ source }) => source.id === note.id).length).toBeGreaterThan(pieces);
    expect(grown.filter(({ source }) => source.id === note.id).every(({ muted }) => muted)).toBe(true);
    expect(grown.find(({ source }) => source.id === other)?.muted).toBe(false);
    await person.call(muteSource, "PATCH", { muted: false }, { id: note.id });
    expect((await memoriesOf(person)).some(({ muted }) => muted)).toBe(false);
  });

  it("is forgotten with all its pieces; the entry stays", async () => {
    const person = await api.person("forget");
    const { note } = await (await person.call(writeNote, "POST", { text: "Long words. ".repeat(700) })).json();
    await checkIn(person, "Kept.");
    const pieces = (await memoriesOf(person)).length - 1;
    const response = await person.call(forgetSource, "DELETE", undefined, { id: note.id });
    expect(await response.json()).toEqual({ forgotten: pieces });
    expect((await memoriesOf(person)).map(({ content }) => content)).toEqual(["Kept."]);
    expect((await person.call(forgetSource, "DELETE", undefined, { id: note.id })).status).toBe(404);
    expect((await person.call(editNote, "PATCH", { title: "Still here" }, { id: note.id })).status).toBe(200);
  });
});

describe("forgetting everything", () => {
  it("wants the words typed out, and touches nobody else's", async () => {
    const person = await api.person("all");
    await checkIn(person, "One.");
    await checkIn(person, "Two.");
    await checkIn(ada, "Ada's.");
    for (const body of [{}, { confirm: "yes" }, { confirm: "Forget everything" }])
      expect((await person.call(forgetAll, "DELETE", body)).status).toBe(400);
    expect(await memoriesOf(person)).toHaveLength(2);
    const response = await person.call(forgetAll, "DELETE", { confirm: "forget everything" });
    expect(await response.json()).toEqual({ forgotten: 2 });
    expect(await memoriesOf(person)).toEqual([]);
    expect((await memoriesOf(ada)).map(({ content }) => content)).toContain("Ada's.");
    expect((await (await person.call(listCheckIns, "GET")).json()).checkIns).toHaveLength(2);
  });
});

describe("somebody else", () => {
  it("gets the same answer for a foreign, a made-up and a malformed id, and changes nothing", async () => {
    const id = await checkIn(ada, "Ada's alone.");
    const mine = (await memoriesOf(ada)).find(({ content }) => content === "Ada's alone.");
    const answers = [];
    for (const foreign of [id, mine?.id as string, MADE_UP, "not-an-id"]) {
      for (const response of [
        await ben.call(muteOne, "PATCH", { muted: true }, { id: foreign }),
        await ben.call(muteSource, "PATCH", { muted: true }, { id: foreign }),
        await ben.call(forgetOne, "DELETE", undefined, { id: foreign }),
        await ben.call(forgetSource, "DELETE", undefined, { id: foreign }),
      ])
        answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    expect((await memoriesOf(ada)).find(({ content }) => content === "Ada's alone.")).toEqual(mine);
    for (const body of [{}, { muted: "yes" }, { muted: true, user_id: MADE_UP }])
      expect((await ada.call(muteOne, "PATCH", body, { id: mine?.id as string })).status).toBe(400);
  });

  it("is asked for a session", async () => {
    const nobody = caller("");
    expect((await nobody.call(muteOne, "PATCH", { muted: true }, { id: MADE_UP })).status).toBe(401);
    expect((await nobody.call(muteSource, "PATCH", { muted: true }, { id: MADE_UP })).status).toBe(401);
    expect((await nobody.call(forgetSource, "DELETE", undefined, { id: MADE_UP })).status).toBe(401);
    expect((await nobody.call(forgetAll, "DELETE", { confirm: "forget everything" })).status).toBe(401);
  });
});

describe("an entry that is deleted and put back", () => {
  /** What "Undo" sends: what the deletion has answered. */
  const putBack = async (person: Caller, id: string, kind: "note" | "checkIn") => {
    const [remove, write] = kind === "note" ? [deleteNote, writeNote] : [deleteCheckIn, writeCheckIn];
    const answer = await (await person.call(remove, "DELETE", undefined, { id })).json();
    const { createdAt: _, updatedAt: __, ...entry } = answer[kind];
    const response = await person.call(write, "POST", { ...entry, remembered: answer.remembered });
    expect(response.status).toBe(201);
  };
  const contentsOf = async (person: Caller) => (await memoriesOf(person)).map(({ content, muted }) => [content, muted]);

  it("is known to the coach as it was: what was forgotten stays forgotten, what was muted stays muted", async () => {
    const person = await api.person("juno");
    const long = ["Tante Ilse came.", "He screamed in the car.", "I shouted."].map((part) => `${part} `.repeat(120));
    const text = long.map((part, at) => `# Part ${at}\n\n${part}`).join("\n\n");
    const { note } = await (await person.call(writeNote, "POST", { text })).json();
    const before = await memoriesOf(person);
    expect(before.length).toBeGreaterThan(2);
    await person.call(forgetOne, "DELETE", undefined, { id: before[0]?.id as string });
    await person.call(muteOne, "PATCH", { muted: true }, { id: before[1]?.id as string });
    const known = await contentsOf(person);
    expect(known).toHaveLength(before.length - 1);
    await putBack(person, note.id, "note");
    expect((await contentsOf(person)).toSorted()).toEqual(known.toSorted());
  });

  it("which holds for a check-in too, all of it forgotten or muted, or none", async () => {
    const person = await api.person("milo");
    const [forgotten, muted, known] = [
      await checkIn(person, "The pantry again."),
      await checkIn(person, "I left him crying."),
      await checkIn(person, "Four hours in one piece."),
    ];
    await person.call(forgetSource, "DELETE", undefined, { id: forgotten });
    await person.call(muteSource, "PATCH", { muted: true }, { id: muted });
    for (const id of [forgotten, muted, known]) await putBack(person, id, "checkIn");
    expect((await contentsOf(person)).toSorted()).toEqual([
      ["Four hours in one piece.", false],
      ["I left him crying.", true],
    ]);
  });
});
