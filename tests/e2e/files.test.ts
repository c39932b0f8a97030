import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProcess, startApp } from "./app-process.ts";
import { launchBrowser } from "./browser.ts";
import { newPerson, problemsOf, store } from "./person.ts";

const shots = process.env.SCREENSHOTS ?? "test-results";
const folder = mkdtempSync(join(tmpdir(), "nightlight-files-"));
let app: AppProcess;
let browser: Browser;
let robin: Page;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  [app, browser] = await Promise.all([startApp(join(folder, "data")), launchBrowser()]);
  robin = await newPerson(browser, app.url, "robin@example.test", 360);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});
const called = (place: Locator, name: string) => place.getByRole("listitem").filter({ hasText: name });

describe("several files at once", () => {
  it("are imported but for those that can't be, each of which is named with its reason", async () => {
    const project = await store(robin, "/api/projects", { name: "Sleep clinic" });
    await robin.goto(`${app.url}/projects/${project.id}`);
    const files = robin.getByRole("region", { name: "Files" });
    expect(await files.innerText()).toContain("up to 5 MB");
    await robin
      .getByLabel("Choose files")
      .setInputFiles([
        file("song.mp3", "la la la"),
        file("plan.md", "Warm bath at seven, then the blue lamp."),
        file("years.txt", Buffer.alloc(7_000_000, "a night like the last ")),
        file("nothing.txt", ""),
        file("letter.md", "She reads under the table until noon."),
      ]);
    await called(files, "letter.md").getByRole("link").waitFor();
    await called(files, "plan.md").getByRole("link").waitFor();
    const alert = files.getByRole("alert");
    expect(await alert.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/^song\.mp3: Nightlight reads plain text/),
      expect.stringMatching(/^years\.txt: .*5 MB/),
      expect.stringMatching(/^nothing\.txt: There is no text/),
    ]);
    expect(await files.getByRole("link").count()).toBe(2);
    const tabs = await robin.getByRole("navigation", { name: "Main" }).boundingBox();
    const said = await alert.boundingBox();
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0);
    expect(await problemsOf(robin)).toEqual([]);
    await robin.screenshot({ path: join(shots, "import-several-360.png") });
  });

  it("end with the one that is cancelled, and it is said how many had not begun", async () => {
    const files = robin.getByRole("region", { name: "Files" });
    const long = Array.from({ length: 42_000 }, (_, n) => `Day ${n}. She reads under the table until noon.\n\n`).join(
      "",
    );
    await robin.getByLabel("Choose files").setInputFiles([file("long.md", long), file("a.md", "a"), file("b.md", "b")]);
    await files.getByRole("button", { name: "Cancel" }).click();
    await robin.getByText("Cancelled. Nothing of “long.md” was kept; 2 files after it were not begun.").waitFor();
    expect(await files.getByRole("link").count()).toBe(2);
    // What went wrong the last time no longer stands there.
    expect(await files.getByRole("alert").count()).toBe(0);
  });
});

describe("files without a project", () => {
  const loose = () => robin.getByRole("region", { name: "Files without a project" });

  it("are announced when their project is deleted, and listed on the Projects page", async () => {
    await robin.goto(`${app.url}/projects`);
    await robin.getByRole("link", { name: "Sleep clinic" }).waitFor();
    expect(await loose().count()).toBe(0);
    await robin.getByRole("link", { name: "Sleep clinic" }).click();
    await robin.getByRole("button", { name: "Delete project" }).click();
    const dialog = robin.getByRole("alertdialog");
    expect(await dialog.innerText()).toContain("Files without a project");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await robin.waitForURL("**/projects");
    await called(loose(), "plan.md").waitFor();
    await called(loose(), "letter.md").waitFor();
    expect(await problemsOf(robin)).toEqual([]);
    await robin.screenshot({ path: join(shots, "files-without-project-360.png") });
  });

  it("are where a second import of the same file is sent to", async () => {
    const project = await store(robin, "/api/projects", { name: "Next clinic" });
    await robin.goto(`${app.url}/projects/${project.id}`);
    const files = robin.getByRole("region", { name: "Files" });
    await robin.getByLabel("Choose files").setInputFiles([file("again.md", "Warm bath at seven, then the blue lamp.")]);
    expect(await files.getByRole("alert").innerText()).toContain(
      "as “plan.md”. It is on the Projects page, under “Files without a project”.",
    );
  });

  it("are opened and deleted there, and come back page by page", async () => {
    await robin.goto(`${app.url}/projects`);
    await called(loose(), "letter.md").getByRole("link").click();
    await robin.getByRole("heading", { name: "letter.md" }).waitFor();
    await robin.goto(`${app.url}/projects`);
    await loose().getByRole("button", { name: "Delete letter.md" }).click();
    await robin.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => called(loose(), "letter.md").count()).toBe(0);
    for (let n = 0; n < 20; n++) await store(robin, "/api/documents", { title: `page ${n}`, text: `Night ${n}.` });
    await robin.reload();
    await loose().getByRole("listitem").nth(19).waitFor();
    expect(await called(loose(), "plan.md").count()).toBe(0);
    await loose().getByRole("button", { name: "Show earlier files" }).click();
    await called(loose(), "plan.md").waitFor();
    expect(await loose().getByRole("listitem").count()).toBe(21);
  });
});
