import type postgres from "postgres";
import type { Person } from "./people.ts";

/** One way to search, with everything it needs in a schema of its own beside the same passages. */
export interface Design {
  name: string;
  /** What it is, for the report. */
  title: string;
  /** Where its passages are stored. */
  table: string;
  /** Runs as the owner, past every policy: the lower bound only. */
  asOwner?: true;
  /** `$1` is the question's vector as text, `$2` the number of passages wanted. */
  search(person: Person): string;
}

const COLUMNS = "id, content, metadata, similarity";
const exact = (owner: string) => `
  with own as materialized (
    select id, content, metadata, 1 - (embedding operator(extensions.<=>) (select $1::text::extensions.halfvec)) as similarity
    from public.documents ${owner}
  ) select ${COLUMNS} from own order by similarity desc, id limit $2::int`;
const call =
  (name: string, more = "") =>
  () =>
    `select ${COLUMNS} from bench.${name}($1::text::extensions.vector, $2::int${more})`;

export const DESIGNS: Design[] = [
  {
    name: "ours",
    title: "match_documents of this repository",
    table: "public.documents",
    search: () =>
      `select ${COLUMNS} from public.match_documents($1::text::extensions.halfvec, $2::int, model => 'bench-model')`,
  },
  {
    name: "exact",
    title: "exact scan of the person's rows, vectors inline",
    table: "public.documents",
    search: () => exact(""),
  },
  {
    name: "lower-bound",
    title: "the same by the owner, no RLS, literal filter",
    table: "public.documents",
    asOwner: true,
    search: ({ id }) => exact(`where user_id = '${id}'`),
  },
  {
    name: "naive",
    title: "the articles' function, one HNSW, as planned",
    table: "bench.documents",
    search: call("naive"),
  },
  {
    name: "over-fetch",
    title: "HNSW forced, 20 times as many fetched",
    table: "bench.documents",
    search: call("over_fetch"),
  },
  {
    name: "iterative",
    title: "HNSW, iterative scan, relaxed order",
    table: "bench.documents",
    search: call("iterative"),
  },
  {
    name: "langchain",
    title: "LangChain's template function with a filter",
    table: "bench.documents",
    search: ({ id }) => call("langchain", `, '{"user_id":"${id}"}'`)(),
  },
  {
    name: "partitions",
    title: "64 hash partitions, each with its own HNSW, iterative",
    table: "bench.partitioned",
    search: call("partitioned_search"),
  },
];
/** Those that need nothing but this repository's own table. */
export const OWN_DESIGNS = DESIGNS.filter(({ table }) => table === "public.documents");

const FUNCTION_RESULT = "returns table (id uuid, content text, metadata jsonb, similarity double precision) stable";

/** The tutorials' table: vectors in full precision, one policy, one HNSW index over everybody. */
const NAIVE_TABLE = `
  create schema if not exists bench;
  grant usage on schema bench to authenticated;
  create table bench.documents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    content text, metadata jsonb, embedding extensions.vector(1536)
  );
  alter table bench.documents enable row level security;
  create policy own on bench.documents to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
  grant select, insert, delete on bench.documents to authenticated;

  create function bench.naive(query_embedding extensions.vector(1536), match_count int, match_threshold float default -1)
  ${FUNCTION_RESULT} language sql as $$
    select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
    from bench.documents d
    where 1 - (d.embedding operator(extensions.<=>) query_embedding) > match_threshold
    order by d.embedding operator(extensions.<=>) query_embedding limit match_count $$;

  create function bench.over_fetch(query_embedding extensions.vector(1536), match_count int)
  ${FUNCTION_RESULT} language sql set enable_seqscan = off set hnsw.ef_search = 200 as $$
    select n.id, n.content, n.metadata, n.similarity from (
      select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
      from bench.documents d order by d.embedding operator(extensions.<=>) query_embedding limit match_count * 20
    ) n order by n.similarity desc limit match_count $$;

  create function bench.iterative(query_embedding extensions.vector(1536), match_count int)
  ${FUNCTION_RESULT} language sql set enable_seqscan = off set hnsw.iterative_scan = relaxed_order as $$
    with nearest as materialized (
      select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
      from bench.documents d order by d.embedding operator(extensions.<=>) query_embedding limit match_count
    ) select * from nearest n order by n.similarity desc $$;

  create function bench.langchain(query_embedding extensions.vector(1536), match_count int default null, filter jsonb default '{}')
  ${FUNCTION_RESULT} language plpgsql as $$
  #variable_conflict use_column
  begin
    return query select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
    from bench.documents d where d.metadata @> filter
    order by d.embedding operator(extensions.<=>) query_embedding limit match_count;
  end $$;
  grant execute on all functions in schema bench to authenticated;`;

const PARTITIONED_TABLE = `
  create table bench.partitioned (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null default gen_random_uuid(),
    content text, metadata jsonb, embedding extensions.vector(1536), primary key (user_id, id)
  ) partition by hash (user_id);
  do $$ begin
    for part in 0..63 loop
      execute format('create table bench.part_%s partition of bench.partitioned for values with (modulus 64, remainder %s)', part, part);
    end loop;
  end $$;
  alter table bench.partitioned enable row level security;
  create policy own on bench.partitioned to authenticated using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
  grant select, insert, delete on bench.partitioned to authenticated;
  create function bench.partitioned_search(query_embedding extensions.vector(1536), match_count int)
  ${FUNCTION_RESULT} language sql set enable_seqscan = off set enable_bitmapscan = off set hnsw.iterative_scan = strict_order as $$
    select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
    from bench.partitioned d order by d.embedding operator(extensions.<=>) query_embedding limit match_count $$;
  grant execute on all functions in schema bench to authenticated;`;

const COPY = "select id, user_id, content, metadata, embedding::extensions.vector from public.documents order by ctid";

/** Builds what the designs beside ours need, from the passages already stored. Indexes come after the rows, which is quicker. */
export async function setUpDesigns(
  root: postgres.Sql,
  say: (line: string) => void,
  { partitions = true } = {},
): Promise<void> {
  const session = await root.reserve();
  const timed = async (what: string, statement: string) => {
    const started = performance.now();
    await session.unsafe(statement);
    say(`${what}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  };
  try {
    // The settings of an index type are known once its library is loaded.
    await session.unsafe(`load 'vector'; set maintenance_work_mem = '3GB'; set max_parallel_maintenance_workers = 1`);
    await session.unsafe(NAIVE_TABLE);
    await timed(
      "rows of the naive table",
      `insert into bench.documents (id, user_id, content, metadata, embedding) ${COPY}`,
    );
    await timed(
      "HNSW over everybody",
      "create index on bench.documents using hnsw (embedding extensions.vector_cosine_ops)",
    );
    if (partitions) {
      await session.unsafe(PARTITIONED_TABLE);
      await timed(
        "rows of the partitions",
        `insert into bench.partitioned (id, user_id, content, metadata, embedding) ${COPY}`,
      );
      await timed(
        "an HNSW for each of 64 partitions",
        "create index on bench.partitioned using hnsw (embedding extensions.vector_cosine_ops)",
      );
    }
    await session.unsafe("analyze bench.documents");
    if (partitions) await session.unsafe("analyze bench.partitioned");
  } finally {
    session.release();
  }
}
