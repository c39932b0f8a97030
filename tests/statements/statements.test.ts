import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recorded } from "./record.ts";
import { verdictOn } from "./verdict.ts";
import { normalised, sentStatements } from "./wire.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlight-statements-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two tests that store, embed and read, watched; with a change of the source, if one is given. */
function watchedRun(planted?: { file: string; find: string; replace: string }) {
  const source = join(folder, "planted.json");
  writeFileSync(source, JSON.stringify(planted ? [planted] : []));
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "main.ts"), "tests/api/privacy-check.test.ts", "-t", "counts what|names every"],
    { encoding: "utf8", env: { ...process.env, VITEST: "", NO_COLOR: "1", LEAK_SOURCE: source } },
  );
  return { status, lines: stdout.split("\n") };
}

const sent = (statement: string, session: Partial<Recorded> = {}): Recorded => ({
  statement: normalised(statement),
  role: "postgres",
  person: false,
  tenant: false,
  sender: "lib/anything.ts",
  count: 1,
  ...session,
});

describe("npm run statements", () => {
  it("has a verdict for every statement of a run: the API's, Auth's, the jobs', the boot's", () => {
    const { status, lines } = watchedRun();
    expect(status, lines.slice(-20).join("\n")).toBe(0);
    for (const group of [
      "the caller, by row level security",
      "the job's tenant, by row level security",
      "one person, named in its text",
      "listed",
      "a migration or the boot",
    ])
      expect(lines.some((line) => line.startsWith(`${group}: `))).toBe(true);
    expect(lines.join("\n")).toMatch(/authenticated, @supabase\/lite: insert into "public"\."check_ins"/);
    expect(lines.join("\n")).toMatch(/app_user, lib\/jobs\/\S+: .*public\.documents/);
    expect(lines.at(-2)).toMatch(/^\d+ statements, sent \d+ times: 0 bound by nothing\./);
  });

  it("finds the statements of a job that stays the database's owner", () => {
    const { status, lines } = watchedRun({
      file: "lib/jobs/job-database.ts",
      find: "await enter(tx);",
      replace: "void enter;",
    });
    expect(status).toBe(1);
    const unbound = lines.slice(lines.indexOf("BOUND BY NOTHING")).join("\n");
    expect(unbound).toMatch(
      /postgres, lib\/jobs\/\S+: select id, private\.text_to_embed\(d\) as text from public\.documents d where id = any/,
    );
    expect(unbound).not.toMatch(/authenticated|@supabase\/lite/);
  });
});

it("lists what comes through the operator's socket, since nothing that serves people opens it", () => {
  const root = join(import.meta.dirname, "../..");
  const opening = (folders: string) =>
    globSync(`${folders}/**/*.{ts,tsx}`, { cwd: root }).filter((file) =>
      /controlSocket|databaseSession/.test(readFileSync(join(root, file), "utf8")),
    );
  expect(opening("{app,lib}")).toEqual([]);
  expect(opening("supabase/transfer")).toEqual(["supabase/transfer/embedded.ts"]);
});

describe("the verdict on a statement", () => {
  it.each([
    ["select * from public.notes", { role: "authenticated", person: true }, "the caller, by row level security"],
    ["select * from public.notes", { role: "anon" }, "nobody, by row level security"],
    ["select * from public.notes", { role: "app_user", tenant: true }, "the job's tenant, by row level security"],
    ["select * from public.notes", { role: "app_user" }, "nobody, by row level security"],
    ["select * from private.something($1)", { role: "app_user" }, null],
    ["select * from public.notes", {}, null],
    ["select * from public.notes where user_id = $1", {}, "one person, named in its text"],
    ["select * from public.notes where user_id = $1 or true", {}, null],
    ["delete from public.notes where id = $1", {}, null],
    ["select public.delete_own_account()", {}, null],
    ["select delete_own_account()", {}, null],
    ["begin; delete from public.notes", {}, null],
    ["select oid from pg_catalog.pg_class c, public.notes n", {}, null],
    ["select set_config('request.jwt.claims', $1, true)", {}, "the session's own"],
    ["rollback; reset all; reset role; discard plans", {}, "the session's own"],
    ["rollback; delete from public.notes", {}, null],
    ["select * from public.notes", { sender: "supabase/transfer/content.ts" }, "listed"],
    ["select * from private.x($1)", { role: "app_user", sender: "supabase/transfer/content.ts" }, null],
    ["select * from public.notes", { sender: "lib/transfer/content.ts" }, null],
    ["fetch ? from content", { role: "not asked", sender: "the operator's socket" }, "listed"],
    ["fetch ? from content", { role: "not asked", sender: "unknown" }, null],
    ["select oid from pg_catalog.pg_class", {}, "the catalog"],
    ["with kinds as (select relkind from pg_class) select * from kinds", {}, "the catalog"],
    ["with kinds as(select relkind from pg_class), r(k) as(select * from kinds) select * from r", {}, "the catalog"],
    ["with notes as (select * from public.notes) select * from notes", {}, null],
    ["with kinds as (select relkind from pg_class) select * from kinds, notes", {}, null],
    ["select prosrc from pg_catalog.pg_proc, auth.users", { sender: "supabase/audit/audit.ts" }, "listed"],
    ["delete from auth.users", { sender: "supabase/audit/audit.ts" }, null],
    ["select c.oid from pg_catalog.pg_class c, public.notes n join public.notes on true", {}, null],
    ["create index on public.notes (user_id)", { sender: "supabase/local/migrate.ts" }, "a migration or the boot"],
    ["update public.notes set title = null", { sender: "supabase/local/migrate.ts" }, null],
  ])("%s (%o): %s", (statement, session, bound) => {
    expect(verdictOn(sent(statement, session)).bound).toBe(bound);
  });
});

describe("what is read from the wire", () => {
  const message = (type: string, body: string) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + Buffer.byteLength(body));
    return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
  };

  it("is the text of every Query and Parse message, and nothing of the others", () => {
    const bytes = Buffer.concat([
      message("P", "name\0select $1\0\0\0"),
      message("B", "\0name\0a value\0"),
      message("S", ""),
      message("Q", "select 'ö'; select 2\0"),
    ]);
    expect(sentStatements(bytes)).toEqual(["select $1", "select 'ö'; select 2"]);
    expect(sentStatements(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))).toEqual([]);
  });

  it("keeps no value, and is the same for any number of them", () => {
    const one = normalised("insert into t (a, b) values ($1, 'it''s mine') -- a word");
    expect(one).toBe("insert into t (a, b) values (…)");
    expect(normalised("insert into t (a, b) values ($1, $2),\n ($3, 4.5);")).toBe(one);
    expect(normalised("select * from t1 where n = -3 and id in ($1,$2)")).toBe(
      "select * from t1 where n = ? and id in (…)",
    );
  });
});
