import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, problemsOf, signUp } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const CANARY = "the blue elephant lamp";
let dataDir: string;
let app: AppProcess;
let browser: Browser;
let robin: Page;
let kim: Page;

async function checkIn(page: Page, mood: string, sleep: string, note: string): Promise<void> {
  await page.getByRole("radio", { name: `Mood: ${mood}` }).check({ force: true });
  await page.getByLabel("Hours of sleep").fill(sleep);
  await page.getByLabel("Note").fill(note);
  await page.getByRole("button", { name: "Save check-in" }).click();
  await page.getByRole("listitem").filter({ hasText: note }).waitFor();
}
async function askCoach(page: Page, question: string): Promise<string> {
  await page.goto(`${app.url}/chat`);
  await page.getByRole("textbox", { name: "Message" }).fill(question);
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForURL("**/chat/*");
  await page.getByRole("button", { name: "Send" }).waitFor();
  return page.getByRole("log").innerText();
}
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  dataDir = mkdtempSync(join(tmpdir(), "nightlight-story-"));
  [app, browser] = await Promise.all([startApp(dataDir), launchBrowser()]);
  robin = await newPage(browser, 360);
  kim = await newPage(browser, 1280);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("two parents in two browsers", () => {
  it("sign up and write check-ins", async () => {
    await signUp(robin, app.url, "robin@example.test");
    await signUp(kim, app.url, "kim@example.test");
    await checkIn(robin, "Low", "3.5", `Up four times, slept badly, only ${CANARY} helped.`);
    await checkIn(robin, "Good", "7", "Slept seven hours in one piece.");
    await checkIn(kim, "So-so", "6", "An ordinary night of sleep.");
    await robin.screenshot({ path: join(shots, "today-phone-dark.png") });
    await kim.screenshot({ path: join(shots, "today-desktop-light.png") });
  });

  it("get an answer that quotes their own entries, with the sources shown", async () => {
    // Searchable within two seconds of being written.
    await robin.waitForTimeout(2_000);
    const answer = await askCoach(robin, "How have I been sleeping?");
    expect(answer).toContain("5.3 hours on average");
    expect(answer).toMatch(/slept (badly|seven)/);
    expect(answer).toContain("From your entries");
    await robin.screenshot({ path: join(shots, "coach-phone-dark.png") });
    await robin.getByRole("region", { name: "Sources" }).getByRole("link").first().click();
    await robin.waitForURL("**/today#check-in-*");
  });

  it("get nothing of each other, neither by asking nor by address", async () => {
    expect(await askCoach(kim, "How have I been sleeping?")).toContain("An ordinary night of sleep");
    const answer = await askCoach(kim, `How have I been sleeping with ${CANARY}?`);
    expect(answer.replace(/How have I.*/, "")).not.toContain("elephant");
    await kim.screenshot({ path: join(shots, "coach-desktop-light.png") });
    await askCoach(robin, "What helped at night?");
    const foreign = await kim.goto(robin.url());
    expect(foreign?.status()).toBe(404);
    expect(await kim.content()).not.toContain("elephant");
    const madeUp = await kim.goto(`${app.url}/chat/00000000-0000-4000-8000-000000000000`);
    expect(madeUp?.status()).toBe(404);
    const own = await robin.reload();
    expect(own?.status()).toBe(200);
    expect(await robin.getByRole("log").innerText()).toContain("What helped at night?");
  });

  it("edit, delete and bring back a check-in", async () => {
    await robin.goto(`${app.url}/today`);
    const entry = robin.getByRole("listitem").filter({ hasText: "seven hours" });
    await entry.getByRole("button", { name: "Edit" }).click();
    await robin.getByRole("dialog").getByLabel("Note").fill("Slept seven hours, truly.");
    await robin.getByRole("button", { name: "Save changes" }).click();
    const edited = robin.getByRole("listitem").filter({ hasText: "truly" });
    await edited.waitFor();
    await edited.getByRole("button", { name: "Delete" }).click();
    await edited.waitFor({ state: "detached" });
    await robin.getByRole("button", { name: "Undo" }).click();
    await edited.waitFor();
  });

  it("type hours of sleep with a comma or a point, and hear what can't be kept", async () => {
    await robin.goto(`${app.url}/today`);
    await robin.getByRole("radio", { name: "Mood: So-so" }).check({ force: true });
    await robin.getByLabel("Note").fill("Hardly any sleep.");
    const save = robin.getByRole("button", { name: "Save check-in" });
    for (const refused of ["seven", "25", "7.25", "-1", "1e1"]) {
      await robin.getByLabel("Hours of sleep").fill("");
      await robin.getByLabel("Hours of sleep").pressSequentially(refused);
      await save.click();
      await robin.getByText("Hours from 0 to 24, with one digit after the point").waitFor({ timeout: 10_000 });
      expect(await robin.getByLabel("Hours of sleep").inputValue()).toBe(refused);
    }
    await robin.getByLabel("Hours of sleep").fill("");
    await robin.getByLabel("Hours of sleep").pressSequentially("1,5");
    await save.click();
    const kept = robin.getByRole("listitem").filter({ hasText: "Hardly any sleep." });
    await kept.getByText("1.5 h sleep").waitFor({ timeout: 10_000 });
    await kept.getByRole("button", { name: "Delete" }).click();
    await kept.waitFor({ state: "detached" });
  });

  it("take back the energy with a second tap or the space bar, also when they edit", async () => {
    await robin.goto(`${app.url}/today`);
    const energy = robin.getByRole("radio", { name: "Energy: Some" });
    await robin.getByText("Some", { exact: true }).click();
    expect(await energy.isChecked()).toBe(true);
    await robin.getByText("Some", { exact: true }).click();
    expect(await energy.isChecked()).toBe(false);
    await energy.focus();
    await robin.keyboard.press("Space");
    expect(await energy.isChecked()).toBe(true);
    await robin.keyboard.press("ArrowRight");
    expect(await robin.getByRole("radio", { name: "Energy: Enough" }).isChecked()).toBe(true);
    await robin.keyboard.press("Space");
    expect(await robin.getByRole("radio", { name: /^Energy/, checked: true }).count()).toBe(0);
    await robin.getByText("Full", { exact: true }).click();
    await robin.getByRole("radio", { name: "Mood: Good" }).check({ force: true });
    await robin.getByLabel("Note").fill("A long day, or not.");
    await robin.getByRole("button", { name: "Save check-in" }).click();
    const kept = robin.getByRole("listitem").filter({ hasText: "or not." });
    await kept.getByText("energy 5/5").waitFor();
    await kept.getByRole("button", { name: "Edit" }).click();
    await robin.getByRole("dialog").getByText("Full", { exact: true }).click();
    await robin.getByRole("button", { name: "Save changes" }).click();
    await robin.getByRole("dialog").waitFor({ state: "detached" });
    await kept.getByText("energy").waitFor({ state: "detached", timeout: 10_000 });
    await kept.getByRole("button", { name: "Delete" }).click();
    await kept.waitFor({ state: "detached" });
  });

  it("lose no word and no tag in silence", async () => {
    await robin.goto(`${app.url}/today`);
    await robin.getByRole("radio", { name: "Mood: Good" }).check({ force: true });
    await robin.getByLabel("Note").focus();
    await robin.keyboard.insertText("a".repeat(4_001));
    await robin.getByText("4,001 of 4,000 characters").waitFor({ timeout: 10_000 });
    await robin.getByRole("button", { name: "Save check-in" }).click();
    await robin.getByText("A note holds 4,000 characters; take out 1.").waitFor();
    expect((await robin.getByLabel("Note").inputValue()).length).toBe(4_001);
    await robin.getByLabel("Note").fill("Many words to find it by.");
    await robin.getByText("4,001 of 4,000 characters").waitFor({ state: "detached" });
    const tags = Array.from({ length: 21 }, (_, at) => `tag ${at}`);
    await robin.getByRole("textbox", { name: /^Tags/ }).fill(tags.join(", "));
    await robin.getByText("21 of 20 tags").waitFor();
    await robin.getByRole("button", { name: "Save check-in" }).click();
    await robin.getByText("A check-in holds 20 tags; take out 1.").waitFor();
    await robin.getByRole("textbox", { name: /^Tags/ }).fill(`short, ${"long ".repeat(9)}`);
    await robin.getByRole("button", { name: "Save check-in" }).click();
    await robin.getByText("A tag holds 40 characters").waitFor();
    await robin.getByRole("textbox", { name: /^Tags/ }).fill(tags.slice(1).join(", "));
    await robin.getByRole("button", { name: "Save check-in" }).click();
    const kept = robin.getByRole("listitem").filter({ hasText: "Many words to find it by." });
    await kept.waitFor();
    expect(await kept.getByRole("link").count()).toBe(20);
    await kept.getByRole("button", { name: "Delete" }).click();
    await kept.waitFor({ state: "detached" });
  });

  it("load the sample month with one button and remove it with another", async () => {
    const newcomer = await newPage(browser, 360);
    await signUp(newcomer, app.url, "newcomer@example.test");
    await newcomer.getByRole("button", { name: "Load a sample month" }).click();
    await newcomer.getByRole("listitem").filter({ hasText: "Slept seven hours. Seven." }).waitFor();
    await newcomer.getByRole("button", { name: "Remove the sample month" }).click();
    await newcomer.getByRole("button", { name: "Remove", exact: true }).click();
    await newcomer.getByRole("button", { name: "Load a sample month" }).waitFor();
    await newcomer.context().close();
  });

  it("remove the sample month with what was deleted of it and brought back, on Today and in the journal", async () => {
    const newcomer = await newPage(browser, 360);
    await signUp(newcomer, app.url, "undoing@example.test");
    await newcomer.getByRole("button", { name: "Load a sample month" }).click();
    for (const [path, words] of [
      ["today", "Slept seven hours. Seven."],
      ["journal", "Ada up twice"],
    ] as const) {
      const one = newcomer.getByRole("listitem").filter({ hasText: words });
      await one.waitFor();
      await newcomer.goto(`${app.url}/${path}`);
      await one.getByRole("button", { name: "Delete" }).click();
      await one.waitFor({ state: "detached" });
      await newcomer.getByRole("button", { name: "Undo" }).click();
      await one.getByText("sample").waitFor({ timeout: 10_000 });
    }
    await newcomer.goto(`${app.url}/today`);
    await newcomer.getByRole("button", { name: "Remove the sample month" }).click();
    await newcomer.getByRole("button", { name: "Remove", exact: true }).click();
    await newcomer.getByRole("button", { name: "Load a sample month" }).waitFor({ timeout: 10_000 });
    await newcomer.context().close();
  });

  it("set a new password with the link that the local stack prints, and sign in with it", async () => {
    const page = await newPage(browser, 360);
    await page.goto(`${app.url}/forgot-password`);
    await page.getByLabel("Email").fill("kim@example.test");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("a mail with a link is on its way").waitFor();
    // The mail goes out after the answer: nobody learns by waiting whether there is an account.
    const link = () => /https?:\/\/\S+\/auth\/confirm\?token_hash=\S+/.exec(app.output())?.[0].replaceAll("&amp;", "&");
    await expect.poll(link).toBeDefined();
    await page.goto(link() as string);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/reset-password");
    await page.getByLabel("Password").fill("another long night");
    await page.getByRole("button", { name: "Save password" }).click();
    await page.waitForURL("**/today");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${app.url}/`);
    expect((await page.goto(`${app.url}/today`))?.url()).toContain("/sign-in");
    await page.getByLabel("Email").fill("kim@example.test");
    await page.getByLabel("Password").fill("another long night");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/today");
    await page.context().close();
  });

  it("find pages without serious accessibility problems or sideways scrolling", async () => {
    const problems: Record<string, string[]> = {};
    for (const page of [robin, kim]) {
      for (const path of ["/", "/help", "/privacy", "/sign-in", "/sign-up", "/today", "/chat"]) {
        await page.goto(`${app.url}${path}`, { waitUntil: "networkidle" });
        const found = await problemsOf(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) found.push(`scrolls sideways by ${wide}px`);
        if (found.length > 0) problems[`${path} at ${page.viewportSize()?.width}`] = found;
        const name = path === "/" ? "landing" : path.slice(1);
        await page.screenshot({ path: join(shots, `${name}-${page.viewportSize()?.width}.png`), fullPage: true });
      }
    }
    expect(problems).toEqual({});
  });

  it("never meet a request to anywhere but the app, nor a cookie that a script could read", async () => {
    const hosts = new Set<string>();
    robin.on("request", (request) => hosts.add(new URL(request.url()).host));
    await robin.goto(`${app.url}/today`, { waitUntil: "networkidle" });
    expect([...hosts]).toEqual([new URL(app.url).host]);
    const cookies = (await robin.context().cookies()).filter(({ name }) => name.startsWith("sb-"));
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === "Lax")).toBe(true);
    expect(await robin.evaluate(() => document.cookie)).toBe("");
  });
});

describe("Ctrl-C", () => {
  it("leaves no process and no port behind, and what was written is there at the next start", async () => {
    const { port } = new URL(app.url);
    expect(await app.stop()).toBe(0);
    const refused = await new Promise((resolve) => {
      connect(Number(port), "127.0.0.1")
        .once("error", () => resolve(true))
        .once("connect", () => resolve(false));
    });
    expect(refused).toBe(true);
    app = await startApp(dataDir);
    await robin.goto(`${app.url}/sign-in`);
    await robin.getByLabel("Email").fill("robin@example.test");
    await robin.getByLabel("Password").fill("a long night");
    await robin.getByRole("button", { name: "Sign in" }).click();
    await robin.waitForURL("**/today");
    await robin.getByRole("listitem").filter({ hasText: CANARY }).waitFor();
  });
});
