import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";

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

async function newPage(width: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: width < 600 ? "dark" : "light",
    timezoneId: "Europe/Berlin",
  });
  return context.newPage();
}
async function signUp(page: Page, email: string): Promise<void> {
  await page.goto(`${app.url}/sign-up`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.waitForURL("**/today");
}
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
/** What axe finds serious, and whether the page scrolls sideways. */
async function problems(page: Page): Promise<string[]> {
  // Colours are measured once the page stands still.
  await page.waitForTimeout(400);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)
    .concat(wide > 0 ? [`scrolls sideways by ${wide}px`] : []);
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
    page = await newPage(width);
    await signUp(page, email);
    await write(page, "/api/check-ins", { mood: 2, sleepHours: 3.5, note: WORDS });
    await write(page, "/api/notes", { title: "The nursery talk", text: "She said he naps best after singing." });
  });
  afterAll(() => page?.context().close());

  it("is explained while there is none", async () => {
    const newcomer = await newPage(width);
    await signUp(newcomer, `newcomer${width}@example.test`);
    await newcomer.goto(`${app.url}/memory`);
    await newcomer.getByText("turn up here within seconds").waitFor();
    expect(await problems(newcomer)).toEqual([]);
    await shoot(newcomer, "memory-empty");
    await newcomer.context().close();
  });

  it("shows what the coach knows, and lets it be muted, unmuted and forgotten", async () => {
    await page.goto(`${app.url}/memory`);
    const card = page.getByRole("listitem").filter({ hasText: WORDS });
    await card.getByText("Not used in an answer yet.").waitFor();
    expect(await card.getByRole("link").getAttribute("href")).toMatch(/^\/journal\?entry=[\da-f-]{36}#entry-/);
    expect(await problems(page)).toEqual([]);
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
    await page.getByText(/^Agreed on \d+ \w+ 20\d\d\.$/).waitFor();
    expect(await problems(page)).toEqual([]);
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
    const reading = await newPage(width);
    await reading.setContent(strFromU8(files["journal.html"] as Uint8Array));
    await reading.getByText(WORDS).waitFor();
    expect(await problems(reading)).toEqual([]);
    await reading.context().close();
  });

  it("goes with the account, which ends at a goodbye, and comes back into a new one", async () => {
    await page.getByLabel("Type “delete my account” to confirm").fill("delete my");
    await page.getByLabel("Your password, once more").fill("a short night");
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
    expect(await problems(page)).toEqual([]);
    await shoot(page, "goodbye");
    expect((await page.goto(`${app.url}/data`))?.url()).toContain("/sign-in");

    await signUp(page, email);
    await page.goto(`${app.url}/data`);
    await page
      .getByLabel("Your exported file")
      .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByText("This is not a journal from Nightlight.").waitFor();
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
    const other = await newPage(width);
    await signIn(other, email);
    await page.goto(`${app.url}/data`);
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.waitForURL("**/sign-in");
    // The other device's token is out for up to an hour; its session can't be renewed any more.
    const cookies = (await other.context().cookies()).filter(({ name }) => name.startsWith("sb-"));
    const value = cookies
      .map(({ value }) => decodeURIComponent(value))
      .join("")
      .replace(/^base64-/, "");
    const session = JSON.parse(Buffer.from(value, "base64url").toString());
    session.expires_at = 1;
    const expired = `base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`;
    await other.context().clearCookies();
    await other
      .context()
      .addCookies([{ ...cookies[0]!, name: cookies[0]!.name.replace(/\.\d+$/, ""), value: expired }]);
    expect((await other.goto(`${app.url}/today`))?.url()).toContain("/sign-in");
    await other.context().close();
  });
});
