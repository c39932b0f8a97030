import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "#tests/e2e/app-process.ts";
import { launchBrowser } from "#tests/e2e/browser.ts";
import { newPerson, signUp, store } from "#tests/e2e/person.ts";
import { aloneOnServer } from "#tests/stack/migrated-database.ts";

const dataDir = mkdtempSync(join(tmpdir(), "nightlight-hand-over-"));
let app: AppProcess;
let browser: Browser;
beforeAll(async () => {
  app = await aloneOnServer(process.env.DATABASE_URL, () => startApp(dataDir));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const PAGES = ["today", "journal", "chat", "memory", "trends", "projects", "data"];

/** Signs out by the button, past the question about what waits. The page is not loaded anew by that. */
async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  const sure = page.getByRole("alertdialog").getByRole("button", { name: "Sign out" });
  await sure
    .or(page.getByRole("link", { name: "Sign in" }).first())
    .first()
    .waitFor();
  if (await sure.isVisible()) await sure.click();
  await page.waitForURL(`${app.url}/`);
}

/** Somebody else signs up in the same tab, by its links alone. */
async function handOver(page: Page, email: string): Promise<void> {
  await page.evaluate(() => Object.assign(window, { ofTheFirst: true }));
  await signOut(page);
  await page
    .getByRole("link", { name: /start|sign up|create/i })
    .first()
    .click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("a long night");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.waitForURL("**/today");
  // Whatever the first's page remembered goes with it.
  await page.waitForFunction(() => !("ofTheFirst" in window));
}

const journalOf = (page: Page) =>
  page.evaluate(
    async () =>
      (await (await fetch("/api/check-ins?limit=100")).text()) + (await (await fetch("/api/notes?limit=100")).text()),
  );

/** Everything that the browser keeps for the app or shows, as text. */
const keptOn = (page: Page) =>
  page.evaluate(async () => {
    const kept = [document.documentElement.outerHTML, JSON.stringify({ ...localStorage, ...sessionStorage })];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        kept.push(request.url, (await (await cache.match(request))?.text()) ?? "");
    }
    for (const { name, version } of await indexedDB.databases()) kept.push(`${name} ${version}`);
    return kept.join("\n");
  });

