import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, freshIds, newActor } from "#tests/leaks/lives.ts";
import { createWorld, type World } from "#tests/leaks/world.ts";

type Tx = Transaction<any>;
/** More than the limit up to which the search is exact by itself. */
const MANY = 1_700;
let world: World;
/** People whose passages are hard for codes in different ways; `question` is a vector near some of theirs. */
const people: Record<string, { actor: Actor; question: string }> = {};

/** How a vector is made from its centre: the spread of its noise, and how many centres there are. */
const KINDS = {
  "like real ones, in a hundred topics": { centres: 100, noise: 0.8 },
  "near-copies of five": { centres: 5, noise: 0.02 },
  "without any structure": { centres: MANY, noise: 0 },
};

beforeAll(async () => {
  world = await createWorld();
  await sql`create temp table centres as select c, array(select sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())
    from generate_series(1, 1536) g where c = c) as v from generate_series(1, ${MANY}::int) c`.execute(world.root);
  for (const [kind, { centres, noise }] of Object.entries(KINDS)) {
    const actor = await newActor(world, kind, freshIds());
    await sql`insert into public.projects (user_id, id, name) values (${actor.id}, ${actor.ids[0]}, 'one in a hundred')`.execute(
      world.root,
    );
    await sql`insert into public.documents (user_id, content, embedding, embedding_model, metadata, project_id)
      select ${actor.id}, ${kind} || ' ' || n,
        (select array_agg((x + ${noise}::float8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::real) from unnest(v) x)::extensions.vector::extensions.halfvec,
        case when n % 3 = 0 then 'other-model' else 'test-model' end, jsonb_build_object('part', n % 100), case when n % 100 = 7 then ${actor.ids[0]}::uuid end
      from generate_series(1, ${MANY}::int) n join centres on c = 1 + (n % ${centres}::int)`.execute(world.root);
    const { rows } = await sql<{
      question: string;
    }>`select embedding::text as question from public.documents where user_id = ${actor.id} offset 11 limit 1`.execute(
      world.root,
    );
    people[kind] = { actor, question: rows[0]?.question as string };
  }
}, 240_000);
afterAll(() => world.close());

interface Options {
  count?: number;
  filter?: object;
  threshold?: number;
  project?: string;
  model?: string;
}

