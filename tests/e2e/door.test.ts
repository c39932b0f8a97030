import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPage, newPerson } from "./person.ts";

const folder = mkdtempSync(join(tmpdir(), "nightlight-door-"));
let app: AppProcess;
let browser: Browser;
let person: Page;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(join(folder, "data")), launchBrowser()]);
  person = await newPerson(browser, app.url, "robin@example.test", 360);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const LINK = "/auth/confirm?token_hash=made-up&type=recovery";
const PUBLIC = ["/", "/help", "/privacy", "/goodbye", "/offline", "/sign-in", "/sign-up", "/forgot-password", LINK];
const OWN = ["/today", "/journal", "/projects", "/trends", "/chat", "/memory", "/data", "/more"];
const NOWHERE = ["/chat/00000000-0000-4000-8000-000000000001", "/no-such-page"];
const API = ["/api/check-ins", "/api/openapi.json", "/api/profile", "/api/conversations/none"];

/** What the OWASP Secure Headers Project asks of every answer, its text of November 2026. */
const OWASP: Record<string, RegExp> = {
  "strict-transport-security": /max-age=(?:[3-9]\d{7}|\d{9,})/,
  "x-frame-options": /^DENY$/,
  "x-content-type-options": /^nosniff$/,
  "content-security-policy": /default-src '(?:self|none)'.*frame-ancestors 'none'/,
  "x-permitted-cross-domain-policies": /^none$/,
  "referrer-policy": /^no-referrer$/,
  "cross-origin-embedder-policy": /^require-corp$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\).*geolocation=\(\).*microphone=\(\)/,
  "x-dns-prefetch-control": /^off$/,
};
/** Headers that tell what runs here, or let something in. */
const ABSENT = ["x-powered-by", "server", "x-aspnet-version", "access-control-allow-origin", "x-xss-protection"];

