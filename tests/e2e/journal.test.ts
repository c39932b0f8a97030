import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPerson, problemsOf } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const MADE_UP = "00000000-0000-4000-8000-000000000000";
let dataDir: string;
let app: AppProcess;
let browser: Browser;
let robin: Page;
let kim: Page;

/** Stores an entry as the app's own pages do. @returns its id */
async function store(page: Page, path: string, body: object): Promise<string> {
  const answer = await page.evaluate(
    async ([to, data]) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(to as string, { method: "POST", headers, body: JSON.stringify(data) })).json();
    },
    [path, body] as const,
  );
  return (Object.values(answer)[0] as { id: string }).id;
}
const entry = (page: Page, words: string): Locator => page.getByRole("listitem").filter({ hasText: words });
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  dataDir = mkdtempSync(join(tmpdir(), "nightlight-journal-"));
  [app, browser] = await Promise.all([startApp(dataDir), launchBrowser()]);
  robin = await newPerson(browser, app.url, "robin@example.test", 360);
  kim = await newPerson(browser, app.url, "kim@example.test", 1280);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("the journal", () => {
  it("says what it is for while it is empty", async () => {
    await robin.goto(`${app.url}/journal`);
    await robin.getByText("will stand here in one line").waitFor();
    expect(await problemsOf(robin)).toEqual([]);
    await robin.screenshot({ path: join(shots, "journal-empty-360.png") });
  });

  it("takes a note, keeps what was typed when it can't be saved, and edits it in its place", async () => {
    await robin.getByRole("button", { name: "Write a note" }).click();
    await robin.getByRole("button", { name: "Save note" }).click();
    await robin.getByText("Write a few words first.").waitFor();
    await robin.getByLabel("Title").fill("What Frau Lindt said");
    await robin.getByLabel("Your note").fill("He naps best after singing.");
    await robin.context().setOffline(true);
    await robin.getByRole("button", { name: "Save note" }).click();
    await robin.getByText("There is no connection").waitFor();
    expect(await robin.getByLabel("Your note").inputValue()).toBe("He naps best after singing.");
    await robin.context().setOffline(false);
    await robin.getByRole("button", { name: "Save note" }).click();
    await entry(robin, "after singing").waitFor();
    await entry(robin, "after singing").getByRole("button", { name: "Edit" }).click();
    await robin.getByLabel("Your note").fill("He naps best after humming.");
    await robin.getByRole("button", { name: "Save changes" }).click();
    await entry(robin, "after humming").getByRole("button", { name: "Edit" }).waitFor();
  });

  it("stores one note, as it reads at last, when the first answer was lost", async () => {
    await robin.route("**/api/notes", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await robin.getByRole("button", { name: "Write a note" }).click();
    await robin.getByLabel("Your note").fill("Grandma comes on Friday.");
    // Not by its notice: the one of the test before may still stand there.
    const lost = robin.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/notes"));
    await robin.getByRole("button", { name: "Save note" }).click();
    await lost;
    await robin.unrouteAll({ behavior: "wait" });
    await robin.getByLabel("Your note").fill("Grandma comes on Saturday.");
    await robin.getByRole("button", { name: "Save note" }).click();
    await entry(robin, "Grandma comes on Saturday.").waitFor();
    await robin.reload();
    await entry(robin, "Grandma comes on Saturday.").waitFor();
    expect(await entry(robin, "Grandma comes").count()).toBe(1);
  });

  it("shows check-ins and notes by day, folds the long ones and pages back", async () => {
    const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString();
    for (let back = 1; back <= 32; back++)
      await store(robin, "/api/check-ins", { mood: 3, note: `Night ${back} went by.`, happenedAt: day(back) });
    await store(robin, "/api/check-ins", { mood: 1, note: "Another tooth.", tags: ["teething"], happenedAt: day(2) });
    const long = `The birth, as I remember it. ${"It rained all night and nobody slept. ".repeat(30)}Then she was there.`;
    await store(robin, "/api/notes", { title: "The birth", text: long, happenedAt: day(3) });
    await robin.goto(`${app.url}/journal`);
    await robin.getByRole("heading", { name: /^Today, / }).waitFor();
    await robin.getByRole("heading", { name: /^Yesterday, / }).waitFor();
    const folded = entry(robin, "The birth, as");
    await folded.getByRole("button", { name: "Show all of it" }).click();
    await folded.getByRole("button", { name: "Show less" }).waitFor();
    expect(await entry(robin, "Night 32 went by").count()).toBe(0);
    await robin.getByRole("button", { name: "Show earlier" }).click();
    await entry(robin, "Night 32 went by").waitFor();
    expect(await entry(robin, "Night 5 went by").count()).toBe(1);
    expect(await problemsOf(robin)).toEqual([]);
    await robin.screenshot({ path: join(shots, "journal-360.png") });
  });

  it("finds as one types, narrows by chips, and goes back by the browser's own button", async () => {
    await robin.goto(`${app.url}/journal`);
    const search = robin.getByRole("searchbox", { name: "Search your journal" });
    await search.fill("hummi");
    await robin.getByText("One entry found.").waitFor();
    await entry(robin, "after humming").waitFor();
    await search.fill("volcano");
    await robin.getByText("Nothing in your journal is like “volcano”.").waitFor();
    await robin.goBack();
    await entry(robin, "Night 1 went by").waitFor();
    expect(await search.inputValue()).toBe("");
    await robin.getByText("Filters", { exact: true }).click();
    await robin.getByRole("combobox", { name: "Tag" }).selectOption("teething");
    await robin.waitForURL("**/journal?tag=teething");
    await entry(robin, "Night 1 went by").waitFor({ state: "detached" });
    await entry(robin, "Another tooth.").waitFor();
    await robin.getByRole("combobox", { name: "Mood" }).selectOption("Great");
    await robin.getByText("Nothing in your journal fits these filters.").waitFor();
    await robin.screenshot({ path: join(shots, "journal-filters-360.png") });
    await robin.getByRole("button", { name: "Take off: Great" }).click();
    await entry(robin, "Another tooth.").waitFor();
    await robin.reload();
    await entry(robin, "Another tooth.").waitFor();
    expect(await entry(robin, "Night 1 went by").count()).toBe(0);
  });

  it("shows whom to call beside a note that speaks of danger, and stores the note", async () => {
    await robin.goto(`${app.url}/journal`);
    await robin.getByRole("button", { name: "Write a note" }).click();
    await robin.getByLabel("Your note").fill("I want to kill myself. I can't do another night.");
    await robin.getByRole("button", { name: "Save note" }).click();
    await robin.getByRole("link", { name: "988" }).waitFor();
    await entry(robin, "another night").waitFor();
    await entry(robin, "another night").getByRole("button", { name: "Delete" }).click();
    await robin.goto(`${app.url}/journal?tag=teething`);
  });

  it("leaves a joke that only sounds like danger alone, and shows whom to call where nobody can tell that it is one", async () => {
    const page = await robin.context().newPage();
    await page.clock.install();
    await page.goto(`${app.url}/journal`);
    await page.getByRole("button", { name: "Write a note" }).click();
    await page.getByLabel("Your note").fill("Suicide mission: white sofa, four toddlers, a jar of beetroot.");
    const call = page.getByRole("link", { name: "988" });
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save note" }).click();
    await page.getByText("There is no connection").waitFor();
    await page.clock.fastForward(5000);
    await call.waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Save note" }).click();
    await entry(page, "beetroot").waitFor();
    await page.clock.fastForward(5000);
    expect(await call.count()).toBe(0);
    expect(await problemsOf(page)).toEqual([]);
    await entry(page, "beetroot").getByRole("button", { name: "Delete" }).click();
    await page.close();
  });

  it("brings back what was deleted", async () => {
    const tooth = entry(robin, "Another tooth.");
    await tooth.getByRole("button", { name: "Delete" }).click();
    await tooth.waitFor({ state: "detached" });
    await robin.getByRole("button", { name: "Undo" }).click();
    await tooth.waitFor();
    expect(await tooth.getByRole("link", { name: "teething" }).count()).toBe(1);
  });

  it("opens any entry by its link, and another person's as one that does not exist", async () => {
    const happenedAt = "2024-05-01T03:00:00Z";
    const old = await store(robin, "/api/notes", { text: "The very first night at home.", happenedAt });
    await robin.goto(`${app.url}/journal#entry-${old}`);
    await robin.waitForURL(`**/journal?entry=${old}#entry-${old}`);
    await robin.getByRole("region", { name: "The entry you came for" }).getByText("The very first night").waitFor();
    const earlier = await store(robin, "/api/check-ins", { mood: 2, note: "No sleep at all.", happenedAt });
    await robin.goto(`${app.url}/today#check-in-${earlier}`);
    await robin.getByRole("region", { name: "The entry you came for" }).getByText("No sleep at all.").waitFor();
    await robin.getByRole("searchbox", { name: "Search your journal" }).fill("grandma");
    await robin.getByText("One entry found.").waitFor();
    await robin.getByText("The entry you came for").waitFor({ state: "detached" });
    const foreign = await kim.goto(`${app.url}/journal?entry=${old}`);
    expect(foreign?.status()).toBe(404);
    expect(await kim.content()).not.toContain("very first night");
    for (const id of [MADE_UP, "not-an-id"])
      expect((await kim.goto(`${app.url}/journal?entry=${id}`))?.status()).toBe(404);
    expect((await robin.goto(`${app.url}/journal?entry=${old}`))?.status()).toBe(200);
  });

  it("is reached from the sources under the coach's answer", async () => {
    await store(kim, "/api/notes", { title: "Lullaby", text: "Only the lighthouse song puts her to sleep." });
    await kim.goto(`${app.url}/chat`);
    // Searchable within two seconds of being written.
    await kim.waitForTimeout(2_000);
    await kim.getByRole("textbox", { name: "Message" }).fill("Which song puts her to sleep?");
    await kim.getByRole("button", { name: "Send" }).click();
    await kim.getByRole("region", { name: "Sources" }).getByRole("link").first().click();
    await kim.waitForURL("**/journal?entry=*");
    await kim.getByRole("region", { name: "The entry you came for" }).getByText("lighthouse song").waitFor();
    expect(await problemsOf(kim)).toEqual([]);
    await kim.screenshot({ path: join(shots, "journal-1280.png") });
  });
});

describe("projects", () => {
  it("are made, renamed, filled with notes, and parted with while the notes stay", async () => {
    await robin.goto(`${app.url}/projects`);
    await robin.getByText("A project gathers what belongs together").waitFor();
    expect(await problemsOf(robin)).toEqual([]);
    await robin.getByLabel("New project").fill("Sleep trainin");
    await robin.getByRole("button", { name: "Add" }).click();
    await robin.getByRole("link", { name: "Sleep trainin" }).click();
    await robin.waitForURL("**/projects/*");
    await robin.getByRole("button", { name: "Rename" }).click();
    await robin.getByRole("textbox", { name: "Name" }).fill("Sleep training");
    await robin.getByRole("button", { name: "Save" }).click();
    await robin.getByRole("heading", { name: "Sleep training" }).waitFor();
    await robin.getByRole("button", { name: "Write a note here" }).click();
    await robin.getByLabel("Your note").fill("Day one: twelve minutes of crying, then asleep.");
    await robin.getByRole("button", { name: "Save note" }).click();
    await entry(robin, "twelve minutes").waitFor();
    const { pathname } = new URL(robin.url());
    expect(await robin.getByRole("link", { name: "Ask the coach about this" }).getAttribute("href")).toBe(
      `/chat?project=${pathname.split("/").at(-1)}`,
    );
    expect(await problemsOf(robin)).toEqual([]);
    await robin.screenshot({ path: join(shots, "project-360.png") });

    const strangers = await kim.goto(`${app.url}${pathname}`);
    expect(strangers?.status()).toBe(404);
    expect(await kim.content()).not.toContain("Sleep training");
    for (const id of [MADE_UP, "not-an-id"]) expect((await kim.goto(`${app.url}/projects/${id}`))?.status()).toBe(404);

    await robin.reload();
    await entry(robin, "twelve minutes").getByRole("link", { name: "Sleep training" }).waitFor();
    await robin.getByRole("button", { name: "Delete project" }).click();
    await robin.getByText("stay in your journal").waitFor();
    await robin.getByRole("button", { name: "Delete", exact: true }).last().click();
    await robin.waitForURL("**/projects");
    await robin.getByText("A project gathers what belongs together").waitFor();
    expect((await robin.goto(`${app.url}${pathname}`))?.status()).toBe(404);
    await robin.goto(`${app.url}/journal`);
    await entry(robin, "twelve minutes").waitFor();
  });

  it("look right on a wide screen", async () => {
    const projectId = await store(kim, "/api/projects", { name: "School meeting" });
    await store(kim, "/api/notes", { text: "Ask about the quiet room.", projectId });
    for (const path of ["/projects", `/projects/${projectId}`]) {
      await kim.goto(`${app.url}${path}`, { waitUntil: "networkidle" });
      expect(await problemsOf(kim), path).toEqual([]);
      await kim.screenshot({ path: join(shots, `${path.split("/").length > 2 ? "project" : "projects"}-1280.png`) });
    }
  });
});

describe("the browser's Back", () => {
  let noor: Page;
  const tab = (name: string) => noor.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
  beforeAll(async () => {
    noor = await newPerson(browser, app.url, "noor@example.test", 360);
    // With a clock in the profile no page has all the others read again by itself.
    await Promise.all([noor.waitForResponse("**/api/profile"), noor.goto(`${app.url}/trends`)]);
  });
  afterAll(() => noor?.context().close());

  it("leads to Today with what was saved there, and without what was deleted since", async () => {
    await noor.goto(`${app.url}/today`);
    await noor.getByRole("radio", { name: "Mood: Good" }).check({ force: true });
    await noor.getByLabel("Note").fill("She slept through.");
    await noor.getByRole("button", { name: "Save check-in" }).click();
    await entry(noor, "She slept through.").waitFor();
    await tab("Trends");
    await noor.waitForURL("**/trends");
    await noor.goBack();
    await entry(noor, "She slept through.").waitFor({ timeout: 10_000 });
    await tab("Journal");
    await entry(noor, "She slept through.").getByRole("button", { name: "Delete" }).click();
    await entry(noor, "She slept through.").waitFor({ state: "detached" });
    await noor.goBack();
    await noor.getByText("Nothing here yet.").waitFor({ timeout: 10_000 });
  });

  it("leads to the journal with the note that was written there", async () => {
    await noor.goto(`${app.url}/journal`);
    await noor.getByRole("button", { name: "Write a note" }).click();
    await noor.getByLabel("Your note").fill("The blue cup, never the green one.");
    await noor.getByRole("button", { name: "Save note" }).click();
    await entry(noor, "The blue cup").waitFor();
    await tab("Coach");
    await noor.waitForURL("**/chat");
    await noor.goBack();
    await entry(noor, "The blue cup").waitFor({ timeout: 10_000 });
  });

  it("does not lead to an entry that has been deleted, nor does the journal below it hold it", async () => {
    const id = await store(noor, "/api/notes", { text: "A note to part with." });
    await noor.goto(`${app.url}/journal?entry=${id}`);
    await entry(noor, "A note to part with.").getByRole("button", { name: "Delete" }).click();
    await noor.getByText("Note deleted.").waitFor();
    await expect.poll(() => entry(noor, "A note to part with.").count()).toBe(0);
    await tab("Journal");
    await noor.waitForURL("**/journal");
    await entry(noor, "The blue cup").waitFor();
    await noor.goBack();
    await noor.waitForURL("**/journal?entry=*");
    await entry(noor, "The blue cup").waitFor();
    await expect.poll(() => entry(noor, "A note to part with.").count()).toBe(0);
  });

  it("keeps what is saved while the page is read anew", async () => {
    await noor.goto(`${app.url}/today`);
    await tab("Trends");
    await noor.waitForURL("**/trends");
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const hold = async (route: Route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    };
    await noor.route("**/api/check-ins?*", hold, { times: 1 });
    const asked = noor.waitForRequest("**/api/check-ins?*", { timeout: 10_000 });
    await noor.goBack();
    await asked;
    await noor.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
    await noor.getByLabel("Note").fill("Saved in between.");
    await noor.getByRole("button", { name: "Save check-in" }).click();
    await entry(noor, "Saved in between.").waitFor();
    answer();
    await noor.unrouteAll({ behavior: "wait" });
    await noor.waitForTimeout(500);
    expect(await entry(noor, "Saved in between.").count()).toBe(1);
  });
});

describe("what is half written", () => {
  let ines: Page;
  const tab = (name: string) => ines.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
  beforeAll(async () => {
    ines = await newPerson(browser, app.url, "ines@example.test", 360);
  });
  afterAll(() => ines?.context().close());

  it("stands in the check-in after another tab of the app and after a reload, until it is saved", async () => {
    const note = ines.getByLabel("Note");
    await ines.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
    await note.fill("Up again, he has");
    await tab("Journal");
    await ines.getByRole("heading", { name: "Journal" }).waitFor();
    await tab("Today");
    await expect.poll(() => note.inputValue()).toBe("Up again, he has");
    await ines.reload();
    await expect.poll(() => note.inputValue()).toBe("Up again, he has");
    expect(await ines.getByRole("radio", { name: "Mood: Low" }).isChecked()).toBe(true);
    await note.fill("Up again, he has a fever.");
    await ines.getByRole("button", { name: "Save check-in" }).click();
    await entry(ines, "he has a fever.").waitFor();
    expect(await note.inputValue()).toBe("");
    await ines.reload();
    await entry(ines, "he has a fever.").waitFor();
    expect(await note.inputValue()).toBe("");
  });

  it("stands in a check-in that is being changed, though the dialog was left by a slip, and goes with Cancel", async () => {
    const fever = entry(ines, "he has a fever.");
    const words = ines.getByRole("dialog").getByLabel("Note");
    await fever.getByRole("button", { name: "Edit" }).click();
    await words.fill("He had a fever, 38.9 at");
    await ines.keyboard.press("Escape");
    await ines.getByRole("dialog").waitFor({ state: "detached" });
    await ines.reload();
    await fever.getByRole("button", { name: "Go on editing" }).click();
    expect(await words.inputValue()).toBe("He had a fever, 38.9 at");
    await ines.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await fever.getByRole("button", { name: "Edit", exact: true }).click();
    expect(await words.inputValue()).toBe("Up again, he has a fever.");
    await ines.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  });

  it("stands in the form for a note, which is open again, and goes with Cancel", async () => {
    await tab("Journal");
    await ines.getByRole("button", { name: "Write a note" }).click();
    const text = ines.getByLabel("Your note");
    await text.fill("The nurse said that");
    await tab("Trends");
    await ines.getByRole("heading", { name: "How it has been" }).waitFor();
    await tab("Journal");
    await expect.poll(() => text.inputValue()).toBe("The nurse said that");
    await ines.reload();
    await expect.poll(() => text.inputValue()).toBe("The nurse said that");
    expect(await problemsOf(ines)).toEqual([]);
    await ines.getByRole("button", { name: "Cancel" }).click();
    await ines.reload();
    await ines.getByRole("button", { name: "Write a note" }).click();
    expect(await text.inputValue()).toBe("");
    // What has been taken out again by hand is no reason to open the form.
    await text.fill("Never mind");
    await text.fill("");
    await ines.reload();
    await ines.getByRole("button", { name: "Write a note" }).waitFor();
    expect(await text.count()).toBe(0);
  });

  it("is stored once when a note whose answer was lost is sent again after a reload", async () => {
    await ines.getByRole("button", { name: "Write a note" }).click();
    await ines.getByLabel("Your note").fill("One note, sent twice.");
    await ines.route("**/api/notes", async (route) => {
      await route.fetch();
      await route.abort();
    });
    const lost = ines.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/notes"));
    await ines.getByRole("button", { name: "Save note" }).click();
    await lost;
    await ines.unrouteAll({ behavior: "wait" });
    await ines.reload();
    await ines.getByRole("button", { name: "Save note" }).click();
    await ines.getByRole("button", { name: "Write a note" }).waitFor();
    await ines.reload();
    await entry(ines, "One note, sent twice.").waitFor();
    expect(await entry(ines, "One note, sent twice.").count()).toBe(1);
  });

  it("stands in the note that is being changed, in its place, until that is saved", async () => {
    await entry(ines, "One note, sent twice.").getByRole("button", { name: "Edit" }).click();
    const text = ines.getByLabel("Your note");
    await text.fill("One note, changed");
    await tab("Today");
    await ines.getByRole("heading", { name: "How is it right now?" }).waitFor();
    await tab("Journal");
    await expect.poll(() => text.inputValue()).toBe("One note, changed");
    await text.fill("One note, changed at last.");
    await ines.getByRole("button", { name: "Save changes" }).click();
    await entry(ines, "One note, changed at last.").getByRole("button", { name: "Edit" }).waitFor();
    await ines.reload();
    await entry(ines, "One note, changed at last.").getByRole("button", { name: "Edit" }).waitFor();
    expect(await text.count()).toBe(0);
  });

  it("does not hold on to a project that is deleted meanwhile", async () => {
    const id = await store(ines, "/api/projects", { name: "Swimming" });
    await ines.reload();
    await ines.getByRole("button", { name: "Write a note" }).click();
    await ines.getByLabel("Your note").fill("Took her to the pool.");
    await ines.getByRole("combobox", { name: "Project" }).last().selectOption("Swimming");
    await ines.request.delete(`${app.url}/api/projects/${id}`, { headers: { origin: app.url } });
    await ines.reload();
    await ines.getByRole("button", { name: "Save note" }).click();
    await entry(ines, "Took her to the pool.").waitFor();
  });
});

describe("a note that is too long", () => {
  it("is refused in words, with nothing cut off and nothing saved, and says how full it is before", async () => {
    const page = await newPerson(browser, app.url, "tilda@example.test", 360);
    await page.goto(`${app.url}/journal`);
    await page.getByRole("button", { name: "Write a note" }).click();
    const text = page.getByLabel("Your note");
    const title = page.getByLabel("Title");
    await title.fill("t".repeat(203));
    await text.fill("n".repeat(20_005));
    expect(await text.inputValue()).toHaveLength(20_005);
    await page.getByText("20,005 of 20,000 characters").waitFor();
    await page.getByRole("button", { name: "Save note" }).click();
    await page.getByRole("alert").getByText("A title holds 200 characters; take out 3.").waitFor();
    await page.getByRole("alert").getByText("A note holds 20,000 characters; take out 5.").waitFor();
    expect(await title.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await problemsOf(page)).toEqual([]);
    expect(await page.evaluate(async () => (await (await fetch("/api/notes")).json()).notes)).toEqual([]);
    await title.fill("t".repeat(200));
    await text.fill("n".repeat(20_000));
    await page.getByRole("button", { name: "Save note" }).click();
    await page.getByRole("button", { name: "Write a note" }).waitFor();
    const { notes } = await page.evaluate(async () => (await fetch("/api/notes")).json());
    expect([notes[0].title.length, notes[0].text.length]).toEqual([200, 20_000]);
    await page.context().close();
  });
});

describe("the keyboard's focus", () => {
  it("goes on to the next entry when one is deleted, and from the last to the page's heading", async () => {
    const page = await newPerson(browser, app.url, "wim@example.test", 1280);
    const focused = () => page.evaluate(() => document.querySelector(":focus")?.textContent ?? "");
    for (const [path, words] of [
      ["/today", "check-in"],
      ["/journal", "check-in"],
    ] as const) {
      for (const [n, day] of [1, 2, 3].entries())
        await store(page, "/api/check-ins", {
          mood: 3,
          note: `The ${["first", "second", "third"][n]} ${words}.`,
          happenedAt: new Date(Date.now() - day * 86_400_000).toISOString(),
        });
      await page.goto(`${app.url}${path}`, { waitUntil: "networkidle" });
      const remove = async (which: string) => {
        const card = entry(page, `The ${which} ${words}.`);
        await card.getByRole("button", { name: "Delete" }).press("Enter");
        await card.waitFor({ state: "detached" });
      };
      await remove("second");
      expect(await focused(), path).toContain("The third");
      await remove("third");
      expect(await focused(), path).toContain("The first");
      await remove("first");
      expect(await page.evaluate(() => document.activeElement?.tagName), path).toBe("H1");
    }
    await page.context().close();
  });
});

describe("a search", () => {
  it("says that it ends somewhere, and when no entry holds its words", async () => {
    const page = await newPerson(browser, app.url, "lena@example.test", 360);
    await store(page, "/api/check-ins", { mood: 1, note: "Cried in the car park." });
    for (let n = 0; n < 52; n++) await store(page, "/api/notes", { text: `The tortoise story, part ${n}.` });
    await page.goto(`${app.url}/journal`);
    const search = page.getByRole("searchbox", { name: "Search your journal" });
    await search.fill("tortoise");
    await page.getByText("The 50 closest entries. There may be more").waitFor();
    expect(await page.getByRole("listitem").count()).toBe(50);
    await search.fill("car park");
    await page.getByText("One entry found.").waitFor();
    // Found by its meaning once the worker has seen it.
    await page.waitForTimeout(2_000);
    await search.fill("weeping");
    await page.getByText("No entry holds these words; one is near in meaning.").waitFor();
    await search.fill("xqzzt blorf");
    await page.getByText("Nothing in your journal is like “xqzzt blorf”.").waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.context().close();
  });
});

describe("a day in the journal's filters", () => {
  it("can be typed, and taken off again", async () => {
    await robin.goto(`${app.url}/journal`);
    await robin.getByText("Filters", { exact: true }).click();
    await robin.getByLabel("From", { exact: true }).focus();
    await robin.keyboard.type("11202026", { delay: 30 });
    await robin.waitForURL("**/journal?from=2026-11-20", { timeout: 10_000 });
    expect(await robin.getByLabel("From", { exact: true }).inputValue()).toBe("2026-11-20");
    await robin.getByLabel("Until", { exact: true }).focus();
    await robin.keyboard.type("11212026", { delay: 30 });
    await robin.waitForURL("**/journal?from=2026-11-20&to=2026-11-21", { timeout: 10_000 });
    const chip = robin.getByRole("button", { name: "Take off: From 2026-11-20" });
    await chip.click();
    await robin.waitForURL("**/journal?to=2026-11-21");
    // The address changes before the page is drawn for it.
    await chip.waitFor({ state: "hidden" });
    expect(await robin.getByLabel("From", { exact: true }).inputValue()).toBe("");
    await robin.getByLabel("Until", { exact: true }).fill("");
    await robin.waitForURL(/\/journal$/);
  });
});

describe("a note that is moved to another day", () => {
  it("stands under that day at once", async () => {
    const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString();
    await store(kim, "/api/notes", { text: "The day before yesterday.", happenedAt: day(2) });
    await store(kim, "/api/notes", { text: "It was longer ago.", happenedAt: day(1) });
    await kim.goto(`${app.url}/journal`);
    await entry(kim, "It was longer ago.").getByRole("button", { name: "Edit" }).click();
    await kim.getByLabel("When").fill(`${day(3).slice(0, 10)}T12:00`);
    await kim.getByRole("button", { name: "Save changes" }).click();
    await entry(kim, "It was longer ago.").getByRole("button", { name: "Edit" }).waitFor();
    const words = await kim.getByRole("region", { name: "Entries" }).innerText();
    expect(words.indexOf("It was longer ago.")).toBeGreaterThan(words.indexOf("The day before yesterday."));
  });
});