/** The answer by the plain definition: every vector of the person's compared, nothing else. */
async function byDefinition(
  tx: Tx,
  actor: Actor,
  question: string,
  { count = 10, filter = {}, threshold, project, model }: Options,
) {
  const { rows } = await sql<{ id: string }>`
    with all_of_them as materialized (select id, 1 - (embedding operator(extensions.<=>) ${question}::extensions.halfvec) as similarity
      from public.documents where user_id = ${actor.id} and embedding is not null and metadata @> ${JSON.stringify(filter)}::jsonb
      and (${project ?? null}::uuid is null or project_id = ${project ?? null}::uuid) and (${model ?? null}::text is null or embedding_model = ${model ?? null}::text))
    select id from all_of_them where ${threshold ?? null}::float8 is null or similarity >= ${threshold ?? null}::float8 order by similarity desc, id limit ${count}`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

async function bySearch(actor: Actor, question: string, options: Options, setting = "select 1"): Promise<string[]> {
  const { count = 10, filter = {}, threshold, project, model } = options;
  return world.as("authenticated", { sub: actor.id }, async (tx) => {
    for (const statement of setting.split(";")) await sql.raw(statement).execute(tx);
    const { rows } = await sql<{
      id: string;
    }>`select id from public.match_documents(${question}::extensions.halfvec, ${count}::int, ${JSON.stringify(filter)}::jsonb,
      ${threshold ?? null}::float8, ${project ?? null}::uuid, ${model ?? null}::text)`.execute(tx);
    return rows.map(({ id }) => id);
  });
}

const hits = (found: string[], wanted: string[]) => wanted.filter((id) => found.includes(id)).length;

describe.each(Object.keys(KINDS))("the search over many passages that are %s", (kind) => {
  const defined = (options: Options) =>
    world.root
      .transaction()
      .execute((tx) =>
        byDefinition(
          tx as Tx,
          (people[kind] as { actor: Actor }).actor,
          (people[kind] as { question: string }).question,
          options,
        ),
      );
  const searched = (options: Options, setting?: string) => {
    const { actor, question } = people[kind] as { actor: Actor; question: string };
    return bySearch(actor, question, options, setting);
  };

  it("finds at least 99 of 100 of the right ones, and as many as were asked for", async () => {
    const { actor } = people[kind] as { actor: Actor };
    const { rows: questions } = await sql<{ question: string }>`
      select (embedding operator(extensions.+) (select embedding from public.documents where user_id = ${actor.id} offset 5 limit 1))::text as question
      from public.documents where user_id = ${actor.id} order by md5(content) limit 10`.execute(world.root);
    let [right, all] = [0, 0];
    for (const { question } of questions) {
      const wanted = await world.root.transaction().execute((tx) => byDefinition(tx as Tx, actor, question, {}));
      const found = await bySearch(actor, question, {});
      expect(found).toHaveLength(10);
      right += hits(found, wanted);
      all += wanted.length;
    }
    expect(all).toBe(100);
    expect(right).toBeGreaterThanOrEqual(99);
  });

  it.each<[string, Options]>([
    ["a filter that one in a hundred meets", { filter: { part: 3 } }],
    ["a project that one in a hundred is in", { project: "the person's" }],
    ["a model that made a third of the vectors", { model: "other-model" }],
    ["a threshold", { threshold: 0.3 }],
    ["all of these", { filter: { part: 7 }, project: "the person's", model: "test-model", threshold: 0 }],
    ["fifty asked for", { count: 50 }],
  ])("is complete with %s", async (_, given) => {
    const { actor } = people[kind] as { actor: Actor };
    const options = given.project ? { ...given, project: actor.ids[0] as string } : given;
    const wanted = await defined(options);
    const found = await searched(options);
    expect(found).toHaveLength(wanted.length);
    expect(hits(found, wanted)).toBeGreaterThanOrEqual(Math.ceil(wanted.length * 0.99) - (wanted.length > 20 ? 1 : 0));
    if (given.filter || given.project) expect(found).toEqual(wanted);
  });

  it("gives the same whatever the planner believes", async () => {
    const plain = await searched({});
    for (const setting of [
      "set local plan_cache_mode = force_generic_plan",
      "set local plan_cache_mode = force_custom_plan",
      "set local enable_indexonlyscan = off",
      "set local enable_indexscan = off; set local enable_bitmapscan = off",
      "set local enable_seqscan = off",
      "set local random_page_cost = 100",
    ])
      expect(await searched({}, setting), setting).toEqual(plain);
    await sql`analyze public.documents`.execute(world.root);
    expect(await searched({})).toEqual(plain);
  });
});

describe("thousands of passages of others, as near to every question as one's own", () => {
  it("change no byte of an answer", async () => {
    const answers = async () =>
      Promise.all(
        Object.values(people).map(({ actor, question }) =>
          world.as("authenticated", { sub: actor.id }, async (tx) => {
            const { rows } =
              await sql`select * from public.match_documents(${question}::extensions.halfvec, 50)`.execute(tx);
            return JSON.stringify(rows);
          }),
        ),
      );
    const before = await answers();
    const stranger = await newActor(world, "stranger", freshIds());
    const sources = Object.values(people).map(({ actor }) => actor.id);
    await sql`insert into public.documents (user_id, content, embedding, embedding_model, metadata)
      select ${stranger.id}, content, embedding, embedding_model, metadata from public.documents
      where user_id = any(${sources}::uuid[]) order by md5(content)`.execute(world.root);
    const own = (id: string) =>
      sql<{ count: number }>`select count(*)::int as count from public.documents where user_id = ${id}`.execute(
        world.root,
      );
    expect((await own(stranger.id)).rows[0]?.count).toBe(MANY * 3);
    expect(await answers()).toEqual(before);
    expect(before.every((answer) => JSON.parse(answer).length === 50)).toBe(true);
  });
});

describe("the search over few passages", () => {
  it("is exact, to the order of equals", async () => {
    const actor = await newActor(world, "few", freshIds());
    const { question } = people["without any structure"] as { question: string };
    await sql`insert into public.documents (user_id, content, embedding) select ${actor.id}, 'few ' || n, d.embedding
      from generate_series(1, 3) n, (select embedding from public.documents where embedding is not null order by md5(content) limit 100) d`.execute(
      world.root,
    );
    const wanted = await world.root
      .transaction()
      .execute((tx) => byDefinition(tx as Tx, actor, question, { count: 50 }));
    expect(await bySearch(actor, question, { count: 50 })).toEqual(wanted);
    expect(wanted).toHaveLength(50);
  });

  it("finds nothing for somebody without any", async () => {
    const actor = await newActor(world, "none", freshIds());
    const { question } = people["near-copies of five"] as { question: string };
    expect(await bySearch(actor, question, {})).toEqual([]);
  });
});
