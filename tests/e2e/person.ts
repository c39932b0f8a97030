import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";

/** A page on a device of its own: dark on a phone, light on a wide screen. */
export async function newPage(browser: Browser, width: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: width < 600 ? "dark" : "light",
    timezoneId: "Europe/Berlin",
  });
  return context.newPage();
}

/** Signs an invented person up by the form. */
export async function signUp(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-up`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("a long night");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.waitForURL("**/today");
}

/** A page of an invented person who has just signed up. */
export async function newPerson(browser: Browser, url: string, email: string, width: number): Promise<Page> {
  const page = await newPage(browser, width);
  await signUp(page, url, email);
  return page;
}

/** Stores something as the app's own pages do. @returns the answer's one thing: `{note}`'s note */
export async function store(page: Page, path: string, body: object): Promise<{ id: string }> {
  const { origin } = new URL(page.url());
  const response = await page.request.post(`${origin}${path}`, { data: body, headers: { origin } });
  if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
  const last = (await response.text()).trim().split("\n").at(-1) as string;
  return Object.values(JSON.parse(last))[0] as { id: string };
}

/** What axe finds serious, and whether the page scrolls sideways. */
export async function problemsOf(page: Page): Promise<string[]> {
  // A page's title is streamed after its first words; one that never comes fails here, too.
  await page.waitForFunction(() => document.title !== "");
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

/** Bytes, compressed, of the scripts that the page's document names: what a phone loads before it can be used. */
export async function scriptWeight(page: Page): Promise<number> {
  const html = await (await page.request.get(page.url())).text();
  const names = [...html.matchAll(/<script(?![^>]*noModule)[^>]* src="([^"]+)"/gi)].map((found) => found[1] as string);
  const scripts = [...new Set(names)].map(async (name) =>
    (await page.request.get(new URL(name, page.url()).href)).body(),
  );
  return (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length, 0);
}

/** How much the page has moved under the reader's eye since it was opened: CLS, at most 0.1 is good. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
}