describe("the headers of every answer", () => {
  it.each([...PUBLIC, ...OWN, ...NOWHERE, ...API])(
    "%s has what OWASP asks for and gives nothing away",
    async (path) => {
      const response = await person.request.get(app.url + path, { maxRedirects: 0 });
      const headers = response.headers();
      for (const [name, wanted] of Object.entries(OWASP)) expect(headers[name], name).toMatch(wanted);
      for (const name of ABSENT) expect(headers, name).not.toHaveProperty(name);
      // Nothing of anybody's may be kept by a cache on the way.
      expect(headers["cache-control"], "cache-control").toMatch(/no-store/);
    },
  );

  it("no answer to a stranger's origin may be read by it", async () => {
    const response = await person.request.fetch(`${app.url}/api/check-ins`, {
      method: "OPTIONS",
      headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
    });
    expect(response.headers()).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("the scripts of a page", () => {
  it.each(["/", "/sign-in", "/today", "/chat", "/offline"])(
    "%s runs those alone that carry its own nonce",
    async (path) => {
      const [one, other] = [await person.request.get(app.url + path), await person.request.get(app.url + path)];
      const policy = one.headers()["content-security-policy"] as string;
      const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
      expect(scripts).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*|data:/);
      const nonce = /'nonce-([^']{20,})'/.exec(scripts)?.[1];
      expect(nonce).toBeDefined();
      expect(other.headers()["content-security-policy"]).not.toContain(nonce);
      const tags = (await one.text()).match(/<script\b[^>]*>/g) ?? [];
      expect(tags.length).toBeGreaterThan(3);
      expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    },
  );

  it("nothing that got into a page's text can run, load or send anything", async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(200, { "content-type": "text/html" }).end("<title>elsewhere</title>");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const page = await person.context().newPage();
    const plant = (url: string) =>
      page.evaluate(async (away) => {
        const planted = document.createElement("div");
        planted.innerHTML = `<img src="x" onerror="window.ran = 1"><img src="${away}/image">
          <a id="planted" href="javascript:window.ran = 2">here</a><iframe src="${away}/frame"></iframe>
          <form id="away" action="${away}/form" method="post"><input name="a"></form>`;
        document.body.append(planted);
        document.getElementById("planted")?.click();
        navigator.sendBeacon(`${away}/beacon`);
        await fetch(`${away}/fetch`, { mode: "no-cors" }).catch(() => {});
        // The form leads away from the page, and what was not asked for by then never is.
        const image = planted.querySelector<HTMLImageElement>('img[src^="http"]');
        while (!image?.complete) await new Promise((resolve) => setTimeout(resolve, 20));
        (document.getElementById("away") as HTMLFormElement).submit();
      }, url);
    await page.goto(`${app.url}/today`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await plant(away);
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => (window as { ran?: number }).ran)).toBeUndefined();
    expect(new URL(page.url()).origin).toBe(app.url);
    expect(asked).toEqual([]);

    // The same on a page of another site's, without a policy: what is looked for here can be seen.
    await page.goto(`${away}/a-page`);
    await plant(away);
    await expect.poll(() => asked).toEqual(expect.arrayContaining(["/image", "/beacon", "/fetch"]));
    // A page that is closed while it leads away may never say that it is.
    await page.waitForURL(`${away}/form`);
    await page.close();
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it("no page of ours breaks its own policy", async () => {
    const page = await person.context().newPage();
    const broken: string[] = [];
    page.on(
      "console",
      (message) => /Content Security Policy|violates/.test(message.text()) && broken.push(message.text()),
    );
    for (const path of [...PUBLIC, ...OWN]) {
      await page.goto(app.url + path);
      await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    }
    expect(broken).toEqual([]);
    await page.close();
  });
});

describe("who may come in", () => {
  it("another site's page can't write with the person's cookie", async () => {
    const strangers: Record<string, string>[] = [
      { origin: "https://elsewhere.example" },
      { "sec-fetch-site": "cross-site" },
      {},
    ];
    for (const headers of strangers) {
      const response = await person.request.post(`${app.url}/api/check-ins`, { data: { mood: 1 }, headers });
      expect(response.status(), JSON.stringify(headers)).toBe(403);
    }
    const own = await person.request.post(`${app.url}/api/check-ins`, {
      data: { mood: 3 },
      headers: { origin: app.url },
    });
    expect(own.status()).toBe(201);
  });

  it("a link in a mail leads nowhere but into the app, whatever is written into it", async () => {
    const page = await newPage(browser, 360);
    for (const trick of ["next", "redirect_to", "redirect", "url", "returnTo"]) {
      const away = encodeURIComponent("https://elsewhere.example");
      await page.goto(`${app.url}/auth/confirm?token_hash=made-up&type=recovery&${trick}=${away}`);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForURL(`${app.url}/forgot-password?expired=1`);
    }
    await page.context().close();
  });

  it("neither signing in nor asking for a mail tells whether somebody has an account", async () => {
    const page = await newPage(browser, 360);
    const said = async (path: string, button: string, email: string) => {
      await page.goto(app.url + path);
      await page.getByLabel("Email").fill(email);
      if (path === "/sign-in") await page.getByLabel("Password").fill("not this one");
      await page.getByRole("button", { name: button }).click();
      return page
        .locator("form")
        .getByRole(path === "/sign-in" ? "alert" : "status")
        .textContent();
    };
    for (const [path, button] of [
      ["/sign-in", "Sign in"],
      ["/forgot-password", "Send the link"],
    ] as const)
      expect(await said(path, button, "robin@example.test")).toBe(await said(path, button, "nobody@example.test"));
    await page.context().close();
  });

  it("a new password is set by a link from a mail, not by whoever finds a session open, and ends the others", async () => {
    const found = await newPerson(browser, app.url, "noor@example.test", 360);
    await found.goto(`${app.url}/reset-password`);
    await found.waitForURL("**/forgot-password");
    const before = app.output().length;
    const page = await newPage(browser, 360);
    await page.goto(`${app.url}/forgot-password`);
    await page.getByLabel("Email").fill("noor@example.test");
    await page.getByRole("button", { name: "Send the link" }).click();
    const link = () => /https?:\/\/\S+\/auth\/confirm\?token_hash=\S+/.exec(app.output().slice(before))?.[0];
    await expect.poll(link).toBeDefined();
    const address = (link() as string).replaceAll("&amp;", "&");
    // Sent to somebody else, who is signed in: looked at, by a person or a mail program, it changes nothing.
    const robin = await person.context().newPage();
    for (let looks = 0; looks < 2; looks++) {
      await robin.goto(address);
      await robin.getByText("You are signed in here as robin@example.test.").waitFor();
    }
    await robin.close();
    await page.goto(address);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/reset-password");
    await page.getByText("For noor@example.test").waitFor();
    await page.getByLabel("Password").fill("another long night");
    await page.getByRole("button", { name: "Save password" }).click();
    await page.waitForURL("**/today");
    expect((await found.goto(`${app.url}/today`))?.url()).toContain("/sign-in");
    // The one that set it goes on, and can't set a second one.
    expect((await page.goto(`${app.url}/today`))?.url()).toContain("/today");
    expect((await page.goto(`${app.url}/reset-password`))?.url()).toContain("/forgot-password");
    await page.context().close();
    await found.context().close();
  });

  it("a link that was used or has expired is said to be, where a new one can be asked for", async () => {
    const page = await newPage(browser, 360);
    await page.goto(`${app.url}/auth/confirm?token_hash=made-up&type=recovery`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This link was used before or has expired. You can ask for a new one here.").waitFor();
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    await page.goto(`${app.url}/forgot-password`);
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    expect(await page.getByText("has expired").count()).toBe(0);
    await page.context().close();
  });

  it("guessing a password ends after ten tries, for that account alone", async () => {
    const page = await newPage(browser, 360);
    const signIn = async (email: string, password: string) => {
      await page.goto(`${app.url}/sign-in`);
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page
        .locator("form")
        .getByRole("alert")
        .or(page.getByRole("heading", { name: /how are you|today/i }))
        .first()
        .waitFor();
      return page
        .locator("form")
        .getByRole("alert")
        .textContent({ timeout: 500 })
        .catch(() => "in");
    };
    await newPerson(browser, app.url, "kim@example.test", 360).then((other) => other.context().close());
    for (let at = 0; at < 10; at++) expect(await signIn("kim@example.test", `guess ${at}`)).toMatch(/not right/);
    expect(await signIn("kim@example.test", "a long night")).toMatch(/too many attempts/);
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel("Email").fill("robin@example.test");
    await page.getByLabel("Password").fill("a long night");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/today");
    await page.context().close();
  });
});
