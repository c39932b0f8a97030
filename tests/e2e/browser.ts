import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium: the system's, Playwright's own, or the one that comes inside an npm package (Linux x64). */
export async function launchBrowser(): Promise<Browser> {
  const own = chromium.executablePath();
  const executablePath = [process.env.CHROMIUM_PATH ?? "", ...INSTALLED, own].find((path) => path && existsSync(path));
  if (executablePath) return chromium.launch({ executablePath, args: QUIET });
  // Without the flags it recommends for small cloud functions: in one process it crashes here, and they end web security.
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: QUIET });
}
