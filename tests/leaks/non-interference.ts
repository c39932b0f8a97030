import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Action,
  type Actor,
  asFound,
  forget,
  freshIds,
  life,
  newActor,
  onTables,
  questionAbout,
  type TableAction,
  traceOf,
  unordered,
  vectorOf,
  type Way,
} from "./lives.ts";
import { createWorld, type World } from "./world.ts";

/** Random pairs in all; `LEAK_PAIRS=5000` for the long run. A fifth goes through the Data API, a tenth through the routes. */
const PAIRS = Number(process.env.LEAK_PAIRS ?? 500);
/** Pairs in which the other person has a thousand times as much: `LEAK_LARGE_PAIRS=20` for the long run. */
const LARGE_PAIRS = Number(process.env.LEAK_LARGE_PAIRS ?? 1);

/** What a step shows of rows, without what is drawn by lot. */
export const seen = (step: TableAction, rows: any[] | null) => ("search" in step ? asFound(rows) : unordered(rows));

export const throughSql =
  (world: World): Way =>
  async (actor, action, at) => {
    const step = await onTables(actor, action, at);
    try {
      return await world.as("authenticated", { sub: actor.id }, async (tx) => {
        const { rows } = await sql.raw<object>(statementFor(step)).execute(tx);
        return seen(step, rows);
      });
    } catch (error) {
      return { code: (error as { code?: string }).code, message: (error as Error).message };
    }
  };

const quoted = (value: unknown) => {
  if (value === null) return "null";
  const text = Array.isArray(value) ? `{${value.map((one) => JSON.stringify(one)).join(",")}}` : String(value);
  return `'${text.replaceAll("'", "''")}'`;
};
const where = (id: string | null) => (id ? ` where id = ${quoted(id)}` : "");

function statementFor(step: TableAction): string {
  if ("insert" in step) {
    const cast = (name: string) => (name === "embedding" ? "::extensions.halfvec" : "");
    const columns = Object.keys(step.row);
    return `insert into public.${step.insert} (${columns.join(", ")}) values (${columns.map((name) => quoted(step.row[name]) + cast(name)).join(", ")}) returning *`;
  }
  if ("update" in step) {
    const set = Object.entries(step.set).map(([name, value]) => `${name} = ${quoted(value)}`);
    return `update public.${step.update} set ${set}${where(step.id)} returning *`;
  }
  if ("delete" in step) return `delete from public.${step.delete}${where(step.id)} returning *`;
  if ("select" in step) return `select *, count(*) over () from public.${step.select}${where(step.id)}`;
  const { query_embedding, match_count, match_threshold, project } = step.search;
  return `select * from public.match_documents(${quoted(query_embedding)}::extensions.halfvec, ${match_count}, '{}', ${match_threshold ?? "null"}, ${quoted(project ?? null)}::uuid)`;
}

/**
 * The stranger's life once alone and once beside the owner's, whose rows have the very ids the stranger chooses, and
 * beside a third person's, who wrote every second thing before them in the very same words.
 */
async function expectNoDifference(
  world: World,
  way: Way,
  owners: Action[],
  strangers: Action[],
  before = async (_: Actor) => {},
) {
  const bySql = throughSql(world);
  const shared = freshIds();
  const alone = await newActor(world, "own", freshIds());
  const beside = await newActor(world, "own", shared);
  const owner = await newActor(world, "theirscanary", shared);
  const echo = await newActor(world, "own", shared);
  const expected = await traceOf(world, way, alone, strangers);
  await forget(world, alone);
  await before(owner);
  for (const [at, action] of strangers.entries()) if (at % 2 === 0) await bySql(echo, action, at);
  const half = Math.ceil(owners.length / 2);
  for (const [at, action] of owners.slice(0, half).entries()) await bySql(owner, action, at);
  const rest = owners.slice(half);
  const trace = await traceOf(world, way, beside, strangers, async (at) => {
    const action = rest[at];
    if (action) await bySql(owner, action, at);
  });
  expect(trace).toBe(expected);
  expect(trace).not.toContain("theirscanary");
  await forget(world, beside, owner, echo);
}

/**
 * The tests of one way to reach the data: random lives, lives beside a thousand times as much, and the twin that shows
 * what a difference looks like.
 *
 * @param share of all the random pairs, between 0 and 1
 * @param through makes the way in a world that has just been made
 */
export function makesNoDifference(name: string, share: number, through: (world: World) => Way | Promise<Way>): void {
  describe(`what one person can observe ${name} is the same, to the byte, whether the other's data exists or not`, () => {
    let world: World;
    let way: Way;
    beforeAll(async () => {
      world = await createWorld();
      way = await through(world);
    });
    afterAll(() => world?.close());

    it(
      "in random lives",
      async () => {
        await fc.assert(
          fc.asyncProperty(life, life, (owners, strangers) => expectNoDifference(world, way, owners, strangers)),
          { numRuns: Math.ceil(PAIRS * share), endOnFailure: true },
        );
      },
      PAIRS * 2_000,
    );

    it(
      "when the other has a thousand times as much, nearest to every question",
      async () => {
        const questions = await Promise.all([0, 1, 5].map((topic) => vectorOf(questionAbout(topic))));
        const flood = async ({ id }: Actor) => {
          for (const question of questions) {
            await sql`insert into public.documents (user_id, content, embedding, happened_at)
              select ${id}, 'theirscanary ' || n, ${question}::text::extensions.halfvec, now() from generate_series(1, 1700) n`.execute(
              world.root,
            );
          }
          await sql`insert into public.check_ins (user_id, mood, happened_at) select ${id}, 1, now() from generate_series(1, 3000)`.execute(
            world.root,
          );
        };
        await fc.assert(
          fc.asyncProperty(life, life, (owners, strangers) => expectNoDifference(world, way, owners, strangers, flood)),
          { numRuns: LARGE_PAIRS, endOnFailure: true },
        );
      },
      LARGE_PAIRS * 120_000,
    );

    it("which says something, since a person's own data makes a difference", async () => {
      const actions: Action[] = [
        { do: "passage", id: 0, topic: 0, project: null, day: 3 },
        { do: "check-in", id: 1, mood: 2, topic: 1, day: 4 },
      ];
      const silent = await newActor(world, "own", freshIds());
      const writing = await newActor(world, "own", freshIds());
      const nothing = await traceOf(world, way, silent, []);
      const own = await traceOf(world, way, writing, actions);
      expect(nothing).not.toContain("own");
      expect(own).toContain("fever at night 1 own");
    });
  });
}
