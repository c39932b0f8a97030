import postgres from "postgres";
import type { BenchDatabase } from "./database.ts";
import { DESIGNS, type Design } from "./designs.ts";
import { type Person, type Question, random } from "./people.ts";

export const WANTED = 10;

/** What one design gave for one class of people. Times in milliseconds. */
export interface ClassResult {
  design: string;
  label: string;
  p50: number;
  p99: number;
  /** Of the truly nearest 5 and 10, the part that came; of the rows that should come, the part that did. */
  recall5: number;
  recall10: number;
  returned: number;
}

export interface Found {
  ids: string[];
  /** The rows as they came, to the byte. */
  rows: string;
  ms: number;
}

/** One connection that searches as one person after another, the way PostgREST does it. */
export interface Searcher {
  search(design: Design, question: Question, count?: number): Promise<Found>;
  end(): Promise<void>;
}

export function openSearcher({ url }: Pick<BenchDatabase, "url">): Searcher {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return {
    search: (design, { person, vector }, count = WANTED) =>
      sql.begin(async (tx) => {
        if (!design.asOwner) await becomePerson(tx, person);
        const started = performance.now();
        const rows = await tx.unsafe(design.search(person), [vector, count], { prepare: true });
        const ms = performance.now() - started;
        return { ids: rows.map(({ id }) => id as string), rows: JSON.stringify(rows), ms };
      }) as Promise<Found>,
    end: () => sql.end(),
  };
}

async function becomePerson(tx: postgres.TransactionSql, { id }: Person): Promise<void> {
  const claims = JSON.stringify({ sub: id, role: "authenticated" });
  await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
}

/** The truth: every vector of the person compared, as the owner. */
const TRUTH = DESIGNS.find(({ name }) => name === "lower-bound") as Design;

/**
 * Latency and recall of every design in one run: each question goes to each design before the next question comes,
 * in an order that turns, so that whatever else the machine does hits all of them alike.
 */
export async function measureSearches(
  database: BenchDatabase,
  designs: Design[],
  questions: Question[],
  warmUp = 3,
): Promise<ClassResult[]> {
  const searcher = openSearcher(database);
  const samples = new Map<
    string,
    { label: string; design: string; ms: number[]; five: number; ten: number; back: number; asked: number }
  >();
  for (const [at, question] of [...questions.slice(0, warmUp), ...questions].entries()) {
    const truth = (await searcher.search(TRUTH, question)).ids;
    const label = question.person.label as string;
    for (let turn = 0; turn < designs.length; turn++) {
      const design = designs[(at + turn) % designs.length] as Design;
      const { ids, ms } = await searcher.search(design, question);
      if (at < warmUp) continue;
      const key = `${label}\n${design.name}`;
      const sample = samples.get(key) ?? { label, design: design.name, ms: [], five: 0, ten: 0, back: 0, asked: 0 };
      samples.set(key, sample);
      sample.ms.push(ms);
      sample.five += share(truth.slice(0, 5), ids.slice(0, 5));
      sample.ten += share(truth, ids);
      sample.back += ids.length;
      sample.asked += truth.length;
    }
  }
  await searcher.end();
  return [...samples.values()].map(({ label, design, ms, five, ten, back, asked }) => ({
    design,
    label,
    p50: percentile(ms, 0.5),
    p99: percentile(ms, 0.99),
    recall5: five / ms.length,
    recall10: ten / ms.length,
    returned: back / asked,
  }));
}

const share = (wanted: string[], found: string[]) => wanted.filter((id) => found.includes(id)).length / wanted.length;

export function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
}

export interface Throughput {
  design: string;
  clients: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/** Searches per second of several clients at once, each asking as one person after another; two slices for each design. */
export async function measureThroughput(
  database: BenchDatabase,
  designs: Design[],
  questions: Question[],
  clients: number,
  seconds: number,
): Promise<Throughput[]> {
  const searchers = Array.from({ length: clients }, () => openSearcher(database));
  const times = new Map<string, number[]>(designs.map(({ name }) => [name, []]));
  const spent = new Map<string, number>();
  for (let slice = 0; slice < 2; slice++) {
    for (const design of designs) {
      const started = performance.now();
      const until = started + (seconds * 1000) / 2;
      await Promise.all(
        searchers.map(async (searcher, client) => {
          const next = random(client + 10 * slice + 1);
          while (performance.now() < until) {
            const asked = performance.now();
            await searcher.search(design, questions[next() % questions.length] as Question);
            times.get(design.name)?.push(performance.now() - asked);
          }
        }),
      );
      spent.set(design.name, (spent.get(design.name) ?? 0) + performance.now() - started);
    }
  }
  await Promise.all(searchers.map((searcher) => searcher.end()));
  return designs.map(({ name }) => {
    const ms = times.get(name) as number[];
    const perSecond = (ms.length / (spent.get(name) as number)) * 1000;
    return { design: name, clients, perSecond, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) };
  });
}

