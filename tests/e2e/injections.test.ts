import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { type Injection, injections, tagsThatDoMore } from "#tests/api/injections.ts";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, signUp } from "./person.ts";

const folder = mkdtempSync(join(tmpdir(), "nightlight-injections-"));
let app: AppProcess;
let browser: Browser;
let provider: FakeProvider;
/** The server that the answers try to reach. */
let elsewhere: Server;
let set: Injection[];
let page: Page;
/** What must stay empty: requests to other origins, dialogs, and what only the page's policy had to stop. */
const asked: string[] = [];
const outside: string[] = [];
const dialogs: string[] = [];
const violations: string[] = [];

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("reached");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  set = injections({ elsewhere: away, other: "00000000-0000-4000-8000-000000000000" });
  provider = await startFakeProvider("hostile");
  const env = { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "made-up" };
  [app, browser] = await Promise.all([startApp(join(folder, "data"), env), launchBrowser()]);
  page = await newPage(browser, 360);
  await signUp(page, app.url, "robin@example.test");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  page.context().on("request", (request) => {
    if (!request.url().startsWith(`${app.url}/`) && !request.url().startsWith("data:")) outside.push(request.url());
  });
  page.context().on("page", (other) => outside.push(other.url()));
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy|violates|Refused to/.test(message.text())) violations.push(message.text());
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await provider?.close();
  elsewhere?.close();
  rmSync(folder, { recursive: true, force: true });
});

const answers = () => page.getByRole("article", { name: "The coach's answer" });
/** What the coach said: the first box of an answer; the sources and buttons below it are the app's own. */
const said = (answer: Locator) => answer.locator(":scope > div").first();
const obey = (payload: string) => {
  provider.words = payload.match(/[\s\S]{1,60}/g) ?? [];
};

/** That nothing was sent, opened or run, and nothing but the renderer was needed for that. */
async function expectNothingHappened(): Promise<void> {
  // Whatever was started has had time to arrive.
  await page.waitForTimeout(500);
  expect({ asked, outside, dialogs, violations }).toEqual({ asked: [], outside: [], dialogs: [], violations: [] });
  expect(new URL(page.url()).origin).toBe(app.url);
}

describe("answers of a model that puts out whatever a document tells it to", () => {
  it("are plain text in one long conversation: nothing loads, leads, asks or runs", async () => {
    let conversationId: string | undefined;
    for (const { payload } of set) {
      obey(payload);
      const response = await page.request.post(`${app.url}/api/chat`, {
        data: { message: "How was the day?", ...(conversationId ? { conversationId } : {}) },
        headers: { origin: app.url },
      });
      conversationId ??= /"data-conversation","data":\{"id":"([^"]+)"/.exec(await response.text())?.[1];
    }
    await page.goto(`${app.url}/chat/${conversationId}`);
    await expect.poll(() => said(answers().last()).textContent()).toContain("Moon over the harbour");
    expect(await answers().count()).toBe(set.length);
    const shown = await answers().evaluateAll((all) => all.map((one) => one.querySelector(":scope > div")?.innerHTML));
    for (const [at, html] of shown.entries()) expect(tagsThatDoMore(html as string), set[at]?.id).toEqual([]);
    // The words of what was taken away are still there: it was shown, and shown as text.
    expect(shown.join()).toContain("your bank");
    // No phone makes a link of a number either.
    expect(await page.locator('meta[name="format-detection"]').first().getAttribute("content")).toContain(
      "telephone=no",
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await expectNothingHappened();
  }, 180_000);

  it("are plain text while they come, when copied, and when kept as a note and opened again", async () => {
    await page.goto(`${app.url}/chat`);
    obey(set.flatMap(({ aim, payload }) => (aim === "length" ? [] : [payload])).join("\n\n"));
    await page.getByRole("textbox", { name: "Message" }).fill("How was the week?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "Keep as a note" }).waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
    const answer = said(answers());
    expect(tagsThatDoMore(await answer.innerHTML())).toEqual([]);
    await answer.click();

    const copied = await answer.evaluate(async (element) => {
      getSelection()?.selectAllChildren(element);
      document.execCommand("copy");
      const [item] = await navigator.clipboard.read();
      return (await item?.getType("text/html"))?.text();
    });
    expect(copied).toContain("your bank");
    expect(copied).not.toMatch(/<(?:a|img|iframe|form|input|script|style|svg|link|base|object|video|audio)\b/);
    // The browser writes the page's own styles into what is copied; none of them loads anything.
    expect(copied).not.toMatch(/<[a-z][^<>]*url\(/);

    await page.getByRole("button", { name: "Keep as a note" }).click();
    await page.getByText("Kept in your journal", { exact: true }).waitFor();
    const { notes } = await (await page.request.get(`${app.url}/api/notes`)).json();
    await page.goto(`${app.url}/journal?entry=${notes[0].id}`);
    const note = page.locator(`#entry-${notes[0].id}`).first();
    const text = note.locator("p.whitespace-pre-wrap");
    await expect.poll(() => text.textContent()).toContain("your bank");
    expect(await text.innerHTML()).not.toContain("<");
    await note.getByRole("button", { name: "Edit" }).click();
    await note.locator("textarea").waitFor();
    expect(await note.locator("textarea").inputValue()).toContain("your bank");
    await expectNothingHappened();
  });

  it("would be seen by this test if they did anything", async () => {
    const { port } = elsewhere.address() as AddressInfo;
    await page.evaluate((away) => {
      const planted = document.createElement("div");
      planted.innerHTML = `<img src="${away}/seen.png"><img src="x" onerror="alert(1)">`;
      document.body.append(planted);
      setTimeout(() => alert("seen"), 0);
    }, `http://127.0.0.1:${port}`);
    await expect.poll(() => violations.length).toBeGreaterThan(0);
    await expect.poll(() => dialogs).toEqual(["seen"]);
    await (await browser.newPage()).goto(`http://127.0.0.1:${port}/seen`);
    expect(asked).toContain("/seen");
  });
});
