import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAdvisors, readAnswer } from "#supabase/audit/advisors.ts";
import { applyExceptions } from "#supabase/audit/exceptions.ts";
import type { Report } from "#supabase/audit/report.ts";
import { type DatabaseSession, databaseSession } from "#supabase/local/cli.ts";
import { controlSocket, serveCliSocket } from "#supabase/local/cli-socket.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";

const main = join(import.meta.dirname, "../../supabase/audit/main.ts");
const root = join(import.meta.dirname, "../..");
const binaries = join(root, "node_modules/.bin");
let folder: string;
let stack: Stack;
let stopService: () => void;

/** A database with faults, reached by its address as anybody else's would be. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nightlight-audit-test-"));
  stack = await startStack({
    dataDir: folder,
    afterMigrations: `
      create view public.all_notes as select * from public.notes;
      grant select on public.all_notes to authenticated;
      grant references on public.notes to authenticated;`,
  });
  stopService = serveCliSocket(stack.database, folder);
});
afterAll(async () => {
  stopService();
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});

async function withAddress<T>(work: (url: string) => Promise<T>): Promise<T> {
  const session: DatabaseSession = await databaseSession(controlSocket(folder));
  try {
    return await work(session.url);
  } finally {
    await session.close();
  }
}
async function run(args: string[], url?: string) {
  const child = spawn(process.execPath, [main, ...args, ...(url ? ["--url", url] : [])], {
    cwd: root,
    env: { ...process.env, PATH: `${binaries}:${process.env.PATH}` },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}

describe("npm run audit:isolation", () => {
  it("is clean on this project, asks the advisors too, and says what it looked at", async () => {
    const { status, output } = await run([]);
    expect(output).toMatch(/audit: PostgreSQL \d+/);
    expect(output).toContain("audit: supabase db advisors");
    expect(output).toMatch(/0 errors, \d+ warnings, \d+ to look at$/m);
    expect(status).toBe(0);
  });

  it("ends with 1 on a database with a fault, naming it with its fix", async () => {
    const { status, output } = await withAddress((url) => run(["--no-advisors"], url));
    expect(output).toContain("public.all_notes");
    expect(output).toContain("alter view public.all_notes set (security_invoker = true);");
    expect(status).toBe(1);
  });

  it("takes the address from a variable, where no history and no process list shows it", async () => {
    const { output } = await withAddress((url) => {
      process.env.AUDITED_DATABASE_URL = url;
      return run(["--no-advisors", "--url", "AUDITED_DATABASE_URL"]);
    });
    expect(output).toContain("public.all_notes");
  });

  it("gives the same as JSON", async () => {
    const { status, output } = await withAddress((url) => run(["--json", "--no-advisors"], url));
    const report = JSON.parse(output) as Report;
    expect(report.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["view-as-owner", "granted-beyond-rows"]),
    );
    expect(status).toBe(1);
  });

  it("adds what the advisors find", async () => {
    process.env.PATH = `${binaries}:${process.env.PATH}`;
    const advice = await withAddress(askAdvisors);
    expect(advice.map(({ rule, object }) => [rule, object])).toContainEqual([
      "advisors/security_definer_view",
      "public.all_notes",
    ]);
  });

  it("leaves out what an exception names until its day has passed, and takes warnings for failures when told", async () => {
    const file = join(folder, "exceptions.json");
    const accepted = { rule: "view-as-owner", object: "public.all_notes", reason: "goes with the next release" };
    const withUntil = async (until: string, ...args: string[]) => {
      writeFileSync(file, JSON.stringify([{ ...accepted, until }]));
      return withAddress((url) => run(["--no-advisors", "--exceptions", file, ...args], url));
    };
    const today = new Date().toISOString().slice(0, 10);
    const during = await withUntil(today);
    expect(during.output).toContain(`excepted until ${today}: view-as-owner public.all_notes`);
    expect(during.status).toBe(0);
    const after = await withUntil("2026-01-01");
    expect(after.output).toContain("exception without use or out of date (2026-01-01)");
    expect(after.status).toBe(1);
    expect((await withUntil(today, "--fail-on", "warn")).status).toBe(1);
  });

  it.each([
    [["--url", "postgres://nobody@127.0.0.1:1/none"], /ECONNREFUSED|connect/],
    [["--url", "NO_SUCH_VARIABLE"], /there is no such variable/],
    [["--fail-on", "never"], /--fail-on takes/],
    [["--app", "/no/such/folder", "--no-advisors"], /There is no folder/],
    [["--unknown"], /Unknown option/],
  ])("ends with 2 when it could not look: %s", (args, message) => {
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: root, encoding: "utf8" });
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe("what stands around the audit", () => {
  const finding = { rule: "rls-off", object: "public.a", severity: "error", detail: "", why: "", fix: "" } as const;

  it("reports an exception that is for nothing", () => {
    const unused = { rule: "rls-off", object: "public.gone", reason: "it was there once", until: "2100-01-01" };
    expect(applyExceptions([finding], [unused])).toEqual({ findings: [finding], excepted: [], stale: [unused] });
  });

  it("does not take an answer it can't read for a clean one", () => {
    expect(() => readAnswer("Error: not signed in")).toThrow("gave no answer");
  });
});
