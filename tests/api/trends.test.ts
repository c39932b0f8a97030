import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dateIn, shift, startOfDay } from "#lib/day.ts";
import type { Trends } from "#lib/trends.ts";
import { POST as writeCheckIn } from "../../app/api/check-ins/route.ts";
import { PATCH as setProfile } from "../../app/api/profile/route.ts";
import { GET } from "../../app/api/trends/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stack.close());

/** A clock far from UTC, so that half of each day is another one there. */
const ZONE = "Pacific/Auckland";
const today = () => dateIn(new Date().toISOString(), ZONE);
const daysBack = (days: number) => shift(today(), -days);

interface Entry {
  mood: number;
  energy?: number;
  sleepHours?: number;
  note?: string;
  tags?: string[];
}
/** A check-in so many days ago; `hour` of the person's clock. */
async function write(person: Caller, daysAgo: number, entry: Entry, hour = 12): Promise<void> {
  const happenedAt = new Date(startOfDay(daysBack(daysAgo), ZONE).getTime() + hour * 3_600_000).toISOString();
  const response = await person.call(writeCheckIn, "POST", { ...entry, happenedAt });
  expect(response.status).toBe(201);
}
async function trendsOf(person: Caller, query = ""): Promise<Trends> {
  const response = await person.call(GET, "GET", undefined, {}, query);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()).trends;
}
async function newPerson(name: string): Promise<Caller> {
  const person = await api.person(name);
  await person.call(setProfile, "PATCH", { timeZone: ZONE });
  return person;
}

