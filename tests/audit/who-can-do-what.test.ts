import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "#supabase/local/stack.ts";

/** The roles that anything but an operator or the platform works as. */
const ROLES = ["anon", "authenticated", "app_user"];

let stack: Stack;
let root: Kysely<any>;
beforeAll(async () => {
  stack = await startStack(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {});
  root = stack.database.connection.kysely;
});
afterAll(() => stack.close());

const rowsOf = async <T>(query: string): Promise<T[]> => (await sql.raw<T>(query).execute(root)).rows;
/** A Markdown table as the formatter leaves it: columns of one width. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => (row[at] as string).length)));
  const line = (cells: string[], filler: string) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] as number, filler)).join(" | ")} |`;
  return [
    line(head, " "),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row, " ")),
  ];
}

/** Each table with the rights of each role: the whole of it, or column by column. */
async function tables(): Promise<string[][]> {
  const rights = await rowsOf<{ name: string; role: string; command: string; columns: string[] | null }>(`
    select format('%s.%s', n.nspname, c.relname) as name, r as role, command,
      case when not has_table_privilege(r, c.oid, command) then
        array(select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and case when command = 'delete' then false else has_column_privilege(r, c.oid, a.attnum, command) end order by a.attnum) end as columns
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace,
      unnest(array['${ROLES.join("','")}']) r, unnest(array['select', 'insert', 'update', 'delete']) with ordinality t (command, at)
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f') order by n.nspname desc, 1, t.at`);
  return [...Map.groupBy(rights, ({ name }) => name)].map(([name, mine]) => [
    `\`${name}\``,
    ...ROLES.map((role) => {
      const given = mine
        .filter((one) => one.role === role && (one.columns === null || one.columns.length > 0))
        .map(({ command, columns }) => (columns ? `${command} (${columns.join(", ")})` : command));
      return given.join("; ") || "–";
    }),
  ]);
}

/** Each policy with whom it is for and what it asks. */
async function policies(): Promise<string[][]> {
  const found = await rowsOf<{ name: string; commands: string; roles: string; rule: string }>(`
    select format('%s.%s', n.nspname, c.relname) as name,
      string_agg(case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end, ', '
        order by array_position('{r,a,w,d,*}', polcmd::text)) as commands,
      (select string_agg(rolname, ', ' order by rolname) from pg_catalog.pg_roles where oid = any (polroles)) as roles,
      coalesce(pg_get_expr(polwithcheck, polrelid), pg_get_expr(polqual, polrelid)) as rule
    from pg_catalog.pg_policy join pg_catalog.pg_class c on c.oid = polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') group by 1, 3, 4, n.nspname order by n.nspname desc, 1, 3 desc`);
  return found.map(({ name, commands, roles, rule }) => [
    `\`${name}\``,
    roles ?? "everybody",
    commands,
    `\`${rule.replaceAll(/\s+/g, " ")}\``,
  ]);
}

/** Each function that one of the roles may call. */
async function functions(): Promise<string[][]> {
  const found = await rowsOf<{ name: string; definer: boolean; callers: string[] }>(`
    select format('%s.%s', n.nspname, p.proname) as name, prosecdef as definer,
      array(select r from unnest(array['${ROLES.join("','")}']) r where has_function_privilege(r, p.oid, 'execute') and has_schema_privilege(r, n.oid, 'usage')) as callers
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prorettype <> 'trigger'::regtype
    and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e') order by n.nspname desc, 1`);
  return found.map(({ name, definer, callers }) => [
    `\`${name}\``,
    definer ? "its owner" : "its caller",
    callers.join(", ") || "–",
  ]);
}

describe("docs/who-can-do-what.md", () => {
  it("says what the catalog says; npm test -- tests/audit/who-can-do-what.test.ts -u writes it anew", async () => {
    const page = [
      "# Who can do what",
      "",
      "Written from the database's own catalog and compared with it by a test. A right that is not here does not exist.",
      "",
      "## Tables",
      "",
      "The rights, before any policy is asked. Columns in parentheses are the only ones.",
      "",
      ...table(["table", ...ROLES], await tables()),
      "",
      "## Policies",
      "",
      "Which rows those rights reach. A table without a line here shows nobody anything.",
      "",
      ...table(["table", "for", "commands", "rows"], await policies()),
      "",
      "## Functions",
      "",
      "Extensions' functions and triggers aside.",
      "",
      ...table(["function", "runs with the rights of", "may be called by"], await functions()),
      "",
    ];
    await expect(page.join("\n")).toMatchFileSnapshot("../../docs/who-can-do-what.md");
  });
});
