import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CHECK = join(import.meta.dirname, "../../bin/check-migrations.ts");
const TIMEOUTS = "set local lock_timeout = '2s';\nset local statement_timeout = '1min';\n";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nightlight-migrations-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(sql?: string): { code: number | null; output: string } {
  const file = join(folder, "20300101000000_next.sql");
  if (sql !== undefined) writeFileSync(file, sql);
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHECK, ...(sql === undefined ? [] : [file])], {
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

describe("the check of migrations", () => {
  it("passes the repository's own", () => {
    expect(check()).toMatchObject({ code: 0 });
  });

  it.each([
    ["a column that the version before still reads", "ban-drop-column", "alter table public.notes drop column title;"],
    ["a new name", "renaming-column", "alter table public.notes rename column title to heading;"],
    [
      "a column that is required at once",
      "adding-required-field",
      "alter table public.notes add column n text not null;",
    ],
    ["another type", "changing-column-type", "alter table public.notes alter column title type bytea using null;"],
    [
      "a constraint that reads the whole table under a lock",
      "constraint-missing-not-valid",
      "alter table public.notes add constraint c check (title <> '');",
    ],
    [
      "an index that is built while nobody may write",
      "require-concurrent-index-creation",
      "create index notes_by_title on public.notes (user_id, title);",
    ],
  ])("refuses %s", (_, rule, sql) => {
    const { code, output } = check(TIMEOUTS + sql);
    expect(output).toContain(rule);
    expect(code).toBe(1);
  });

  it("refuses to wait for a lock without an end", () => {
    const { code, output } = check("alter table public.notes add column heading text;");
    expect(output).toContain("require-lock-timeout");
    expect(code).toBe(1);
  });

  it("passes what the version before can live with", () => {
    const wider = `alter table public.notes add column heading text;
alter table public.notes add constraint heading_length check (char_length(heading) <= 80) not valid;`;
    expect(check(TIMEOUTS + wider)).toMatchObject({ code: 0 });
  });

  it("passes the new table that CONTRIBUTING.md shows", () => {
    const page = readFileSync(join(import.meta.dirname, "../../CONTRIBUTING.md"), "utf8");
    const [, sql] = /_milestones\.sql`:\n\n```sql\n(.*?)```/s.exec(page) as RegExpExecArray;
    expect(sql).toContain("create table public.milestones");
    expect(check(sql)).toMatchObject({ code: 0 });
  });
});
