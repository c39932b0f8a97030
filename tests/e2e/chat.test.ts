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

describe("a question that is too long", () => {
  it("is not cut, and not sent before it fits", async () => {
    const page = await newPerson(browser, app.url, "toni@example.test", 360);
    await page.goto(`${app.url}/chat`);
    const box = page.getByRole("textbox", { name: "Message" });
    await box.fill("q".repeat(2005));
    await page.getByRole("alert").getByText("A question holds 2,000 characters; take out 5.").waitFor();
    await page.getByText("2,005 of 2,000 characters").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    expect(await box.inputValue()).toHaveLength(2005);
    expect(await problemsOf(page)).toEqual([]);
    expect(await page.evaluate(async () => (await (await fetch("/api/conversations")).json()).conversations)).toEqual(
      [],
    );
    await box.fill("q".repeat(2000));
    await page.getByRole("button", { name: "Send" }).click();
    await answers(page).waitFor();
    await page.context().close();
  });
});

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

  it("is gone from the page when it is deleted as soon as it has begun", async () => {
    const page = who();
    await page.goto(`${app.url}/chat`);
    await ask(page, "Is the tulip song any good?");
    await page.getByRole("button", { name: "Delete conversation" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Conversation deleted.").waitFor();
    await page.getByText("What would you like to look back at?").waitFor();
    expect(new URL(page.url()).pathname).toBe("/chat");
    expect(await answers(page).count()).toBe(0);
    await openList(page);
    await expect.poll(() => page.getByRole("link", { name: "Is the tulip song any good?" }).count()).toBe(0);
    await ask(page, "And the daisy song?");
    expect(await page.getByRole("log").innerText()).toContain("And the daisy song?");
  });

  it("makes room for the next at the tab, and is whole again on the way back", async () => {
    const page = who();
    await page.goto(`${app.url}/chat`);
    await ask(page, "Is the poppy song any good?");
    await page.waitForURL("**/chat/*");
    const tabs = page.getByRole("navigation", { name: "Main" });
    await tabs.getByRole("link", { name: "Coach" }).click();
    await page.getByText("What would you like to look back at?").waitFor();
    expect(await answers(page).count()).toBe(0);
    await openList(page);
    const list = page.getByRole("navigation", { name: "Conversations" }).filter({ visible: true });
    await list.getByText("Is the poppy song any good?").waitFor();
    await page.goBack();
    await answers(page).waitFor();
    expect(await page.getByRole("log").innerText()).toContain("Is the poppy song any good?");

    await page.goto(`${app.url}/chat`);
    await ask(page, "And the aster song?");
    await page.waitForURL("**/chat/*");
    await tabs.getByRole("link", { name: "Journal" }).click();
    await page.waitForURL("**/journal");
    await page.goBack();
    await answers(page).waitFor();
    expect(await page.getByRole("log").innerText()).toContain("And the aster song?");
    // It is the conversation's own page: what comes next belongs to it.
    await ask(page, "And the clover song?");
    await page.reload();
    expect(await answers(page).count()).toBe(2);
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

describe("the days of sources", () => {
  /** A person's page on a device that lives by another clock than their profile. */
  async function onDeviceIn(timezoneId: string): Promise<Page> {
    const context = await browser.newContext({ timezoneId, storageState: await kim.context().storageState() });
    return context.newPage();
  }

  it("are those of the person's own clock, wherever their device is, and after a reload", async () => {
    const headers = { origin: app.url };
    const changed = await kim.request.patch(`${app.url}/api/profile`, { data: { timeZone: "Europe/Berlin" }, headers });
    expect(changed.ok()).toBe(true);
    // Past midnight in Berlin, still the afternoon before in Los Angeles.
    const happenedAt = `${new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)}T23:30:00Z`;
    await store(kim, "/api/check-ins", { mood: 2, note: "The zeppelin mobile fell on the cot.", happenedAt });
    const berlin = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone: "Europe/Berlin",
    }).format(new Date(happenedAt));
    const page = await onDeviceIn("America/Los_Angeles");
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    await page.goto(`${app.url}/chat`);
    await ask(page, "When did the zeppelin mobile fall?");
    const source = page.getByRole("region", { name: "Sources" }).getByRole("listitem").filter({ hasText: "zeppelin" });
    expect(await source.getByRole("link").innerText()).toMatch(new RegExp(`^\\[\\d\\] ${berlin}$`));
    await page.waitForURL("**/chat/*");
    await page.reload();
    await page.waitForLoadState("networkidle");
    expect(await source.getByRole("link").innerText()).toMatch(new RegExp(`^\\[\\d\\] ${berlin}$`));
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("name the year when it is another one, as the journal does", async () => {
    const year = new Date().getUTCFullYear() - 1;
    await store(kim, "/api/check-ins", {
      mood: 4,
      note: "The xylophone came by post.",
      happenedAt: `${year}-06-17T12:00:00Z`,
    });
    await kim.goto(`${app.url}/journal`);
    const entry = kim.getByRole("listitem").filter({ hasText: "The xylophone came by post." });
    expect(await entry.innerText()).toContain(`17 Jun ${year}, 14:00`);
    await kim.goto(`${app.url}/chat`);
    await ask(kim, "When did the xylophone come?");
    const source = kim.getByRole("region", { name: "Sources" }).getByRole("listitem").filter({ hasText: "xylophone" });
    expect(await source.getByRole("link").innerText()).toContain(`17 Jun ${year}`);
  });
});

describe("a conversation of long ago", () => {
  it("is reached by going further back, and can be renamed and deleted there", async () => {
    const page = await newPerson(browser, app.url, "mara@example.test", 360);
    const conversations = Array.from({ length: 60 }, (_, n) => {
      const time = new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
      return { id: crypto.randomUUID(), title: `Question ${n}.`, created_at: time, updated_at: time };
    });
    const data = { exportedAt: new Date().toISOString(), conversations };
    expect((await page.request.post(`${app.url}/api/import`, { data, headers: { origin: app.url } })).ok()).toBe(true);
    const list = page.getByRole("navigation", { name: "Conversations" }).filter({ visible: true });
    const further = page.getByRole("button", { name: "Show older" }).filter({ visible: true });
    await page.goto(`${app.url}/chat`);
    await page.getByText("Earlier conversations (50 or more)").click();
    expect(await list.getByRole("link").count()).toBe(50);
    await further.click();
    await expect.poll(() => list.getByRole("link").count()).toBe(60);
    expect(await further.count()).toBe(0);
    expect(await problemsOf(page)).toEqual([]);

    // The same for what is found by words.
    const search = page.getByRole("searchbox", { name: "Search conversations" }).filter({ visible: true });
    await search.fill("Question");
    await further.click();
    await expect.poll(() => list.getByRole("link").count()).toBe(60);
    await search.fill("");
    await list.getByRole("link", { name: "Question 3." }).click();
    await page.waitForURL("**/chat/*");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("The very first weeks");
    await page.getByRole("button", { name: "Save" }).click();
    await openList(page);
    await list.getByRole("link", { name: "The very first weeks" }).waitFor();
    await page.getByRole("button", { name: "Delete conversation" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Conversation deleted.").waitFor();
    await page.getByText("What would you like to look back at?").waitFor();
    await page.context().close();
  });
});

describe("what a person wrote to the coach", () => {
  it("is in the box again after another page and a reload, in its own conversation alone, and still corrects", async () => {
    const box = robin.getByRole("textbox", { name: "Message" });
    const log = robin.getByRole("log");
    await robin.goto(`${app.url}/chat`);
    await box.fill("How was the first");
    const tabs = robin.getByRole("navigation", { name: "Main" });
    await tabs.getByRole("link", { name: "Today" }).click();
    await robin.getByRole("heading", { name: "How is it right now?" }).waitFor();
    await tabs.getByRole("link", { name: "Coach" }).click();
    await expect.poll(() => box.inputValue()).toBe("How was the first");
    await robin.reload();
    await expect.poll(() => box.inputValue()).toBe("How was the first");
    await ask(robin, "How was the first of May?");
    await robin.waitForURL("**/chat/*");
    const conversation = robin.url();
    // Begun on the page of a new conversation, it belongs to the one that has begun.
    await box.fill("And the second");
    await robin.goto(`${app.url}/chat`);
    await robin.getByText("What would you like to look back at?").waitFor();
    expect(await box.inputValue()).toBe("");
    await robin.goto(conversation);
    await expect.poll(() => box.inputValue()).toBe("And the second");
    await box.fill("");

    const correcting = robin.getByText("Sending this replaces your last question and its answer.");
    await robin.getByRole("button", { name: "Edit your question" }).click();
    await box.fill("How was the third of May?");
    await robin.reload();
    await correcting.waitFor();
    await robin.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => log.innerText()).toContain("How was the third of May?");
    await robin.getByRole("button", { name: "Send" }).waitFor();
    expect(await answers(robin).count()).toBe(1);
    expect(await box.inputValue()).toBe("");

    // The conversation goes on elsewhere: nothing that was said there is replaced.
    await robin.getByRole("button", { name: "Edit your question" }).click();
    await box.fill("How was the fourth of May?");
    const elsewhere = await robin.context().newPage();
    await elsewhere.goto(conversation);
    await ask(elsewhere, "How was the fifth of May?");
    await elsewhere.close();
    await robin.reload();
    await expect.poll(() => box.inputValue()).toBe("How was the fourth of May?");
    expect(await correcting.count()).toBe(0);
    await robin.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => answers(robin).count()).toBe(3);
    expect(await log.innerText()).toContain("How was the fifth of May?");
    await robin.getByRole("button", { name: "Send" }).waitFor();
  });

  it("is not erased by a correction in another tab that does not know of it", async () => {
    await kim.goto(`${app.url}/chat`);
    await ask(kim, "How was the walk?");
    await kim.waitForURL("**/chat/*");
    const tab = await kim.context().newPage();
    await tab.goto(kim.url());
    await ask(kim, "And the walk after that?");
    await tab.getByRole("button", { name: "Edit your question" }).click();
    const box = tab.getByRole("textbox", { name: "Message" });
    await box.fill("How was the long walk?");
    await tab.getByRole("button", { name: "Send" }).click();
    await tab.getByRole("alert").getByText("This conversation went on elsewhere").waitFor();
    const log = tab.getByRole("log");
    await expect.poll(() => log.innerText()).toContain("And the walk after that?");
    expect(await log.innerText()).toContain("How was the walk?");
    expect(await box.inputValue()).toBe("How was the long walk?");
    await tab.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => answers(tab).count()).toBe(3);
    await tab.close();
  });

  it("comes with the reason why it failed in sight, also under a long conversation on a phone", async () => {
    await robin.goto(`${app.url}/chat`);
    for (const question of ["How was Monday?", "How was Tuesday?", "How was Wednesday?"]) await ask(robin, question);
    await robin.getByRole("textbox", { name: "Message" }).fill("How was Thursday?");
    await robin.evaluate(() => window.scrollTo(0, 0));
    await robin.context().setOffline(true);
    await robin.getByRole("button", { name: "Send" }).click();
    const alert = robin.getByRole("alert").filter({ hasText: "There is no connection." });
    await alert.waitFor();
    await robin.context().setOffline(false);
    const below = async () => {
      const [problem, composer] = await Promise.all([
        alert.boundingBox(),
        robin.getByRole("textbox", { name: "Message" }).boundingBox(),
      ]);
      return (problem?.y ?? 0) + (problem?.height ?? 0) - (composer?.y ?? 0);
    };
    await expect.poll(below, { timeout: 5_000 }).toBeLessThanOrEqual(0);
  });

  it("is in the box again when it could not be sent, before what was typed since", async () => {
    await robin.goto(`${app.url}/chat`);
    await ask(robin, "How was Friday?");
    const box = robin.getByRole("textbox", { name: "Message" });
    await box.fill("How was Saturday?");
    await robin.context().setOffline(true);
    await robin.getByRole("button", { name: "Send" }).click();
    const alert = robin.getByRole("alert").filter({ hasText: "There is no connection." });
    await alert.waitFor();
    await robin.context().setOffline(false);
    expect(await box.inputValue()).toBe("How was Saturday?");
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => answers(robin).count()).toBe(2);
    await robin.getByRole("button", { name: "Send" }).waitFor();

    const typed = Promise.withResolvers<void>();
    await robin.route("**/api/chat", async (request) => {
      await typed.promise;
      await request.abort();
    });
    await robin.getByRole("button", { name: "Edit your question" }).click();
    await box.fill("How was this Saturday?");
    await robin.getByRole("button", { name: "Send" }).click();
    await box.fill("And Sunday?");
    typed.resolve();
    await alert.waitFor();
    expect(await box.inputValue()).toBe("How was this Saturday?\nAnd Sunday?");
    // What it should have corrected is there still, and it corrects it yet.
    expect(await robin.getByRole("log").innerText()).toContain("How was Saturday?");
    await robin.unroute("**/api/chat");
    await robin.getByRole("button", { name: "Send" }).click();
    await robin.getByRole("button", { name: "Send" }).waitFor();
    await robin.reload();
    const log = await robin.getByRole("log").innerText();
    expect(log).toContain("And Sunday?");
    expect(log).not.toContain("How was Saturday?");
    expect(await answers(robin).count()).toBe(2);
  });
});
