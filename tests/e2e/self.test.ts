import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, problemsOf, scriptWeight, signUp } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const PASSWORD = "a long night";
const WORDS = "Cried in the pantry while the kettle sang.";
const folder = mkdtempSync(join(tmpdir(), "nightlight-self-"));
let app: AppProcess;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  [app, browser] = await Promise.all([startApp(join(folder, "data")), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/today");
}
/** Writes past the form what takes many entries; the session travels in its cookie. */
async function write(page: Page, path: string, body: unknown): Promise<void> {
  const response = await page.request.post(`${app.url}${path}`, { data: body, headers: { origin: app.url } });
  expect(response.status(), await response.text()).toBe(201);
}
async function shoot(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width;
  await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
}
/** Controls that a thumb would miss. */
async function smallTargets(page: Page): Promise<string[]> {
  return page
    .locator("main")
    .evaluate((main) =>
      [...main.querySelectorAll("a, button, summary, select, input:not([type=checkbox])")]
        .filter((control) => control.getClientRects().length > 0 && control.getBoundingClientRect().height < 43.5)
        .map((control) => control.outerHTML.slice(0, 120)),
    );
}

describe.each([360, 1280])("a parent's own data, at %i px", (width) => {
  let page: Page;
  let zip: string;
  const email = `robin${width}@example.test`;
  beforeAll(async () => {
    page = await newPage(browser, width);
    await signUp(page, app.url, email);
    await write(page, "/api/check-ins", { mood: 2, sleepHours: 3.5, note: WORDS });
    await write(page, "/api/notes", { title: "The nursery talk", text: "She said he naps best after singing." });
  });
  afterAll(() => page?.context().close());

  it("is explained while there is none", async () => {
    const newcomer = await newPage(browser, width);
    await signUp(newcomer, app.url, `newcomer${width}@example.test`);
    await newcomer.goto(`${app.url}/memory`);
    await newcomer.getByText("turn up here within seconds").waitFor();
    expect(await problemsOf(newcomer)).toEqual([]);
    await shoot(newcomer, "memory-empty");
    await newcomer.goto(`${app.url}/trends`);
    await newcomer.getByRole("heading", { name: "Three check-ins make a beginning" }).waitFor();
    expect(await problemsOf(newcomer)).toEqual([]);
    await newcomer.context().close();
  });

  it("shows what the coach knows, and lets it be muted, unmuted and forgotten", async () => {
    await page.goto(`${app.url}/memory`);
    const card = page.getByRole("listitem").filter({ hasText: WORDS });
    await card.getByText("Not used in an answer yet.").waitFor();
    expect(await scriptWeight(page)).toBeLessThan(200_000);
    expect(await card.getByRole("link").getAttribute("href")).toMatch(/^\/journal\?entry=[\da-f-]{36}#entry-/);
    expect(await problemsOf(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await card.getByRole("switch").uncheck();
    await card.getByText("Kept out of answers").waitFor();
    await shoot(page, "memory");
    await page.getByRole("button", { name: "Undo" }).click();
    await card.getByText("Kept out of answers").waitFor({ state: "detached" });
    expect(await card.getByRole("switch").isChecked()).toBe(true);
    await card.getByRole("switch").uncheck();
    await card.getByText("Kept out of answers").waitFor();
    await page.reload();
    expect(await card.getByRole("switch").isChecked()).toBe(false);
    const nursery = page.getByRole("listitem").filter({ hasText: "naps best" });
    await nursery.getByRole("button", { name: "Forget" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Forget" }).click();
    await nursery.waitFor({ state: "detached" });
  });

  it("takes name, clock and country, and knows when the person agreed", async () => {
    await page.goto(`${app.url}/data`);
    // The device's clock has become the profile's at the first visit.
    await page.locator("select[name=zone]").filter({ hasText: "Berlin" }).waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>("[name=zone]")?.value === "Europe/Berlin",
    );
    await page.getByLabel("What should the coach call you?").fill("Robin");
    await page.getByLabel("Country").selectOption("DE");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.reload();
    expect(await page.getByLabel("What should the coach call you?").inputValue()).toBe("Robin");
    expect(await page.getByLabel("Country").inputValue()).toBe("DE");
    expect(await scriptWeight(page)).toBeLessThan(200_000);
    await page.getByText(/^Agreed on \d+ \w+ 20\d\d\.$/).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, "data");
  });

  it("is downloaded as one zip", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download everything" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^nightlight-.*\.zip$/);
    zip = join(folder, `${width}.zip`);
    await download.saveAs(zip);
    await page.getByText(/^Done, \d+ kB/).waitFor();
    const files = unzipSync(new Uint8Array(readFileSync(zip)));
    expect(JSON.parse(strFromU8(files["nightlight.json"] as Uint8Array)).check_ins).toMatchObject([{ note: WORDS }]);
    const reading = await newPage(browser, width);
    await reading.setContent(strFromU8(files["journal.html"] as Uint8Array));
    await reading.getByText(WORDS).waitFor();
    expect(await problemsOf(reading)).toEqual([]);
    await reading.context().close();
  });

  it("goes with the account, which ends at a goodbye, and comes back into a new one", async () => {
    await page.getByLabel("Type “delete my account” to confirm").fill("delete my");
    await page.getByLabel("Your password, once more").fill("a short night");
    expect(await page.evaluate(() => Object.keys(localStorage))).toContain("nightlight.person");
    await page.getByRole("button", { name: "Delete everything" }).click();
    await page.getByText("not quite right yet").waitFor();
    await page.getByLabel("Type “delete my account” to confirm").fill("delete my account");
    await page.getByRole("button", { name: "Delete everything" }).click();
    await page.getByText("The password is not right. Nothing was deleted.").waitFor();
    expect(await page.getByLabel("Type “delete my account” to confirm").inputValue()).toBe("delete my account");
    await page.getByLabel("Your password, once more").fill(PASSWORD);
    await page.getByRole("button", { name: "Delete everything" }).click();
    await page.waitForURL("**/goodbye");
    await page.getByRole("heading", { name: "Goodbye, and take care" }).waitFor();
    // Nor is anything left on the device.
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("nightlight")))).toEqual(
      [],
    );
    expect(await problemsOf(page)).toEqual([]);
    await shoot(page, "goodbye");
    expect((await page.goto(`${app.url}/data`))?.url()).toContain("/sign-in");

    await signUp(page, app.url, email);
    await page.goto(`${app.url}/data`);
    await page
      .getByLabel("Your exported file")
      .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByText("This is not a journal from Nightlight.").waitFor();
    // A large file comes whole through everything that stands before the route.
    const large = { exportedAt: "2026-10-01T03:00:00Z", letters: ["x".repeat(12_000_000)] };
    await page.getByLabel("Your exported file").setInputFiles({
      name: "large.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(large)),
    });
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByText("Nothing new: what is in the file is here already").waitFor();
    await page.getByLabel("Your exported file").setInputFiles(zip);
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByText(/^Brought back: check-ins \(1\), notes \(1\)/).waitFor();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[name=name]")?.value === "Robin");
    await shoot(page, "data-brought-back");
    await page.goto(`${app.url}/today`);
    await page.getByRole("listitem").filter({ hasText: WORDS }).waitFor();
    // Muted and forgotten are as they were.
    await page.goto(`${app.url}/memory`);
    const card = page.getByRole("listitem").filter({ hasText: WORDS });
    expect(await card.getByRole("switch").isChecked()).toBe(false);
    expect(await page.getByText("naps best").count()).toBe(0);
  });

  it("is forgotten by the coach as a whole, once the words are typed", async () => {
    await page.getByText("Forget everything").first().click();
    await page.getByLabel("Type “forget everything” to confirm").fill("forget everything");
    await page.getByRole("button", { name: "Forget everything" }).click();
    await page.getByText("turn up here within seconds").waitFor();
  });

  it("closes on every device with one button", async () => {
    const other = await newPage(browser, width);
    await signIn(other, email);
    await page.goto(`${app.url}/data`);
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.waitForURL("**/sign-in");
    expect((await other.goto(`${app.url}/today`))?.url()).toContain("/sign-in");
    await other.context().close();
  });
});

