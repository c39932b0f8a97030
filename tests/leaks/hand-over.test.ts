import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "#tests/e2e/app-process.ts";
import { launchBrowser } from "#tests/e2e/browser.ts";
import { newPerson, store } from "#tests/e2e/person.ts";
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