describe("/api/trends", () => {
  it("has every one of thirty days, averaged, with nothing where nothing was logged", async () => {
    const person = await newPerson("daily");
    await write(person, 3, { mood: 2, energy: 1, sleepHours: 3.5 });
    await write(person, 3, { mood: 5 });
    await write(person, 29, { mood: 4, sleepHours: 7 });
    await write(person, 30, { mood: 1 });
    const response = await person.call(GET, "GET");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const { trends } = await response.json();
    expect(trends).toMatchObject({ span: "days", from: daysBack(29), to: today(), timeZone: ZONE });
    expect(trends.stages).toHaveLength(30);
    expect(trends.stages.map(({ from }: { from: string }) => from)).toEqual(
      Array.from({ length: 30 }, (_, at) => daysBack(29 - at)),
    );
    expect(trends.summary.mood).toEqual({ count: 3, average: 3.67, least: 2, most: 5 });
    const logged = trends.stages.filter(({ checkIns }: { checkIns: number }) => checkIns > 0);
    expect(logged).toEqual([
      { from: daysBack(29), to: daysBack(29), checkIns: 1, mood: 4, energy: null, sleep: 7 },
      { from: daysBack(3), to: daysBack(3), checkIns: 2, mood: 3.5, energy: 1, sleep: 3.5 },
    ]);
    expect(trends.stages[0].mood).toBe(4);
    expect(trends.stages[1]).toEqual({
      from: daysBack(28),
      to: daysBack(28),
      checkIns: 0,
      mood: null,
      energy: null,
      sleep: null,
    });
  });

  it("takes a day for the person's own, at its first and its last hour", async () => {
    const person = await newPerson("edges");
    await write(person, 5, { mood: 1 }, 0.1);
    await write(person, 5, { mood: 3 }, 22.9);
    await write(person, 4, { mood: 5 }, 0.1);
    const days = (await trendsOf(person)).stages.filter(({ checkIns }) => checkIns > 0);
    expect(days.map(({ from, mood, checkIns }) => [from, mood, checkIns])).toEqual([
      [daysBack(5), 2, 2],
      [daysBack(4), 5, 1],
    ]);
  });

  it("gathers twelve weeks from Monday and twelve months from the first", async () => {
    const person = await newPerson("longer");
    await write(person, 40, { mood: 2 });
    await write(person, 41, { mood: 4 });
    const weeks = (await trendsOf(person, "?span=weeks")).stages;
    expect(weeks).toHaveLength(12);
    for (const { from, to } of weeks) expect(new Date(from).getUTCDay(), to).toBe(1);
    for (const { from, to } of weeks.slice(0, -1)) expect(to).toBe(shift(from, 6));
    expect(weeks.at(-1)?.to).toBe(today());
    expect(weeks.reduce((sum, { checkIns }) => sum + checkIns, 0)).toBe(2);
    const months = (await trendsOf(person, "?span=months")).stages;
    expect(months).toHaveLength(12);
    expect(months.every(({ from }) => from.endsWith("-01"))).toBe(true);
    expect(months.at(-1)?.from).toBe(`${today().slice(0, 7)}-01`);
    const held = months.filter(({ checkIns }) => checkIns > 0);
    expect(held.reduce((sum, { checkIns }) => sum + checkIns, 0)).toBe(2);
    expect(held[0]?.from.slice(0, 7)).toBe(daysBack(41).slice(0, 7));
  });

  it("shows a whole month, also one of another year", async () => {
    const person = await newPerson("monthly");
    await person.call(writeCheckIn, "POST", { mood: 5, happenedAt: "2024-02-28T23:30:00Z" });
    const { month } = await trendsOf(person, "?month=2024-02");
    expect(month).toHaveLength(29);
    expect(month.filter(({ checkIns }) => checkIns > 0)).toMatchObject([{ from: "2024-02-29", mood: 5 }]);
    expect((await trendsOf(person)).month[0]?.from).toBe(`${today().slice(0, 7)}-01`);
  });

  it("finds the lightest and the hardest week, of those with four days logged", async () => {
    const person = await newPerson("stretches");
    for (const day of [27, 26, 25, 24]) await write(person, day, { mood: 1 });
    for (const day of [15, 14, 13]) await write(person, day, { mood: 5 });
    for (const day of [6, 5, 4, 3]) await write(person, day, { mood: 4 });
    const { best, hardest } = await trendsOf(person);
    expect(hardest).toEqual({ from: daysBack(27), to: daysBack(24), days: 4, mood: 1 });
    // Three great days are too few to be a stretch.
    expect(best).toEqual({ from: daysBack(6), to: daysBack(3), days: 4, mood: 4 });
  });

  it("finds no stretch where all days are alike", async () => {
    const person = await newPerson("alike");
    for (let day = 1; day <= 8; day++) await write(person, day, { mood: 3 });
    expect(await trendsOf(person)).toMatchObject({ best: null, hardest: null });
  });

  it("counts which words and tags stand with good and with hard days", async () => {
    const person = await newPerson("words");
    for (const day of [1, 2, 3, 4])
      await write(person, day, { mood: 5, note: "A walk along the canal, she waved at ducks.", tags: ["Outside"] });
    for (const day of [11, 12, 13]) await write(person, day, { mood: 1, note: "Fever again, nobody walked anywhere." });
    await write(person, 20, { mood: 3, note: "An ordinary day with a canal." });
    const { moreOnGoodDays, moreOnHardDays } = await trendsOf(person);
    expect(moreOnGoodDays).toContainEqual({
      word: "canal",
      isTag: false,
      goodDays: 4,
      hardDays: 0,
      allGoodDays: 4,
      allHardDays: 3,
    });
    expect(moreOnGoodDays).toContainEqual(expect.objectContaining({ word: "Outside", isTag: true, goodDays: 4 }));
    expect(moreOnHardDays.map(({ word }) => word)).toEqual(expect.arrayContaining(["fever", "nobody"]));
    const all = [...moreOnGoodDays, ...moreOnHardDays].map(({ word }) => word);
    // "walk" and "walked" are one word, on good and hard days alike; "the" and "along" say nothing.
    for (const word of ["walk", "walked", "the", "she", "again", "along"]) expect(all).not.toContain(word);
    expect(all).not.toContain("ordinary");
  });

  it("tells of no word that stands on two days, or when there are too few of one kind", async () => {
    const person = await newPerson("few");
    for (const day of [1, 2, 3]) await write(person, day, { mood: 5, note: day < 3 ? "lighthouse story" : "story" });
    for (const day of [11, 12]) await write(person, day, { mood: 1, note: "thunder" });
    expect(await trendsOf(person)).toMatchObject({ moreOnGoodDays: [], moreOnHardDays: [] });
    await write(person, 13, { mood: 1, note: "quiet" });
    const { moreOnGoodDays, moreOnHardDays } = await trendsOf(person);
    expect([...moreOnGoodDays, ...moreOnHardDays].map(({ word }) => word)).toEqual(["story"]);
  });

  it("is the person's own: what somebody else logs changes nothing", async () => {
    const person = await newPerson("own");
    const other = await newPerson("other");
    for (const day of [1, 2, 3, 4]) await write(person, day, { mood: 4, note: "tortoise" });
    const queries = ["", "?span=weeks", "?span=months"];
    const alone = await Promise.all(queries.map((query) => trendsOf(person, query)));
    for (let day = 1; day < 12; day++) await write(other, day, { mood: 1 + 4 * (day % 2), note: "accordion" });
    expect(await Promise.all(queries.map((query) => trendsOf(person, query)))).toEqual(alone);
    expect(JSON.stringify(await trendsOf(other))).not.toContain("tortoise");
  });

  it("refuses what it does not know, and asks for a session", async () => {
    const person = await newPerson("odd");
    for (const query of ["?span=years", "?month=2026-13", "?month=october", "?month=0001-01"])
      expect((await person.call(GET, "GET", undefined, {}, query)).status, query).toBe(400);
    expect((await caller("").call(GET, "GET")).status).toBe(401);
  });
});
