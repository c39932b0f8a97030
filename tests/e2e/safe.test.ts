import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, newPerson, problemsOf, store } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const folder = mkdtempSync(join(tmpdir(), "nightlight-safe-"));
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

const answers = (page: Page) => page.getByRole("article", { name: "The coach's answer" });
async function ask(page: Page, question: string): Promise<void> {
  const before = await answers(page).count();
  await page.getByRole("textbox", { name: "Message" }).fill(question);
  await page.getByRole("button", { name: "Send" }).click();
  await answers(page).nth(before).waitFor();
  await page.getByRole("button", { name: "Send" }).waitFor();
}

describe("danger in words that no rule foresaw", () => {
  it("is looked at by what they mean, in the app as it is built, and shows the card again when the page is", async () => {
    const page = await newPerson(browser, app.url, "una@example.test", 360);
    await page.goto(`${app.url}/chat`);
    await ask(page, "He keeps my passport in his safe and I have to ask for bus fare, then show him the ticket.");
    const line = page.getByRole("link", { name: "1-800-799-7233" });
    await line.first().waitFor();
    await page.waitForURL("**/chat/*");
    await page.reload();
    await line.first().waitFor();
    // What it would say if the encoder had not answered.
    expect(app.output()).not.toContain("safety_by_words_alone");
    await page.context().close();
  }, 120_000);
});

it("shows the numbers of the person's own country: at once, when the conversation is opened again, and with a check-in", async () => {
  const page = await newPerson(browser, app.url, "wilma@example.test", 360);
  await page.request.patch(`${app.url}/api/profile`, { data: { region: "DE" }, headers: { origin: app.url } });
  await page.goto(`${app.url}/today`);
  await page.getByRole("radio", { name: "Mood: Awful" }).check({ force: true });
  await page.getByLabel("Note").fill("I want to kill myself.");
  await page.getByRole("button", { name: "Save check-in" }).click();
  const german = page.locator('a[href="tel:112"]');
  const american = page.locator('a[href="tel:988"]');
  await german.first().waitFor();
  expect(await american.count()).toBe(0);
  await page.goto(`${app.url}/chat`);
  await ask(page, "I want to kill myself.");
  await german.first().waitFor();
  await page.waitForURL("**/chat/*");
  await page.reload();
  await german.first().waitFor();
  expect(await american.count()).toBe(0);
  await page.context().close();
}, 120_000);

describe("that the coach is an AI", () => {
  it("stands at the top of a conversation and comes again after three hours of it, however often it is reloaded", async () => {
    const page = await newPerson(browser, app.url, "sam@example.test", 360);
    const reminder = page.getByText("A reminder:");
    await page.clock.install();
    await page.goto(`${app.url}/chat`);
    await page.getByText("You are talking to an AI, not to a person or a professional.").waitFor();
    await ask(page, "How have I been sleeping?");
    await page.waitForURL("**/chat/*");
    await page.clock.fastForward("01:30:00");
    await page.reload();
    await answers(page).waitFor();
    await page.clock.fastForward("01:20:00");
    expect(await reminder.count()).toBe(0);
    await page.clock.fastForward("00:11:00");
    await expect.poll(() => reminder.evaluate((one) => one.getBoundingClientRect().bottom)).toBeLessThan(660);
    await page.screenshot({ path: join(shots, "told-again-360.png") });
    expect(await problemsOf(page)).toEqual([]);
    // What is said afterwards stands below it, and it does not come with every look.
    await ask(page, "And before that?");
    expect(await page.getByRole("log").textContent()).toMatch(/A reminder:[\s\S]*And before that\?/);
    await page.clock.fastForward("01:00:00");
    expect(await reminder.count()).toBe(1);
    await page.context().close();
  }, 120_000);

  it("comes at once in a conversation that is opened again after longer", async () => {
    const page = await newPerson(browser, app.url, "toni@example.test", 1280);
    await page.clock.install();
    await page.goto(`${app.url}/chat`);
    await ask(page, "How have I been sleeping?");
    await page.waitForURL("**/chat/*");
    const conversation = page.url();
    await page.goto(`${app.url}/help`);
    await page.clock.fastForward("09:00:00");
    await page.goto(conversation);
    await page.getByText("A reminder:").waitFor();
    await page.context().close();
  }, 120_000);
});

describe.each([360, 1280])("reporting an answer, at %i px", (width) => {
  it("takes the keyboard alone, says what is missing and what failed, and is remembered", async () => {
    const page = await newPerson(browser, app.url, `report${width}@example.test`, width);
    await page.goto(`${app.url}/chat`);
    await ask(page, "How have I been sleeping?");
    const report = page.getByRole("button", { name: "Report this answer" });
    await report.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Report this answer" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => report.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    const send = dialog.getByRole("button", { name: "Send report" });
    await send.press("Enter");
    await dialog.getByRole("alert").getByText("Please choose what is wrong with it.").waitFor();
    await dialog.getByRole("radio").first().press("Space");
    await dialog.getByLabel("Anything to add? (optional)").fill("I have not written that.");
    await page.route("**/api/reports", (route) => route.abort(), { times: 1 });
    await send.press("Enter");
    await dialog.getByText("There is no connection").waitFor();
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await problemsOf(page), scheme).toEqual([]);
      await page.screenshot({ path: join(shots, `report-${width}-${scheme}.png`) });
    }
    await send.press("Enter");
    await page.getByText("Reported. Thank you for saying so.").waitFor();
    await dialog.waitFor({ state: "hidden" });
    const reported = page.getByRole("button", { name: "Reported" });
    await expect.poll(() => reported.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.reload();
    await reported.waitFor();
    await reported.press("Enter");
    expect(await dialog.count()).toBe(0);
    await page.context().close();
  }, 120_000);
});

it("a check-in that is changed shows whom to call, like a new one", async () => {
  const page = await newPerson(browser, app.url, "edit@example.test", 360);
  await store(page, "/api/check-ins", { mood: 3, note: "An ordinary night." });
  await page.reload();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("I want to die.");
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("listitem").getByRole("link", { name: "988" }).waitFor();
  expect(await problemsOf(page)).toEqual([]);
  await page.context().close();
}, 60_000);

it("what is noticed, and how well, is a public page that every page, the help page and the sign-up form lead to", async () => {
  const page = await newPage(browser, 360);
  for (const [path, link] of [
    ["/", "Safety"],
    ["/help", "What Nightlight notices, and what it does then"],
    ["/sign-up", "How it is kept safe"],
  ] as const) {
    await page.goto(app.url + path);
    await page.getByRole("link", { name: link }).click();
    await page.getByRole("heading", { level: 1, name: "When it is more than a hard night" }).waitFor();
  }
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await problemsOf(page), scheme).toEqual([]);
    await page.screenshot({ path: join(shots, `safety-360-${scheme}.png`), fullPage: true });
  }
  await page.context().close();
}, 60_000);
