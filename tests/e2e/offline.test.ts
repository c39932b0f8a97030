import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { problemsOf, signUp } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
let dataDir: string;
let app: AppProcess;
let browser: Browser;

/** Signs somebody up on a device: a browser context of its own, or one that somebody else has used. */
async function arrive(name: string, device?: BrowserContext): Promise<Page> {
  const context = device ?? (await browser.newContext({ viewport: { width: 360, height: 800 }, colorScheme: "dark" }));
  const page = await context.newPage();
  await signUp(page, app.url, `${name}@example.test`);
  return page;
}
async function write(page: Page, note: string, button = "Save check-in"): Promise<void> {
  await page.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
  await page.getByLabel("Note").fill(note);
  await page.getByRole("button", { name: button }).click();
}
const entry = (page: Page, words: string) => page.getByRole("listitem").filter({ hasText: words });
/** Everything that the device keeps for the app, as text. */
const keptOn = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }));
const checkInsOf = (page: Page) => page.evaluate(async () => (await fetch("/api/check-ins?limit=100")).text());
/** Until the service worker has what it needs and answers for the page. */
const readyForOffline = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
  });

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  dataDir = mkdtempSync(join(tmpdir(), "nightlight-offline-"));
  [app, browser] = await Promise.all([startApp(dataDir), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("without a connection", () => {
  it("a check-in is kept on the device and sent once when the connection is back", async () => {
    const robin = await arrive("robin");
    await robin.context().setOffline(true);
    await write(robin, "Awake since three, the router is dead.");
    await robin.getByText("Kept on this device.").waitFor();
    await robin.getByText("Waiting for a connection (1)").last().waitFor();
    expect(await robin.getByLabel("Note").inputValue()).toBe("");
    await robin.getByText("Waiting for a connection (1)").last().click();
    await robin.screenshot({ path: join(shots, "waiting-360.png") });
    await robin.getByRole("button", { name: "Remove" }).click();
    await robin.locator("summary", { hasText: "Waiting for a connection" }).waitFor({ state: "detached" });
    await robin.getByRole("button", { name: "Undo" }).click();
    await robin.getByText("Waiting for a connection (1)").last().waitFor();
    await robin.context().setOffline(false);
    await entry(robin, "the router is dead").waitFor();
    await robin.locator("summary", { hasText: "Waiting for a connection" }).waitFor({ state: "detached" });
    expect((await checkInsOf(robin)).match(/the router is dead/g)).toHaveLength(1);
    expect(await keptOn(robin)).not.toContain("router");
    await robin.reload();
    expect(await entry(robin, "the router is dead").count()).toBe(1);
  });

  it("an answer that was lost leads to one entry, not to two", async () => {
    const person = await arrive("lost");
    await person.route("**/api/check-ins", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await write(person, "Sent, and never heard back.");
    await person.getByText("Waiting for a connection (1)").last().waitFor();
    await person.unrouteAll({ behavior: "wait" });
    await person.getByText("Waiting for a connection (1)").last().click();
    await person.getByRole("button", { name: "Send now" }).click();
    await entry(person, "never heard back").waitFor();
    expect((await checkInsOf(person)).match(/never heard back/g)).toHaveLength(1);
  });

  it("one that the server refuses says why, and is saved as a new one or discarded", async () => {
    const person = await arrive("refused");
    const waiting = person.locator("summary", { hasText: "Waiting for a connection" });
    const refusal = person.getByRole("alert").filter({ hasText: "stored already, with other words" });
    /** Written here without an answer, and under the same id with other words elsewhere. */
    async function clash(here: string, there: string): Promise<void> {
      await person.route("**/api/check-ins", (route) => route.abort());
      await write(person, here);
      await waiting.waitFor();
      const kept = await person.evaluate(() => JSON.stringify({ ...localStorage }));
      const id = /\\"id\\":\\"([\da-f-]+)\\"/.exec(kept)?.[1];
      const headers = { origin: app.url };
      const data = { id, mood: 3, note: there };
      expect((await person.request.post(`${app.url}/api/check-ins`, { data, headers })).status()).toBe(201);
      await person.unrouteAll({ behavior: "wait" });
      await waiting.click();
      await person.getByRole("button", { name: "Send now" }).click();
      await refusal.waitFor();
      await waiting.waitFor({ state: "detached" });
    }
    await clash("Written on the phone.", "Changed on the tablet.");
    expect(await refusal.innerText()).toContain("Written on the phone.");
    expect(await problemsOf(person)).toEqual([]);
    await person.reload();
    await refusal.getByRole("button", { name: "Save as a new check-in" }).click();
    await refusal.waitFor({ state: "detached" });
    await entry(person, "Written on the phone.").waitFor();
    expect(await checkInsOf(person)).toContain("Changed on the tablet.");

    await clash("Not needed any more.", "Better words for it.");
    await refusal.getByRole("button", { name: "Discard" }).click();
    await refusal.waitFor({ state: "detached" });
    expect(await keptOn(person)).not.toContain("Not needed any more.");
    expect(await checkInsOf(person)).not.toContain("Not needed any more.");
  });

  it("the app opens on a page that takes a check-in, which is in the journal afterwards", async () => {
    const noor = await arrive("noor");
    await write(noor, "Words of before.");
    await entry(noor, "Words of before.").waitFor();
    await readyForOffline(noor);
    await noor.context().setOffline(true);
    await noor.goto(`${app.url}/today`);
    await noor.waitForURL("**/offline");
    await noor.getByRole("heading", { name: "No connection" }).waitFor();
    expect(await noor.content()).not.toContain("Words of before.");
    await noor.getByRole("link", { name: "988" }).waitFor();
    await write(noor, "Power cut. She sleeps through it.", "Keep it on this device");
    await noor.getByText("Waiting for a connection (1)").last().waitFor();
    await noor.screenshot({ path: join(shots, "offline-360.png"), fullPage: true });
    await noor.context().setOffline(false);
    await noor.getByRole("link", { name: "Try again" }).click();
    await noor.waitForURL("**/today");
    await entry(noor, "Power cut.").waitFor();
    expect((await checkInsOf(noor)).match(/Power cut/g)).toHaveLength(1);
  });

  it("the page of it has no serious accessibility problems", async () => {
    const page = await arrive("axe");
    await page.goto(`${app.url}/offline`, { waitUntil: "networkidle" });
    expect(await problemsOf(page)).toEqual([]);
  });
});

describe("what stays on the device", () => {
  it("is one page that is everybody's and its static files: no other page and no answer of the API", async () => {
    const person = await arrive("cached");
    await write(person, "The canary of the cache.");
    await entry(person, "The canary of the cache.").waitFor();
    await readyForOffline(person);
    for (const path of ["/journal", "/chat", "/projects", "/today"]) await person.goto(`${app.url}${path}`);
    const held = await person.evaluate(async () => {
      const found: { path: string; text: string }[] = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys())
          found.push({
            path: new URL(request.url).pathname,
            text: (await (await cache.match(request))?.text()) ?? "",
          });
      }
      return found;
    });
    const paths = held.map(({ path }) => path);
    expect(paths).toContain("/offline");
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => path !== "/offline" && !path.startsWith("/_next/static/"))).toEqual([]);
    for (const { path, text } of held) {
      expect(text, path).not.toContain("canary of the cache");
      expect(text, path).not.toContain("cached@example.test");
    }
  });

  it("is gone after signing out, which asks first while something is waiting", async () => {
    const person = await arrive("leaver");
    await person.context().setOffline(true);
    await write(person, "Not sent, not ever.");
    await person.getByText("Waiting for a connection (1)").last().waitFor();
    expect(await keptOn(person)).toContain("Not sent, not ever.");
    // The connection is back, yet nothing can be stored: signing out must not wait for it.
    await person.route("**/api/check-ins", (route) => route.abort());
    await person.context().setOffline(false);
    await person.getByRole("button", { name: "Sign out" }).click();
    await person.getByText("One check-in has not been sent yet").waitFor();
    await person.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
    await person.waitForURL(`${app.url}/`);
    expect(await keptOn(person)).not.toMatch(/Not sent|nightlight\.person|nightlight\.waiting/);
    await person.goto(`${app.url}/offline`);
    await person.getByText("Nobody is signed in on this device.").waitFor();
    expect(await person.getByRole("button", { name: "Keep it on this device" }).count()).toBe(0);
  });

  it("is still there after signing out without a connection, and so is the session", async () => {
    const person = await arrive("stayer");
    await person.context().setOffline(true);
    await write(person, "Kept through a sign-out that failed.");
    await person.getByText("Waiting for a connection (1)").last().waitFor();
    await person.getByRole("button", { name: "Sign out" }).click();
    await person.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
    await person.getByText("You are still signed in: signing out needs a connection.").waitFor();
    expect(await keptOn(person)).toContain("Kept through a sign-out that failed.");
    await person.context().setOffline(false);
    await entry(person, "Kept through a sign-out that failed.").waitFor();
    await person.goto(`${app.url}/data`);
    await person.context().setOffline(true);
    await person.getByRole("button", { name: "Sign out everywhere" }).click();
    await person.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await person.getByText("You are still signed in: signing out needs a connection.").waitFor();
    expect(await keptOn(person)).toContain("nightlight.person");
    await person.context().setOffline(false);
    expect((await person.goto(`${app.url}/today`))?.url()).toContain("/today");
  });

  it("is never shown to, sent for or left to another person on the same device", async () => {
    const first = await arrive("first");
    const device = first.context();
    await device.setOffline(true);
    await write(first, "For nobody but me.");
    await first.getByText("Waiting for a connection (1)").last().waitFor();
    await first.close();
    // Their session ends without signing out.
    await device.clearCookies();
    await device.setOffline(false);
    const second = await arrive("second", device);
    await second.getByText("Nothing here yet.").waitFor();
    expect(await second.getByText("Waiting for a connection").count()).toBe(0);
    expect(await keptOn(second)).not.toContain("nobody but me");
    await second.reload({ waitUntil: "networkidle" });
    expect(await second.content()).not.toContain("nobody but me");
    expect(await checkInsOf(second)).not.toContain("nobody but me");
  });

  it("does not end in the journal of who has signed in since, from a tab that was left open", async () => {
    const left = await arrive("left");
    const device = left.context();
    await device.clearCookies();
    const next = await arrive("next", device);
    await write(left, "Typed before I knew.");
    await left.getByText("Somebody else has signed in on this device.").waitFor();
    expect(await left.getByLabel("Note").inputValue()).toBe("Typed before I knew.");
    expect(await checkInsOf(next)).not.toContain("before I knew");
    // Nor by what was kept meanwhile.
    await device.setOffline(true);
    await left.getByRole("button", { name: "Save check-in" }).click();
    await left.getByText("Waiting for a connection (1)").last().waitFor();
    const refused = left.waitForResponse((response) => response.status() === 409);
    await device.setOffline(false);
    await refused;
    await next.reload({ waitUntil: "networkidle" });
    expect(await checkInsOf(next)).not.toContain("before I knew");
    expect(await keptOn(next)).not.toContain("before I knew");
  });
});

