// Installs the dependencies when they are missing or older than package-lock.json.
// Plain JavaScript for Node 20: this is what runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.nightlight-installed`;
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(`${root}package-lock.json`))
    .digest("hex");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(`Nightlight needs Node 20 or later to install itself; this is ${major}.${minor}.`);
  process.exit(1);
}
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockHash()) {
  console.log("Installing dependencies (once, about a minute) …");
  // Not `npm ci`: npm leaves other platforms' optional binaries out of the lock file it writes, and `npm ci` then
  // refuses that very file. `install` takes the locked versions all the same.
  const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, lockHash());
}