/** Rows stored per second by a person, in batches of 100 that are committed one by one; they are removed afterwards. */
export async function measureInserts(
  { url, root }: BenchDatabase,
  tables: string[],
  person: Person,
  batches = 10,
): Promise<{ table: string; perSecond: number }[]> {
  await root.unsafe(`
    drop table if exists bench_incoming;
    create unlogged table bench_incoming as
      select (row_number() over () - 1) / 100 as batch, content, metadata, embedding
      from (select * from public.documents order by id limit ${batches * 100}) d;
    grant select on bench_incoming to authenticated`);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const spent = new Map<string, number>();
  const stored: Record<string, string[]> = {};
  for (let batch = 0; batch < batches; batch++) {
    for (const table of tables) {
      const vector = table === "public.documents" ? "halfvec" : "vector";
      const started = performance.now();
      const rows = await sql.begin(async (tx) => {
        await becomePerson(tx, person);
        return tx.unsafe(`insert into ${table} (content, metadata, embedding)
          select content, metadata, embedding::extensions.${vector} from public.bench_incoming where batch = ${batch} returning id`);
      });
      spent.set(table, (spent.get(table) ?? 0) + performance.now() - started);
      stored[table] = [...(stored[table] ?? []), ...rows.map(({ id }) => id as string)];
    }
  }
  await sql.end();
  for (const [table, ids] of Object.entries(stored))
    await root.unsafe(`delete from ${table} where id = any($1::uuid[])`, [ids as never]);
  await root.unsafe("drop table bench_incoming");
  return tables.map((table) => ({ table, perSecond: ((batches * 100) / (spent.get(table) as number)) * 1000 }));
}

/** Bytes on disk for each passage: table, TOAST and every index. */
export async function measureDisk(
  { root }: BenchDatabase,
  tables: string[],
): Promise<{ table: string; bytesPerPassage: number; indexBytesPerPassage: number }[]> {
  return Promise.all(
    tables.map(async (table) => {
      const [size] = await root.unsafe(`
        select sum(pg_total_relation_size(relid))::float8 as total, sum(pg_indexes_size(relid))::float8 as indexes,
          (select count(*) from ${table})::float8 as rows
        from (select '${table}'::regclass as relid union select relid from pg_partition_tree('${table}') where isleaf) parts`);
      return { table, bytesPerPassage: size?.total / size?.rows, indexBytesPerPassage: size?.indexes / size?.rows };
    }),
  );
}

/**
 * The same people with the same questions in tables of different sizes, in turn: how much slower others' passages make
 * a search, and whether they change a byte of it.
 */
export async function measureGrowth(
  databases: BenchDatabase[],
  designsOf: (database: BenchDatabase) => Design[],
  questions: Question[],
): Promise<{ rows: number; design: string; label: string; p50: number; changed: number; asked: number }[]> {
  const searchers = databases.map(openSearcher);
  const results = new Map<string, { ms: number[]; changed: number }>();
  const first = new Map<string, string>();
  for (const [at, question] of [...questions.slice(0, 3), ...questions].entries()) {
    for (let turn = 0; turn < databases.length; turn++) {
      const index = (at + turn) % databases.length;
      const database = databases[index] as BenchDatabase;
      for (const design of designsOf(database)) {
        const { ms, rows } = await (searchers[index] as Searcher).search(design, question);
        if (at < 3) continue;
        const key = JSON.stringify([database.rows, design.name, question.person.label]);
        const result = results.get(key) ?? { ms: [], changed: 0 };
        results.set(key, result);
        result.ms.push(ms);
        const answer = `${design.name} ${at}`;
        if (!first.has(answer)) first.set(answer, rows);
        if (first.get(answer) !== rows) result.changed++;
      }
    }
  }
  await Promise.all(searchers.map((searcher) => searcher.end()));
  return [...results].map(([key, { ms, changed }]) => {
    const [rows, design, label] = JSON.parse(key);
    return { rows, design, label, p50: percentile(ms, 0.5), changed, asked: ms.length };
  });
}