describe("another tab", () => {
  /** What a browser says when somebody comes back to a tab. */
  const seenAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  async function journalOf(name: string): Promise<{ first: Page; journal: Page }> {
    const first = await arrive(name);
    await write(first, `Read by ${name} in two tabs.`);
    await entry(first, "in two tabs.").waitFor();
    const journal = await first.context().newPage();
    await journal.goto(`${app.url}/journal`);
    await journal.getByText("in two tabs.").first().waitFor();
    return { first, journal };
  }

  it("shows nothing more of a person who has signed out in this one", async () => {
    const { first, journal } = await journalOf("tabs");
    await first.getByRole("button", { name: "Sign out" }).click();
    await first.waitForURL(`${app.url}/`);
    await journal.waitForURL("**/sign-in");
    expect(await journal.content()).not.toContain("in two tabs.");
  });

  it("shows nothing more, when it is looked at again, of a person in whose place somebody else has come", async () => {
    const { first, journal } = await journalOf("expired");
    const device = first.context();
    await first.close();
    await device.clearCookies();
    const successor = await arrive("successor", device);
    await successor.getByText("Nothing here yet.").waitFor();
    await seenAgain(journal);
    await journal.waitForURL("**/sign-in");
    expect(await journal.content()).not.toContain("in two tabs.");
  });

  it("stays as it is, with what waits on the device, while the person does", async () => {
    const { first, journal } = await journalOf("same");
    await first.context().setOffline(true);
    await write(first, "Waits while I look elsewhere.");
    await journal.getByText("Waiting for a connection (1)").last().waitFor();
    for (const page of [first, journal]) await seenAgain(page);
    expect(await keptOn(journal)).toContain("Waits while I look elsewhere.");
    expect(journal.url()).toContain("/journal");
    await first.context().setOffline(false);
    await entry(first, "Waits while I look elsewhere.").waitFor();
  });
});

