import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boundInEveryBranch } from "#supabase/audit/bound.ts";
import { auditDatabase, DATABASE_RULES, type DatabaseAudit, type Scope } from "#supabase/audit/database.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { PLANTED } from "./planted.ts";

let stack: Stack;
let root: Kysely<any>;
beforeAll(async () => {
  stack = await startStack(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {});
  root = stack.database.connection.kysely;
});
afterAll(() => stack.close());

/** What the audit says of the database with these statements applied; nothing of them stays. */
async function auditWith(plant: string[], scope: Scope = {}): Promise<DatabaseAudit> {
  class Undo extends Error {}
  let result: DatabaseAudit | undefined;
  await root
    .transaction()
    .execute(async (tx) => {
      for (const statement of plant) await sql.raw(statement).execute(tx);
      result = await auditDatabase(async (text) => (await sql.raw<any>(text).execute(tx)).rows, scope);
      throw new Undo();
    })
    .catch((error) => {
      if (!(error instanceof Undo)) throw error;
    });
  return result as DatabaseAudit;
}
const objectsOf = (audit: DatabaseAudit, rule: string) =>
  audit.findings.filter((finding) => finding.rule === rule).map(({ object }) => object);

describe("the audit of this project's own database", () => {
  it("asks every rule and finds nothing at error level, nor any warning beyond the server's version", async () => {
    const { findings, skipped } = await auditWith([]);
    expect(skipped).toEqual([]);
    expect(findings.filter(({ rule, severity }) => severity !== "info" && !/-version$/.test(rule))).toEqual([]);
  });
});

describe("each rule of the audit", () => {
  it("has its planted twin here", () => {
    expect(Object.keys(PLANTED).sort()).toEqual(DATABASE_RULES.map(({ id }) => id).sort());
  });

  it.each(DATABASE_RULES.map(({ id }) => [id] as const))("%s finds what is planted, and only then", async (id) => {
    const { plant, mended, object, serverVersion } = PLANTED[id] as (typeof PLANTED)[string];
    const scope = serverVersion ? { serverVersion } : {};
    const planted = await auditWith(plant, scope);
    expect(planted.skipped).toEqual([]);
    expect(objectsOf(planted, id)).toContain(object);
    expect(objectsOf(await auditWith(mended ?? [], { serverVersion: 990000 }), id)).not.toContain(object);
    const found = planted.findings.find((finding) => finding.rule === id && finding.object === object);
    expect(found?.fix).toMatch(/\w/);
    expect(found?.why).toMatch(/\w/);
  });
});

describe("a key over everybody's rows", () => {
  it.each([
    ["computed from what a client writes", "create unique index planted on public.documents (content_hash)"],
    ["of an expression", "create unique index planted on public.notes (lower(title))"],
    ["that excludes", "alter table public.notes add constraint planted exclude using btree (title with =)"],
  ])("is seen %s too", async (_, plant) => {
    const { findings } = await auditWith([plant]);
    const found = findings.filter(({ object }) => object.startsWith("public.planted on"));
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([["unique-key-across-people", "warn"]]);
  });
});

describe("the audit", () => {
  it("leaves in peace what is right: a membership looked up by a function that names the caller", async () => {
    const { findings } = await auditWith([
      "create table public.memberships (user_id uuid not null, project_id uuid, primary key (user_id, project_id))",
      "alter table public.memberships enable row level security",
      "alter table public.memberships force row level security",
      `create function private.member_of(project uuid) returns boolean language sql stable set search_path = '' as
        'select exists (select from public.memberships m where m.project_id = project and m.user_id = auth.uid())'`,
      'drop policy "read own notes" on public.notes',
      "create policy shared on public.notes for select to authenticated using (private.member_of(project_id))",
    ]);
    expect(findings.filter(({ object }) => object === "shared on public.notes")).toEqual([]);
  });

  it("knows a row's owner also by a reference to the account, whatever the column is called", async () => {
    const { findings } = await auditWith([
      "create table public.members_only (id uuid primary key references auth.users on delete cascade, nick text unique)",
    ]);
    const about = findings.filter(({ object }) => object.endsWith("on public.members_only"));
    expect(about.map(({ object, detail }) => [object, detail])).toEqual([
      ["public.members_only_nick_key on public.members_only", "key (nick) does not begin with id"],
    ]);
  });

  it("refuses a schema or role that is not there, rather than finding nothing in it", async () => {
    await expect(auditWith([], { schemas: ["pubilc"] })).rejects.toThrow("No schema pubilc");
    await expect(auditWith([], { roles: ["anonymous"] })).rejects.toThrow("No role anonymous");
  });

  it("asks the database itself which schemas its API serves", async () => {
    const { schemas } = await auditWith([
      "create role authenticator_of_the_test",
      "alter role authenticator_of_the_test set pgrst.db_schemas = 'public, private'",
    ]);
    expect(schemas).toEqual(["public", "private"]);
  });
});

describe("an expression is bound in every branch", () => {
  it.each([
    ["((( SELECT auth.uid() AS uid) = user_id) AND (a OR b))", true],
    ["((user_id = auth.uid()) OR (owner_id = auth.uid()))", true],
    ["((user_id = auth.uid()) OR is_public)", false],
    ["((user_id = auth.uid()) OR ((auth.jwt() ->> 'role'::text) = 'admin'::text))", false],
    ["((user_id = auth.uid()) OR (tenant_id = ((auth.jwt() ->> 'tenant_id'::text))::uuid))", true],
    ["((user_id = auth.uid()) OR (title = ') OR auth.uid()'::text))", true],
    ["((is_public AND (user_id = auth.uid())) OR (private.member_of(id)))", false],
  ])("%s: %s", (expression, expected) => {
    expect(boundInEveryBranch(expression)).toBe(expected);
  });

  it("also by a function that stands for the caller", () => {
    expect(boundInEveryBranch("((user_id = auth.uid()) OR private.member_of(id))", ["member_of"])).toBe(true);
  });
});