describe.each([360, 1280])("a look back, at %i px", (width) => {
  let page: Page;
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  beforeAll(async () => {
    page = await newPage(browser, width);
    await signUp(page, app.url, `mara${width}@example.test`);
    const good = { mood: 5, energy: 4, sleepHours: 7, note: "Walked along the canal, Ada waved at every duck." };
    const hard = { mood: 1, energy: 1, sleepHours: 3.5, note: "Fever again, up until five with the thermometer." };
    // Two stretches with ten days between them of which nothing is known.
    for (const day of [2, 3, 4, 5, 6]) await write(page, "/api/check-ins", { ...good, happenedAt: daysAgo(day) });
    for (const day of [17, 18, 19, 20]) await write(page, "/api/check-ins", { ...hard, happenedAt: daysAgo(day) });
  });
  afterAll(() => page?.context().close());

  it("draws mood, energy and sleep with a gap where nothing was logged, and says so in words", async () => {
    await page.goto(`${app.url}/trends`, { waitUntil: "networkidle" });
    for (const [name, average] of [
      ["Mood", "3.2 of 5 on average, from 1 of 5 to 5 of 5"],
      ["Energy", "2.7 of 5 on average"],
      ["Sleep", "5.4 h on average, from 3.5 h to 7 h"],
    ] as const) {
      const chart = page.getByRole("region", { name, exact: true });
      const drawing = chart.getByRole("img");
      expect(await drawing.getAttribute("aria-label")).toContain(average);
      // Each unbroken piece of the line begins with a move.
      expect((await drawing.locator("path").getAttribute("d"))?.match(/M/g)).toHaveLength(2);
      await chart.getByText("as a table").click();
      expect(await chart.getByRole("row").count()).toBe(31);
      await chart.getByText("as a table").click();
    }
    const weight = await scriptWeight(page);
    expect(weight).toBeGreaterThan(10_000);
    expect(weight).toBeLessThan(200_000);
    expect(await problemsOf(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, "trends");
  });

  it("tells which days stood out and which words stand beside them", async () => {
    const stretches = page.getByRole("region", { name: "Stretches that stand out" });
    expect(await stretches.getByText("mood 5 on average, on 5 days").count()).toBe(1);
    expect(await stretches.getByText("mood 1 on average, on 4 days").count()).toBe(1);
    const [link] = await stretches.getByRole("link").all();
    expect(await link?.getAttribute("href")).toMatch(/^\/journal\?from=20\d\d-\d\d-\d\d&to=20\d\d-\d\d-\d\d$/);
    const words = page.getByRole("region", { name: "Words beside the days" });
    await words.getByRole("listitem").filter({ hasText: "canal 5 of 5 good days, 0 of 4 hard days" }).waitFor();
    await words.getByRole("listitem").filter({ hasText: "fever 0 of 5 good days, 4 of 4 hard days" }).waitFor();
  });

  it("reaches every day of a month by the keyboard, and each day leads to what was written on it", async () => {
    const calendar = page.getByRole("region", { name: "A month at a glance" });
    await calendar.getByRole("link", { name: "Month before" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/trends?*month=*");
    const month = /month=(\d{4}-\d\d)/.exec(page.url())?.[1] as string;
    const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
    const days = calendar.getByRole("table").getByRole("link");
    await page.waitForFunction((all) => document.querySelectorAll("table.table-fixed a").length === all, last);
    await days.first().focus();
    for (let day = 1; day < last; day++) await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("href"));
    expect(focused).toBe(`/journal?from=${month}-${last}&to=${month}-${last}`);
    await page.getByRole("link", { name: "12 weeks" }).click();
    await page.waitForURL("**/trends?span=weeks*");
    await page.getByRole("region", { name: "Mood", exact: true }).getByText("as a table").click();
    await page.waitForFunction(() => document.querySelectorAll("section[aria-labelledby=chart-mood] tr").length === 13);
    await page.getByRole("link", { name: "12 months" }).click();
    await page.waitForURL("**/trends?span=months*");
    expect(await problemsOf(page)).toEqual([]);
    await shoot(page, "trends-months");
  });

  it("pages through what the coach knows, a long text as one source with its pieces", async () => {
    for (let night = 0; night < 30; night++)
      await write(page, "/api/check-ins", { mood: 3, note: `Night ${night}: up twice, down again by four.` });
    await write(page, "/api/notes", { title: "The move", text: "Boxes everywhere, and no kettle. ".repeat(200) });
    await page.goto(`${app.url}/memory`);
    const move = page.getByRole("listitem").filter({ hasText: "The move" });
    await move.waitFor();
    expect(await move.getByRole("button", { name: "Forget this passage" }).count()).toBeGreaterThan(2);
    expect(await page.getByText("Fever again").count()).toBe(0);
    await page.getByRole("link", { name: "Show earlier" }).click();
    await page.getByText("Fever again").first().waitFor();
    await page.getByRole("link", { name: "Back to the newest" }).click();
    await move.getByRole("button", { name: /^Forget all \d+ passages/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Forget" }).click();
    await move.waitFor({ state: "detached" });
    expect(await problemsOf(page)).toEqual([]);
  });
});
