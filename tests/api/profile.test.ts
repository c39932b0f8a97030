import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONSENT } from "#lib/profile.ts";
import { GET, PATCH } from "../../app/api/profile/route.ts";
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

const profileOf = async (person: Caller) => (await (await person.call(GET, "GET")).json()).profile;

describe("/api/profile", () => {
  it("is empty for somebody new, uncached", async () => {
    const response = await ben.call(GET, "GET");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toEqual({
      profile: { displayName: null, timeZone: null, region: null, language: "en", consents: [] },
    });
  });

  it("keeps what is said of oneself, changes only what is named, and can take it back", async () => {
    const first = await ada.call(PATCH, "PATCH", { displayName: " Ada ", timeZone: "Europe/Berlin", region: "DE" });
    expect(await first.json()).toMatchObject({
      profile: { displayName: "Ada", timeZone: "Europe/Berlin", region: "DE", language: "en" },
    });
    await ada.call(PATCH, "PATCH", { displayName: null, region: null });
    expect(await profileOf(ada)).toMatchObject({ displayName: null, timeZone: "Europe/Berlin", region: null });
    expect(await profileOf(ben)).toMatchObject({ displayName: null, timeZone: null });
  });

  it("makes one profile of many first changes at once", async () => {
    const person = await api.person("eager");
    const names = ["Noor", "Noora", "Nora"];
    const answers = await Promise.all(names.map((displayName) => person.call(PATCH, "PATCH", { displayName })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(names).toContain((await profileOf(person)).displayName);
  });

  it("records once, by the database's clock, what was agreed to", async () => {
    const before = Date.now();
    await ada.call(PATCH, "PATCH", { consent: true });
    const { consents } = await profileOf(ada);
    expect(consents).toEqual([{ wording: CONSENT, agreedAt: expect.stringMatching(/Z$/) }]);
    expect(Math.abs(Date.parse(consents[0].agreedAt) - before)).toBeLessThan(60_000);
    expect((await ada.call(PATCH, "PATCH", { consent: true })).status).toBe(200);
    expect((await profileOf(ada)).consents).toEqual(consents);
    expect((await profileOf(ben)).consents).toEqual([]);
  });

  it.each([
    ["nothing", {}],
    ["a zone that is none", { timeZone: "Mars/Olympus" }],
    ["an offset, which Postgres reads the other way round", { timeZone: "+02:00" }],
    ["a country in words", { region: "Germany" }],
    ["a language without a catalogue", { language: "tlh" }],
    ["a name of 81 letters", { displayName: "x".repeat(81) }],
    ["consent taken back by a no", { consent: false }],
    ["when it was agreed", { consent: true, agreedAt: "2020-01-01T00:00:00Z" }],
    ["whose it is", { displayName: "x", user_id: "00000000-0000-4000-8000-000000000000" }],
  ])("refuses %s", async (_, body) => {
    const response = await ada.call(PATCH, "PATCH", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense"]) {
      expect((await caller(token).call(GET, "GET")).status).toBe(401);
      expect((await caller(token).call(PATCH, "PATCH", { displayName: "x" })).status).toBe(401);
    }
  });
});
