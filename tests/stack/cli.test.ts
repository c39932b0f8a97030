import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

function supabase(...args: string[]) {
  return spawnSync(process.execPath, [join(root, "supabase/local/cli.ts"), ...args], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      NIGHTLIGHT_DATA_DIR: join(root, ".data-that-no-stack-uses"),
      PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    },
  });
}

describe("the Supabase CLI on the embedded database", () => {
  it("finds every migration of the repository applied", () => {
    const { status, stdout } = supabase("migration", "list");
    expect(status).toBe(0);
    const rows = [...stdout.matchAll(/`(\d{14})`\s*\|\s*`(\d{14})?`/g)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, local, remote] of rows) expect(remote).toBe(local);
  });

  it("has nothing to advise at warn or above", () => {
    const { status, stdout, stderr } = supabase("db", "advisors", "--fail-on", "warn");
    expect(stdout + stderr).not.toMatch(/"level": "(WARN|ERROR)"/);
    expect(status).toBe(0);
  });
});
