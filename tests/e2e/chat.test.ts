import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFDocument, StandardFonts } from "pdf-lib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPerson, problemsOf, store } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const folder = mkdtempSync(join(tmpdir(), "nightlight-chat-"));
let app: AppProcess;
let browser: Browser;
let robin: Page;
let kim: Page;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  [app, browser] = await Promise.all([startApp(join(folder, "data")), launchBrowser()]);
  robin = await newPerson(browser, app.url, "robin@example.test", 360);
  kim = await newPerson(browser, app.url, "kim@example.test", 1280);
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
  await expect.poll(() => answers(page).count()).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Send" }).waitFor();
}

/** Folded away on a phone, at the side on a wide screen. */
async function openList(page: Page): Promise<void> {
  const folded = page.getByText(/^Earlier conversations/);
  if (await folded.isVisible()) await folded.click();
}

describe.each([
  ["a phone", () => robin],
  ["a wide screen", () => kim],
])("the conversation with the coach, on %s", (_, who) => {
  it("begins from the person's own weeks, is corrected, answered anew, and kept as a note", async () => {
    const page = who();
    const day = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
    for (const [n, mood, note] of [
      [1, 4, "Slept five hours in one piece after the blue lamp."],
      [2, 1, "Up four times, cried in the kitchen."],
      [3, 3, "A nap in the car saved the afternoon."],
    ] as const)
      await store(page, "/api/check-ins", { mood, sleepHours: 5, note, tags: ["teething"], happenedAt: day(n) });
    await page.goto(`${app.url}/chat`);
    await page.getByRole("button", { name: "When did I last write about teething?" }).click();
    await answers(page).waitFor();
    await page.waitForURL("**/chat/*");
    // In the list at once, by its question.
    await openList(page);
    const list = page.getByRole("navigation", { name: "Conversations" }).filter({ visible: true });
    await list.getByText("When did I last write about teething?").waitFor();

    await ask(page, "How did I slep?");
    await page.getByRole("button", { name: "Edit your question" }).click();
    const box = page.getByRole("textbox", { name: "Message" });
    expect(await box.inputValue()).toBe("How did I slep?");
    await box.fill("How did I sleep?");
    await page.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => page.getByRole("log").innerText()).toContain("5 hours");
    await page.getByRole("button", { name: "Send" }).waitFor();
    await page.reload();
    const log = await page.getByRole("log").innerText();
    expect(log).not.toContain("slep?");
    expect(log).toContain("When did I last write about teething?");

    await page.getByRole("button", { name: "Answer anew" }).click();
    await page.getByRole("button", { name: "Answer anew" }).waitFor();
    await page.reload();
    expect(await answers(page).count()).toBe(2);

    await answers(page).last().getByRole("button", { name: "Keep as a note" }).click();
    await page.getByText("Kept in your journal", { exact: true }).waitFor();
    await page.goto(`${app.url}/journal`);
    await page.getByRole("listitem").filter({ hasText: "From the coach" }).waitFor();
  });

  it("is found again by its words, renamed, and deleted after a question", async () => {
    const page = who();
    await page.goto(`${app.url}/chat`);
    await ask(page, "Is the lighthouse song any good?");
    await openList(page);
    const search = page.getByRole("searchbox", { name: "Search conversations" }).filter({ visible: true });
    await search.fill("nothing like it");
    await page.getByText("These words are in no conversation.").filter({ visible: true }).waitFor();
    await search.fill("lighthouse");
    const list = page.getByRole("navigation", { name: "Conversations" }).filter({ visible: true });
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
    await page.getByRole("button", { name: "Delete conversation" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.waitForURL("**/chat");
  });

  it("takes a file by choice, shows how far it is, can be cancelled, and answers from the project alone", async () => {
    const page = who();
    const project = await store(page, "/api/projects", { name: "School meeting" });
    await page.goto(`${app.url}/projects/${project.id}`);
    const files = page.getByRole("region", { name: "Files" });
    const night = (n: number) => `Day ${n}. The teacher wrote that she reads under the table until noon.\n\n`;
    const large = Array.from({ length: 42_000 }, (_, n) => night(n)).join("");
    expect(large.length).toBeGreaterThan(3_000_000);
    await page.getByLabel("Choose files").setInputFiles({
      name: "school year.md",
      mimeType: "text/markdown",
      buffer: Buffer.from(large),
    });
    const bar = files.getByRole("progressbar");
    await bar.waitFor();
    await expect.poll(() => files.innerText(), { timeout: 30_000 }).toMatch(/\d+ %/);
    await page.screenshot({ path: join(shots, `import-${page.viewportSize()?.width}.png`) });
    await files.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled. Nothing of “school year.md” was kept.").waitFor();
    await page.reload();
    expect(await files.getByRole("listitem").count()).toBe(0);

    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.Helvetica);
    for (let n = 0; n < 60; n++)
      document.addPage().drawText(`Page ${n}: the reading group meets on Thursdays in the green room.`, {
        font,
        size: 11,
        x: 40,
        y: 700,
      });
    const pdf = { name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from(await document.save()) };
    await page.getByLabel("Choose files").setInputFiles(pdf);
    await files.getByRole("listitem").filter({ hasText: "letter.pdf" }).waitFor();
    await page.getByLabel("Choose files").setInputFiles(pdf);
    expect(await files.getByRole("alert").innerText()).toContain("You have imported this file already");
    expect(await problemsOf(page)).toEqual([]);

    await page.getByRole("link", { name: "Ask the coach about this" }).click();
    await page.getByText("What would you like to know about “School meeting”?").waitFor();
    await expect
      .poll(
        async () => {
          await page.goto(`${app.url}/chat?project=${project.id}`);
          await ask(page, "When does the reading group meet?");
          return answers(page).innerText();
        },
        { timeout: 30_000 },
      )
      .toContain("Thursdays");
    expect(await answers(page).innerText()).not.toContain("blue lamp");
    await page.getByRole("region", { name: "Sources" }).getByRole("link").first().click();
    await page.waitForURL("**/files/*");
    await page.getByRole("heading", { name: "letter.pdf" }).waitFor();
    const address = page.url();
    const other = page === robin ? kim : robin;
    expect((await other.goto(address))?.status()).toBe(404);
  }, 120_000);
});