describe("a tab that two people use one after the other", () => {
  it("does not store for the second what the first had waiting", async () => {
    const page = await newPerson(browser, app.url, "waits@example.test", 360);
    await page.context().setOffline(true);
    for (const note of ["of-the-first-waiting-one", "of-the-first-waiting-two"]) {
      await page.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
      await page.getByLabel("Note").fill(note);
      await page.getByRole("button", { name: "Save check-in" }).click();
      await page.getByText("Kept on this device.").last().waitFor();
    }
    await page.getByText("Waiting for a connection (2)").last().waitFor();
    // The first is stored while they sign out, and its answer comes when somebody else is there.
    const second = Promise.withResolvers<void>();
    let answered = false;
    await page.route("**/api/check-ins", async (route) => {
      if (route.request().method() !== "POST" || answered) return route.continue();
      answered = true;
      const response = await route.fetch();
      await second.promise;
      await route.fulfill({ response }).catch(() => undefined);
    });
    const sent = page.waitForRequest(
      (request) => request.method() === "POST" && request.url().endsWith("/api/check-ins"),
    );
    await page.context().setOffline(false);
    await sent;
    await handOver(page, "waits-next@example.test");
    second.resolve();
    await page.waitForLoadState("networkidle");
    expect(await journalOf(page)).not.toContain("of-the-first");
    await page.context().close();
  });

  it("brings nothing back to the second that the first took away", async () => {
    const page = await newPerson(browser, app.url, "undoes@example.test", 1280);
    await store(page, "/api/notes", { title: "of-the-first-title", text: "of-the-first-deleted" });
    await page.goto(`${app.url}/journal`);
    const note = page.getByRole("listitem").filter({ hasText: "of-the-first-deleted" });
    await note.getByRole("button", { name: /delete/i }).click();
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    await handOver(page, "undoes-next@example.test");
    expect(await undo.count()).toBe(0);
    expect(await journalOf(page)).not.toContain("of-the-first");
    await page.context().close();
  });

  /** What stands in every form of the app that a person can write in. */
  async function formsOf(page: Page): Promise<string> {
    const written: string[] = [];
    const read = async (field: string) => written.push(await page.getByLabel(field).inputValue());
    await page.goto(`${app.url}/today`, { waitUntil: "networkidle" });
    await read("Note");
    await page.goto(`${app.url}/journal`, { waitUntil: "networkidle" });
    const write = page.getByRole("button", { name: "Write a note" });
    if (await write.isVisible()) await write.click();
    await read("Your note");
    await page.goto(`${app.url}/chat`, { waitUntil: "networkidle" });
    await read("Message");
    await page.goto(`${app.url}/offline`, { waitUntil: "networkidle" });
    await read("Note");
    await page.goto(`${app.url}/today`, { waitUntil: "networkidle" });
    return written.join(", ");
  }
  /** Begins to write in each. */
  async function begin(page: Page): Promise<void> {
    await page.getByLabel("Note").fill("of-the-first-check-in");
    await page.goto(`${app.url}/journal`);
    await page.getByRole("button", { name: "Write a note" }).click();
    await page.getByLabel("Your note").fill("of-the-first-note");
    await page.goto(`${app.url}/chat`, { waitUntil: "networkidle" });
    await page.getByLabel("Message").fill("of-the-first-question");
    // The positive twin: for its writer all of it is there.
    expect(await formsOf(page)).toBe(
      "of-the-first-check-in, of-the-first-note, of-the-first-question, of-the-first-check-in",
    );
    expect(await keptOn(page)).toMatch(/of-the-first-note/);
  }

  it("shows nothing to the second of what the first had half written and signed out from", async () => {
    const page = await newPerson(browser, app.url, "half@example.test", 360);
    await begin(page);
    await handOver(page, "half-next@example.test");
    expect(await formsOf(page)).toBe(", , , ");
    expect(await keptOn(page)).not.toContain("of-the-first");
    await page.context().close();
  });

  it("shows nothing of it either when the first's session ended by itself, and has none of it for their return", async () => {
    const page = await newPerson(browser, app.url, "ended@example.test", 360);
    await begin(page);
    await page.context().clearCookies();
    await signUp(page, app.url, "ended-next@example.test");
    expect(await formsOf(page)).toBe(", , , ");
    expect(await keptOn(page)).not.toContain("of-the-first");
    await page.context().close();
  });

  it("keeps nothing half written of a person who signs out, in this tab and in their others", async () => {
    const page = await newPerson(browser, app.url, "tabs@example.test", 360);
    const other = await page.context().newPage();
    await other.goto(`${app.url}/today`, { waitUntil: "networkidle" });
    await begin(other);
    await page.getByLabel("Note").fill("of-the-first-check-in");
    expect(await keptOn(page)).toContain("of-the-first");
    await signOut(page);
    await other.waitForURL("**/sign-in");
    for (const tab of [page, other]) expect(await keptOn(tab)).not.toContain("of-the-first");
    await page.context().close();
  });

  it("leaves what the first types on, beside a second who has come in another tab, in no form of the second", async () => {
    const page = await newPerson(browser, app.url, "beside@example.test", 360);
    const here = () => page.evaluate(() => localStorage.getItem("nightlight.person"));
    await expect.poll(here).not.toBeNull();
    const first = await here();
    await page.context().clearCookies();
    const next = await page.context().newPage();
    await signUp(next, app.url, "beside-next@example.test");
    await expect.poll(here).not.toBe(first);
    await page.getByLabel("Note").fill("of-the-first-check-in");
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("of-the-first");
    // Led on by the app's own links, the first's tab shows the second's pages.
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Journal" }).click();
    await page.getByRole("heading", { name: "Journal" }).waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Today" }).click();
    await page.getByRole("heading", { name: "How is it right now?" }).waitFor();
    expect(await page.getByLabel("Note").inputValue()).toBe("");
    expect(await formsOf(page)).toBe(", , , ");
    expect(await formsOf(next)).toBe(", , , ");
    await page.context().close();
  });

  it("leaves the second nothing in the form for the time without a connection, which the first had open", async () => {
    const page = await newPerson(browser, app.url, "form@example.test", 360);
    await page.goto(`${app.url}/offline`);
    await page.getByLabel("Note").fill("of-the-first-check-in");
    expect(await keptOn(page)).toContain("of-the-first");
    const first = await page.evaluate(() => localStorage.getItem("nightlight.person"));
    await page.context().clearCookies();
    const next = await page.context().newPage();
    await signUp(next, app.url, "form-next@example.test");
    await page.waitForFunction((id) => localStorage.getItem("nightlight.person") !== id, first);
    await expect.poll(() => page.getByLabel("Note").inputValue()).toBe("");
    await page.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
    await page.getByRole("button", { name: "Keep it on this device" }).click();
    await page.getByText("Waiting for a connection (1)").waitFor();
    await next.reload({ waitUntil: "networkidle" });
    await next.getByRole("listitem").filter({ hasText: "Low" }).waitFor();
    expect(await journalOf(next)).not.toContain("of-the-first");
    await page.context().close();
  });

  it("keeps nothing of the first, wherever they have been and whatever they had begun to write", async () => {
    const page = await newPerson(browser, app.url, "keeps@example.test", 360);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await store(page, "/api/check-ins", { mood: 2, note: "of-the-first-check-in", tags: ["of-the-first-tag"] });
    await store(page, "/api/notes", { title: "of-the-first-title", text: "of-the-first-note" });
    for (const path of PAGES) await page.goto(`${app.url}/${path}`, { waitUntil: "networkidle" });
    await page.goto(`${app.url}/journal`);
    await page.getByText("of-the-first-note").first().waitFor();
    await page.goto(`${app.url}/today`);
    await page.context().setOffline(true);
    await page.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
    await page.getByLabel("Note").fill("of-the-first-waiting");
    await page.getByRole("button", { name: "Save check-in" }).click();
    await page.getByText("Waiting for a connection (1)").last().waitFor();
    await page.getByLabel("Note").fill("of-the-first-begun");
    // The positive twin: it is looked for where it is.
    expect(await keptOn(page)).toMatch(/of-the-first-waiting/);
    await page.route("**/api/check-ins", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    await page.context().setOffline(false);
    await handOver(page, "keeps-next@example.test");
    await page.waitForLoadState("networkidle");
    for (const path of PAGES) {
      await page.goto(`${app.url}/${path}`, { waitUntil: "networkidle" });
      expect((await keptOn(page)).includes("of-the-first"), path).toBe(false);
    }
    expect(await page.evaluate(() => caches.keys())).not.toEqual([]);
    await page.context().close();
  });
});
