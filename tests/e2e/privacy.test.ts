import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NUMBERS } from "../../app/privacy/isolation-numbers.ts";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, problemsOf, signUp } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const folder = mkdtempSync(join(tmpdir(), "nightlight-privacy-"));
let browser: Browser;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newPerson(app: AppProcess, name: string, width = 360): Promise<Page> {
  const page = await newPage(browser, width);
  await signUp(page, app.url, `${name}@example.test`);
  await page.getByRole("radio", { name: "Mood: Low" }).check({ force: true });
  await page.getByLabel("Note").fill(`A night of ${name}'s.`);
  await page.getByRole("button", { name: "Save check-in" }).click();
  await page
    .getByRole("listitem")
    .filter({ hasText: `${name}'s` })
    .waitFor();
  return page;
}
/** The rows of the answer, as they are read. */
async function check(page: Page, app: AppProcess): Promise<string[]> {
  await page.goto(`${app.url}/privacy`);
  await page.getByRole("button", { name: "Check my account" }).click();
  const region = page.getByRole("region", { name: "Check your own account" });
  await region.getByRole("table").waitFor();
  return (await region.getByRole("row").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
}
describe("the page on privacy", () => {
  let app: AppProcess;
  beforeAll(async () => {
    app = await startApp(join(folder, "sound"));
  }, 300_000);
  afterAll(() => app?.stop());

  it("shows the numbers that the suite recorded, and asks people without a session to sign in", async () => {
    const page = await browser.newPage();
    await page.goto(`${app.url}/privacy`);
    const { passed = 0, failed = 0 } = NUMBERS.leakTests?.embedded ?? {};
    await page
      .getByText(`${passed} of ${passed + failed}`)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Check my account" }).click();
    await page.getByRole("region", { name: "Check your own account" }).getByRole("link", { name: "Sign in" }).waitFor();
    await page.close();
  });

  it.each([360, 1280])(
    "counts for a signed-in person what their session sees, all of it theirs, at %i px",
    async (width) => {
      const page = await newPerson(app, `robin${width}`, width);
      const rows = await check(page, app);
      expect(rows).toContain("Check-ins 1 1");
      await page.getByText("Everything that your session can see is yours.").waitFor();
      await page.waitForTimeout(400);
      expect(await problemsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      await page.screenshot({ path: join(shots, `privacy-check-${width}.png`), fullPage: true });
      await page.context().close();
    },
  );
});

describe("the page on privacy, over a database that leaks", () => {
  it("says so", async () => {
    const leak = join(folder, "leak.sql");
    writeFileSync(leak, "create policy leak on public.check_ins for select to authenticated using (true);");
    const app = await startApp(join(folder, "leaking"), { LEAK_SQL: leak });
    try {
      await newPerson(app, "robin");
      const kim = await newPerson(app, "kim");
      expect(await check(kim, app)).toContain("Check-ins 2 1");
      const alert = kim.getByRole("region", { name: "Check your own account" }).getByRole("alert");
      expect(await alert.innerText()).toContain("rows that are not yours");
      await kim.waitForTimeout(400);
      expect(await problemsOf(kim)).toEqual([]);
      await kim.screenshot({ path: join(shots, "privacy-check-leak.png"), fullPage: true });
    } finally {
      await app.stop();
    }
  });
});
