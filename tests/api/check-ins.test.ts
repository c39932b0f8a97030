import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DELETE, PATCH } from "../../app/api/check-ins/[id]/route.ts";
import { GET, POST } from "../../app/api/check-ins/route.ts";
import { PATCH as changeProfile } from "../../app/api/profile/route.ts";
import { POST as loadSample, DELETE as removeSample } from "../../app/api/sample/route.ts";
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
const entry = { mood: 2, energy: 1, sleepHours: 3.5, note: "Up at 2, at 3 and at 4.", tags: ["night"] };

describe("/api/check-ins", () => {
  it("stores a check-in and answers 201 with it, uncached", async () => {
    const response = await ada.call(POST, "POST", entry);
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toMatchObject({ checkIn: { ...entry, isSample: false } });
  });

  it("keeps a check-in that is sent twice under one id only once", async () => {
    const id = crypto.randomUUID();
    expect((await ada.call(POST, "POST", { ...entry, id })).status).toBe(201);
    const again = await ada.call(POST, "POST", { ...entry, id });
    expect(again.status).toBe(200);
    expect((await again.json()).checkIn.id).toBe(id);
  });

  it("takes a repeated one for the same whenever it is sent, and refuses other words under its id", async () => {
    const person = await api.person("repeater");
    const sent = { id: crypto.randomUUID(), mood: 2, sleepHours: 3.55, note: "Up at 2.", tags: ["night"] };
    expect((await person.call(POST, "POST", sent)).status).toBe(201);
    // One that had to wait on the device is sent with the time at which it was written.
    const late = { ...sent, energy: null, happenedAt: "2026-10-03T04:00:00Z" };
    expect((await person.call(POST, "POST", late)).status).toBe(200);
    for (const other of [{ note: "Up at 3." }, { mood: 3 }, { energy: 2 }, { sleepHours: 4 }, { tags: [] }]) {
      const refused = await person.call(POST, "POST", { ...sent, ...other });
      expect(refused.status).toBe(409);
      expect((await refused.json()).error.message).toBe(
        "This check-in is stored already, with other words. Change it there.",
      );
    }
    const { checkIns } = await (await person.call(GET, "GET")).json();
    expect(checkIns).toMatchObject([{ mood: 2, note: "Up at 2." }]);
  });

  it("lets two people use the same id without learning of each other", async () => {
    const id = crypto.randomUUID();
    expect((await ada.call(POST, "POST", { ...entry, id })).status).toBe(201);
    expect((await ben.call(POST, "POST", { ...entry, id, note: "Ben's" })).status).toBe(201);
  });

  it("pages newest first without a gap or a repeat", async () => {
    const person = await api.person("pager");
    for (let day = 1; day <= 5; day++)
      await person.call(POST, "POST", { mood: 3, happenedAt: `2026-10-0${day}T06:00:00Z` });
    const days: string[] = [];
    let query = "?limit=2";
    for (let page = 0; page < 3; page++) {
      const { checkIns, nextCursor } = await (await person.call(GET, "GET", undefined, {}, query)).json();
      days.push(...checkIns.map((row: { happenedAt: string }) => row.happenedAt.slice(0, 10)));
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(days).toEqual(["2026-10-05", "2026-10-04", "2026-10-03", "2026-10-02", "2026-10-01"]);
  });

  it("changes and deletes what is one's own, and can put it back", async () => {
    const { checkIn } = await (await ada.call(POST, "POST", entry)).json();
    const changed = await ada.call(PATCH, "PATCH", { mood: 4, note: null }, { id: checkIn.id });
    expect(await changed.json()).toMatchObject({ checkIn: { mood: 4, note: null, energy: 1 } });
    expect((await ada.call(DELETE, "DELETE", undefined, { id: checkIn.id })).status).toBe(200);
    expect((await ada.call(DELETE, "DELETE", undefined, { id: checkIn.id })).status).toBe(404);
    expect((await ada.call(POST, "POST", { ...entry, id: checkIn.id })).status).toBe(201);
  });

  it("answers a foreign, a made-up and a malformed id alike", async () => {
    const { checkIn } = await (await ada.call(POST, "POST", entry)).json();
    const answers = [];
    for (const id of [checkIn.id, MADE_UP, "not-an-id"]) {
      for (const [handler, method, body] of [
        [PATCH, "PATCH", { mood: 1 }],
        [DELETE, "DELETE", undefined],
      ] as const) {
        const response = await ben.call(handler, method, body, { id });
        answers.push(`${response.status} ${await response.text()}`);
      }
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    expect((await ada.call(PATCH, "PATCH", { mood: 2 }, { id: checkIn.id })).status).toBe(200);
  });

  it.each([
    ["no mood", {}, 400],
    ["a mood of six", { mood: 6 }, 400],
    ["a user_id", { mood: 3, user_id: MADE_UP }, 400],
    ["25 hours of sleep", { mood: 3, sleepHours: 25 }, 400],
    ["a note of 4,001 characters", { mood: 3, note: "x".repeat(4001) }, 400],
    ["a NUL character", { mood: 3, note: "a\u0000b" }, 400],
    ["no JSON", "{", 400],
    ["a body over the limit", { mood: 3, note: "x".repeat(70_000) }, 413],
  ])("refuses %s", async (_, body, status) => {
    const response = await ada.call(POST, "POST", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense", `${ada.token.slice(0, -4)}AAAA`]) {
      expect(
        (
          await caller(token)
            .call(GET, "GET")
            .catch((error) => error)
        ).status,
      ).toBe(401);
    }
  });

  it("loads the sample month once, and removes it without touching what the person wrote", async () => {
    const person = await api.person("newcomer");
    await person.call(POST, "POST", entry);
    const loads = await Promise.all([person.call(loadSample, "POST"), person.call(loadSample, "POST")]);
    expect(loads.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await person.call(loadSample, "POST")).status).toBe(409);
    expect((await (await person.call(removeSample, "DELETE")).json()).removed).toBeGreaterThan(27);
    const { checkIns } = await (await person.call(GET, "GET")).json();
    expect(checkIns).toHaveLength(1);
  });

  it("keeps a part of the sample month that is deleted and put back a part of it, which nobody's own entry becomes", async () => {
    const person = await api.person("undoing");
    await person.call(loadSample, "POST");
    const { checkIns } = await (await person.call(GET, "GET")).json();
    const { createdAt: _, updatedAt: __, ...one } = checkIns[0];
    expect((await person.call(DELETE, "DELETE", undefined, { id: one.id })).status).toBe(200);
    const back = await person.call(POST, "POST", one);
    expect(back.status).toBe(201);
    expect((await back.json()).checkIn).toMatchObject(one);
    const own = (await (await person.call(POST, "POST", entry)).json()).checkIn;
    expect((await person.call(PATCH, "PATCH", { isSample: true }, { id: own.id })).status).toBe(400);
    await person.call(removeSample, "DELETE");
    expect((await (await person.call(GET, "GET")).json()).checkIns.map(({ id }: { id: string }) => id)).toEqual([
      own.id,
    ]);
  });

  it("names the weekday on which the sample month's walk falls on the person's own clock", async () => {
    for (const timeZone of ["Pacific/Kiritimati", "America/Los_Angeles"]) {
      const person = await api.person(timeZone);
      await person.call(changeProfile, "PATCH", { timeZone });
      await person.call(loadSample, "POST");
      const { checkIns } = await (await person.call(GET, "GET")).json();
      const walk = checkIns.find(({ note }: { note: string }) => note.includes(" walk with Jo."));
      const weekday = new Intl.DateTimeFormat("en", { timeZone, weekday: "long" }).format(new Date(walk.happenedAt));
      expect(walk.note).toMatch(new RegExp(`^${weekday} walk`));
      expect(checkIns.filter(({ note }: { note: string }) => note.includes(`walk on ${weekday}.`))).toHaveLength(1);
    }
  });
});

describe("a check-in that has been embedded", () => {
  it("can be edited; its passage follows and is embedded anew", async () => {
    const { checkIn } = await (await ada.call(POST, "POST", { mood: 3, note: "first words" })).json();
    await api.embedAll();
    expect((await ada.call(PATCH, "PATCH", { note: "other words" }, { id: checkIn.id })).status).toBe(200);
    await api.embedAll();
    const { matches } = await (await ada.call(search, "POST", { query: "other words", limit: 1 })).json();
    expect(matches).toMatchObject([{ content: "other words", source: { kind: "check_in", id: checkIn.id } }]);
  });
});