describe("Today", () => {
  it("fills the form from yesterday, leaving the words to the person, and says a plain line afterwards", async () => {
    const mara = await arrive("mara");
    expect(await mara.getByRole("button", { name: "Same as yesterday" }).count()).toBe(0);
    await mara.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const happenedAt = new Date(Date.now() - 86_400_000).toISOString();
      const body = { mood: 4, energy: 2, sleepHours: 5.5, note: "About yesterday.", tags: ["work"], happenedAt };
      await fetch("/api/check-ins", { method: "POST", headers, body: JSON.stringify(body) });
    });
    await mara.reload();
    await mara.getByRole("button", { name: "Same as yesterday" }).click();
    expect(await mara.getByRole("radio", { name: "Mood: Good" }).isChecked()).toBe(true);
    expect(await mara.getByRole("radio", { name: "Energy: Little" }).isChecked()).toBe(true);
    expect(await mara.getByLabel("Hours of sleep").inputValue()).toBe("5.5");
    expect(await mara.getByRole("textbox", { name: "Tags" }).inputValue()).toBe("work");
    expect(await mara.getByLabel("Note").inputValue()).toBe("");
    await mara.getByRole("button", { name: "Save check-in" }).click();
    await mara.getByText("Thank you for looking after yourself for ten seconds.").waitFor();
    await mara.screenshot({ path: join(shots, "today-360.png") });
  });

  it("can be put on the home screen", async () => {
    const manifest = await (await fetch(`${app.url}/manifest.webmanifest`)).json();
    expect(manifest).toMatchObject({ start_url: "/today", display: "standalone", shortcuts: expect.any(Array) });
    const sizes = manifest.icons.map(
      ({ sizes: size, purpose }: Record<string, string>) => `${size} ${purpose ?? "any"}`,
    );
    expect(sizes).toEqual(expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]));
    for (const { src, sizes: size } of manifest.icons) {
      const answer = await fetch(`${app.url}${src}`);
      expect(answer.status, src).toBe(200);
      if (!src.endsWith(".png")) continue;
      const png = Buffer.from(await answer.arrayBuffer());
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(size);
    }
  });
});

describe("keyboard shortcuts", () => {
  it("lead to places, never while somebody types, and can be turned off", async () => {
    const page = await arrive("keys");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator("body").press("g");
    await page.locator("body").press("j");
    await page.waitForURL("**/journal");
    await page.getByText("will stand here in one line").waitFor();
    await page.locator("body").press("/");
    const search = page.getByRole("searchbox", { name: "Search your journal" });
    expect(await search.evaluate((field) => field === document.activeElement)).toBe(true);
    await search.press("n");
    expect(await search.inputValue()).toBe("n");
    await search.fill("");
    await search.blur();
    await page.locator("body").press("n");
    await page.getByLabel("Your note").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator("body").press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    expect(await problemsOf(page)).toEqual([]);
    await page.screenshot({ path: join(shots, "shortcuts-1280.png") });
    await sheet.getByLabel("Use shortcuts on this device").uncheck();
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
    await page.locator("body").press("?");
    await page.locator("body").press("n");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByLabel("Your note").count()).toBe(0);
  });
});
