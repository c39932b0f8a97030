import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const SCAN = join(import.meta.dirname, "../../bin/scan.ts");
const ADVISORY = {
  id: 1,
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
  title: "a fault for this test",
  severity: "high",
  vulnerable_versions: "<2.0.0",
};

/** A registry that answers `npm audit` with an advisory on the package `left-behind`, or with a refusal. */
let registry: Server;
let answersAudits: boolean;
beforeAll(async () => {
  registry = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const known = answersAudits && request.url === "/-/npm/v1/security/advisories/bulk";
      response.writeHead(known ? 200 : 405, { "content-type": "application/json" });
      response.end(JSON.stringify(known ? { "left-behind": [ADVISORY] } : {}));
    });
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
});
afterAll(() => registry.close());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlight-scan-"));
  spawnSync("git", ["init", "-q", folder]);
  lock({ "left-behind": "2.0.0" });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
function lock(packages: Record<string, string>): void {
  const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]);
  const root = { name: "planted", version: "1.0.0", dependencies: packages };
  write("package.json", JSON.stringify(root));
  write(
    "package-lock.json",
    JSON.stringify({ ...root, lockfileVersion: 3, packages: { "": root, ...Object.fromEntries(entries) } }),
  );
}

async function scan(root: string, ...more: string[]): Promise<{ status: number | null; output: string }> {
  const { port } = registry.address() as AddressInfo;
  const child = spawn(process.execPath, [SCAN, "--root", root, ...more], {
    env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}` },
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, output };
}

describe("secrets", () => {
  beforeAll(() => {
    answersAudits = true;
  });

  it("finds none in this repository", async () => {
    const { status, output } = await scan(join(import.meta.dirname, "../.."));
    expect(output).toContain("scan: 0 secrets");
    expect(status).toBe(0);
  });

  it.each([
    ["a token of GitHub's", `ghp_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`],
    ["a token of a package registry's", `npm_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`],
    ["a Supabase secret key", `sb_secret_${"N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"}`],
    ["a database's password", `postgresql://app:${"r4inyTuesd4y"}@db.example.com:5432/postgres`],
    [
      "a private key",
      `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0".repeat(20)}\n-----END RSA PRIVATE KEY-----`,
    ],
  ])("turn it red: %s, in a file not even added yet, and it is not printed", async (_, secret) => {
    write("settings.ts", `export const key = \`${secret}\`;\n`);
    const { status, output } = await scan(folder);
    expect(output).toMatch(/^error settings\.ts/m);
    expect(status).toBe(1);
    expect(output).not.toContain(secret.slice(-16));
  });

  it("looks at nothing that git ignores: a person's own .env is theirs", async () => {
    write(".gitignore", ".env\n");
    write(".env", `KEY=sb_secret_${"N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"}\n`);
    expect((await scan(folder)).status).toBe(0);
  });
});

describe("dependencies", () => {
  it("turn it red when the registry knows the locked version as vulnerable, and not after the mend", async () => {
    answersAudits = true;
    expect(await scan(folder)).toMatchObject({ status: 0 });
    lock({ "left-behind": "1.9.0" });
    const { status, output } = await scan(folder);
    expect(output).toContain("error GHSA-aaaa-bbbb-cccc: left-behind <2.0.0");
    expect(status).toBe(1);
  });

  it("turn it red by the advisories kept here when the registry answers none, and say that these are not all", async () => {
    answersAudits = false;
    lock({ next: "16.4.6" });
    expect(await scan(folder)).toMatchObject({ status: 0, output: expect.stringContaining("answers no npm audit") });
    lock({ next: "16.0.6" });
    const { status, output } = await scan(folder);
    expect(output).toContain("error GHSA-9qr9-h5gf-34mp: next 16.0.6");
    expect(status).toBe(1);
  });

  it("take an accepted advisory until its day, with its reason, and no longer", async () => {
    answersAudits = true;
    lock({ "left-behind": "1.9.0" });
    const accept = (until: string) =>
      write(
        "accepted.json",
        JSON.stringify([
          { rule: "vulnerable-dependency", object: "GHSA-aaaa-bbbb-cccc", until, reason: "Not reached by this test." },
        ]),
      );
    accept("2999-01-01");
    expect(await scan(folder, "--exceptions", join(folder, "accepted.json"))).toMatchObject({ status: 0 });
    accept("2026-01-01");
    expect(await scan(folder, "--exceptions", join(folder, "accepted.json"))).toMatchObject({ status: 1 });
  });
});
