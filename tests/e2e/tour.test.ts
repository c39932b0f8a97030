import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { layoutShift, newPerson, problemsOf, scriptWeight, store } from "./person.ts";

/** Where the pictures go: those of a phone at night are in the user guide (`npm run guide` makes them anew). */
const shots = process.env.SCREENSHOTS ?? "test-results";
const folder = mkdtempSync(join(tmpdir(), "nightlight-tour-"));
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

const NOTES = [
  ["What the nurse said", "Waking every two hours is normal at this age. Put the phone in the other room."],
  [
    "The night of the fever",
    "38.9 at two, 38.4 at four. He slept on my chest until it was light and I counted breaths.",
  ],
  ["Things that helped", "Going outside before ten. The blue lamp. Calling my sister. Not cleaning up."],
];
const PLAN =
  "# Evenings\n\nWarm bath at seven, then the blue lamp and one song.\n\n# Nights\n\nWait three minutes before going in, then five, then eight.";

describe.each([360, 1280])("every page of somebody who has used Nightlight for a month, at %i px", (width) => {
  let page: Page;
  let paths: Record<string, string>;
  beforeAll(async () => {
    page = await newPerson(browser, app.url, `tour${width}@example.test`, width);
    await page.request.post(`${app.url}/api/sample`, { headers: { origin: app.url } });
    for (const [title, text] of NOTES) await store(page, "/api/notes", { title, text });
    const project = await store(page, "/api/projects", { name: "Sleep training" });
    const file = await store(page, "/api/documents", {
      title: "Plan of the clinic",
      text: PLAN,
      projectId: project.id,
    });
    paths = {
      today: "/today",
      journal: "/journal",
      trends: "/trends",
      coach: "/chat",
      more: "/more",
      projects: "/projects",
      project: `/projects/${project.id}`,
      file: `/files/${file.id}`,
      memory: "/memory",
      data: "/data",
      privacy: "/privacy",
      help: "/help",
      safety: "/safety",
    };
  }, 120_000);
  afterAll(() => page?.context().close());

  it.each(["light", "dark"] as const)(
    "has nothing that axe finds serious in %s, does not scroll sideways and does not jump",
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, path] of Object.entries(paths)) {
        await page.goto(app.url + path);
        await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
        expect(await problemsOf(page), path).toEqual([]);
        expect(await layoutShift(page), `${path} moves while it loads`).toBeLessThan(0.1);
        // As a phone shows it, so that the bar at the thumb is where it belongs.
        await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`) });
      }
    },
    240_000,
  );

  it("does not scroll sideways between a phone and a wide screen: 1280 px at 200 % are 640", async () => {
    const wide: string[] = [];
    for (const path of Object.values(paths)) {
      await page.goto(app.url + path);
      await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
      for (const between of [640, 690, 767, 768]) {
        await page.setViewportSize({ width: between, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 0) wide.push(`${path} at ${between} px by ${over} px`);
      }
    }
    await page.setViewportSize({ width, height: 800 });
    expect(wide).toEqual([]);
  }, 120_000);

  it("loads less than 200 kB of compressed script at first", async () => {
    for (const path of Object.values(paths)) {
      await page.goto(app.url + path);
      const weight = await scriptWeight(page);
      expect(weight, path).toBeGreaterThan(50_000);
      expect(weight, path).toBeLessThan(200_000);
    }
  }, 180_000);

  it("answers a question from the month, with its sources", async () => {
    await page.goto(`${app.url}/chat`);
    await page.getByRole("textbox", { name: "Message" }).fill("What helped with bedtime?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForURL("**/chat/*");
    await page.getByRole("region", { name: "Sources" }).waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.screenshot({ path: join(shots, `answer-${width}-dark.png`) });
  });
});
