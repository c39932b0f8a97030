import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandsUnder, type Example, examplesUnder, RepositoryCopy } from "./repository-copy.ts";

/** CONTRIBUTING_MUTANTS=all runs the commands of the page that take minutes as they stand there. */
const everything = process.env.CONTRIBUTING_MUTANTS === "all";
const TABLE = "milestones";

// Whole test runs are started in here: on a busy machine each takes minutes.
vi.setConfig({ testTimeout: everything ? 3_600_000 : 900_000 });

/** What shows that the new route is among those that every test of the leak suite asks, and that it answers its owner. */
const ROUTE_TESTS = "/api/milestones|lists every route|does serve";

let copy: RepositoryCopy;
beforeAll(() => {
  copy = new RepositoryCopy();
});
afterAll(() => copy.remove());

const [migration, ...restOfTable] = examplesUnder("Add a table") as [Example, ...Example[]];

/** A run of some of the leak tests in the copy, with SQL planted after its migrations. */
async function leakTests(files: string[], planted = "select 1;", only: string[] = []) {
  copy.write("test-results/planted.sql", planted);
  const paths = files.map((name) => `tests/leaks/${name}.test.ts`);
  return copy.run(["vitest", "run", "--bail=1", ...paths, ...only], { LEAK_SQL: "test-results/planted.sql" });
}

describe("CONTRIBUTING.md", () => {
  it("adds a table that fits the rest: types, who can do what, the checks", async () => {
    for (const example of [migration, ...restOfTable]) copy.apply(example);
    for (const command of [
      ["node", "supabase/local/types.ts"],
      ["vitest", "run", "tests/audit/who-can-do-what.test.ts", "-u"],
      ["node", "supabase/audit/main.ts", "--no-advisors", "--fail-on=warn"],
    ]) {
      const run = await copy.run(command);
      expect(run.code, `${command.join(" ")}\n${run.output}`).toBe(0);
    }
    expect(copy.read("docs/who-can-do-what.md")).toContain(`public.${TABLE}`);
    expect(commandsUnder("Add a table")).toHaveLength(5);
  });

  it("ends with the new table covered by the leak suite, with no further edits", async () => {
    const run = await leakTests(["catalog", "data-api"]);
    expect(run.code, run.output).toBe(0);
  });

  it("ends with the new table covered by the mutants: each protection that is taken away turns a test red", async () => {
    if (everything) {
      const whole = await copy.run(["node", "tests/mutants/run.ts", "--removals", "--only", TABLE]);
      expect(whole.output).toMatch(/(\d+) of \1 leaks caught/);
      return;
    }
    const listed = await copy.run([
      "node",
      "--input-type=module",
      "-e",
      "import { removals } from './tests/mutants/removals.ts'; console.log(JSON.stringify(await removals())); process.exit()",
    ]);
    const mutants = (JSON.parse(listed.output) as { id: string; class: string; sql: string }[]).filter(({ id }) =>
      id.includes(TABLE),
    );
    expect(new Set(mutants.map((one) => one.class))).toEqual(
      new Set(["policy opened", "policy dropped", "force dropped", "user_id dropped from a key"]),
    );
    expect(mutants.length).toBeGreaterThanOrEqual(11);
    const opened = mutants.find(({ id }) => id === `open policy "read own ${TABLE}" on ${TABLE}`);
    const red = await leakTests(["data-api"], opened?.sql, ["-t", "reading"]);
    expect(red.code).toBe(1);
    expect(red.output).toMatch(new RegExp(`AssertionError: .*${TABLE}`));
    for (const kind of ["policy dropped", "force dropped", "user_id dropped from a key"]) {
      const mutant = mutants.find((one) => one.class === kind);
      const { code, output } = await leakTests(["catalog"], mutant?.sql, ["-t", "no table|no key|no unique"]);
      expect(code, mutant?.id).toBe(1);
      expect(output, mutant?.id).toMatch(new RegExp(`\\+ .*"[^"]*${TABLE}|not in force \\(public.${TABLE}\\)`));
    }
  });

  it("would not end so without user_id leading the key", async () => {
    copy.apply({ ...migration, text: migration.text.replace("primary key (user_id, id)", "primary key (id)") });
    const audit = await copy.run(["node", "supabase/audit/main.ts", "--no-advisors", "--fail-on=warn"]);
    expect(audit.code).toBe(1);
    expect(audit.output).toContain("primary key (id) does not begin with user_id");
    const { code, output } = await leakTests(["catalog"], "select 1;", ["-t", "no key that"]);
    expect(code).toBe(1);
    expect(output).toContain(`"${TABLE}_pkey on ${TABLE}"`);
    copy.apply(migration);
  });

  it("adds a route that the leak suite asks like every other", async () => {
    for (const example of examplesUnder("Add a route")) copy.apply(example);
    const tests = ["tests/api/milestones.test.ts", "tests/leaks/routes.test.ts"];
    const run = await copy.run(["vitest", "run", "--bail=1", ...tests, ...(everything ? [] : ["-t", ROUTE_TESTS])]);
    expect(run.code, run.output).toBe(0);
  });

  it("adds a model provider behind the one client", async () => {
    for (const example of examplesUnder("Add a model provider")) copy.apply(example);
    const tests = ["tests/ai/lantern.test.ts", "tests/ai/model.test.ts"];
    const run = await copy.run(["vitest", "run", ...tests]);
    expect(run.code, run.output).toBe(0);
  });

  it("holds code as the formatter and the compiler want it", async () => {
    const paths = ["Add a table", "Add a route", "Add a model provider"].flatMap((heading) =>
      examplesUnder(heading).map(({ path }) => path),
    );
    expect(paths.length).toBeGreaterThan(10);
    const code = [...new Set(paths)].filter((path) => path.endsWith(".ts"));
    const checked = await copy.run(["biome", "check", "--diagnostic-level=error", ...code]);
    expect(checked.code, checked.output).toBe(0);
    const compiled = await copy.run(["tsc", "--noEmit"]);
    expect(compiled.code, compiled.output).toBe(0);
  });
});
