import type postgres from "postgres";
import type { BenchDatabase } from "./database.ts";
import { DIMENSIONS } from "./people.ts";

/** What one person's year takes, table by table: rows and bytes a person, indexes included and on their own. */
export interface YearTable {
  table: string;
  rows: number;
  bytes: number;
  indexBytes: number;
}

export interface Year {
  tables: YearTable[];
  /** The index that the first stage of the search reads, bytes a person. */
  codesBytes: number;
  /** Pages of 8 kB that one search of the year touches. */
  searchPages: number;
  /** Write-ahead log of one check-in with its passage, and of its vector: bytes. */
  checkInLog: number;
  vectorLog: number;
}

/**
 * An invented year of each person: a check-in with a note a day, a longer note a week, two hundred questions with their
 * answers and three sources each, one imported file of forty passages. Stored as the owner; the triggers make the
 * passages as they do for everybody, and the vectors come afterwards, as the worker brings them.
 */
export async function storeYear({ root }: BenchDatabase): Promise<void> {
  await root.unsafe(`
    insert into public.profiles (user_id, display_name) select id, 'Somebody' from auth.users;
    insert into public.consents (user_id, wording) select id, '2026-11' from auth.users;`);
  // The passages' owner is taken from whoever writes.
  for (const { id } of await root<{ id: string }[]>`select id from auth.users order by id`)
    await root.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: id })}, true)`;
      await tx.unsafe(`
        insert into public.check_ins (user_id, mood, energy, sleep_hours, note, tags, happened_at)
          select '${id}', 1 + n % 5, 1 + n % 4, 5 + n % 4, ${words("n", 24)}, array['night'], now() - n * interval '1 day'
          from generate_series(1, 365) n;
        insert into public.notes (user_id, title, text, happened_at)
          select '${id}', 'Week ' || n, ${words("n", 140)}, now() - n * interval '7 days' from generate_series(1, 52) n;
        with file as (insert into public.files (user_id, name, media_type, bytes, content_hash, passages)
            values ('${id}', 'letter.txt', 'text/plain', 30000, encode(sha256('${id}'::bytea), 'hex'), 40) returning id),
          original as (insert into public.file_originals (user_id, file_id, data)
            select '${id}', id, (select string_agg(md5(n::text || '${id}'), '') from generate_series(1, 1250) n) from file)
        insert into public.documents (user_id, content, source_kind, file_id, chunk_index, title)
          select '${id}', ${words("n", 120)}, 'file', file.id, n, 'letter.txt' from file, generate_series(1, 40) n;
        insert into public.conversations (user_id, title) select '${id}', ${words("n", 5)} from generate_series(1, 50) n;
        insert into public.messages (user_id, conversation_id, role, content)
          select '${id}', c.id, 'user', ${words("n", 14)} from public.conversations c, generate_series(1, 4) n where c.user_id = '${id}';
        insert into public.messages (user_id, conversation_id, role, reply_to, content, model)
          select '${id}', conversation_id, 'assistant', id, ${words("1", 90)}, 'a-model' from public.messages where user_id = '${id}';
        insert into public.message_citations (user_id, message_id, document_id, label, similarity)
          select '${id}', m.id, d.id, d.label, 0.5 from public.messages m,
            lateral (select id, row_number() over (order by md5(id::text || m.id)) as label from public.documents where user_id = '${id}' limit 3) d
          where m.user_id = '${id}' and m.role = 'assistant';`);
      await storeVectors(tx, id);
    });
  // The queue is empty in rest.
  await root.unsafe("delete from private.embedding_queue");
  await root.unsafe("vacuum analyze");
}

/** Words of six letters or so that differ from row to row and do not compress better than people's. */
const words = (seed: string, count: number) =>
  `(select string_agg(left(translate(md5(w || ':' || ${seed}), '0123456789', 'ghijklmnop'), 3 + w % 6), ' ') from generate_series(1, ${count}) w)`;

const storeVectors = (tx: postgres.TransactionSql, id: string) =>
  tx.unsafe(`
    with v as materialized (
      select id, (select array_agg(random() - 0.5 + n * 0 * length(p.content)) from generate_series(1, ${DIMENSIONS}) n)::real[]::extensions.halfvec(${DIMENSIONS}) as embedding
      from public.documents p where user_id = '${id}' and embedding is null)
    update public.documents d set embedding = v.embedding, embedding_model = 'a-model', embedded_at = now()
    from v where d.user_id = '${id}' and d.id = v.id`);

export async function measureYear(database: BenchDatabase): Promise<Year> {
  const { root, people } = database;
  const tables = await root<YearTable[]>`
    select format('%s.%s', n.nspname, c.relname) as table,
      (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I.%I', n.nspname, c.relname), false, true, '')))[1]::text::float8 / ${people.length} as rows,
      pg_total_relation_size(c.oid)::float8 / ${people.length} as bytes, pg_indexes_size(c.oid)::float8 / ${people.length} as "indexBytes"
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'auth', 'private') and pg_relation_size(c.oid) > 0 order by bytes desc`;
  const [codes] = await root`select pg_relation_size('public.documents_codes')::float8 / ${people.length} as bytes`;
  const asPerson = <T>(work: (tx: postgres.TransactionSql) => Promise<T>) =>
    root.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: people[0]?.id })}, true)`;
      await tx`set local role authenticated`;
      return work(tx);
    }) as Promise<T>;
  const plan = await asPerson(async (tx) => {
    const [own] = await tx`select embedding::text from public.documents where embedding is not null limit 1`;
    return tx.unsafe(
      `explain (analyze, buffers, format json) select * from public.match_documents('${own?.embedding}', 10)`,
    );
  });
  const [{ Plan: searched }] = plan[0]!["QUERY PLAN"];
  const log = async (work: () => Promise<unknown>) => {
    const [before] = await root`select pg_current_wal_lsn() as at`;
    await work();
    const [after] = await root`select pg_wal_lsn_diff(pg_current_wal_lsn(), ${before?.at})::float8 as bytes`;
    return after?.bytes as number;
  };
  // Once before, so that the pages' own images after a checkpoint are not counted.
  const checkIn = () =>
    asPerson((tx) => tx.unsafe(`insert into public.check_ins (mood, note) values (3, ${words("0", 24)})`));
  const vectors = () => root.begin((tx) => storeVectors(tx, people[0]?.id as string));
  for (const work of [checkIn, vectors]) await work();
  return {
    tables: [...tables],
    codesBytes: codes?.bytes,
    searchPages: searched["Shared Hit Blocks"] + searched["Shared Read Blocks"],
    checkInLog: await log(checkIn),
    vectorLog: await log(vectors),
  };
}

/** The year as Markdown. */
export function yearAsMarkdown({ tables, codesBytes, searchPages, checkInLog, vectorLog }: Year): string {
  const kb = (bytes: number) => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
  const sum = (of: (one: YearTable) => number) => tables.reduce((total, one) => total + of(one), 0);
  return [
    "| table | rows | kB | of them indexes |",
    "| --- | --: | --: | --: |",
    ...tables.map((one) => `| ${one.table} | ${one.rows.toFixed(0)} | ${kb(one.bytes)} | ${kb(one.indexBytes)} |`),
    `| **all** | ${sum(({ rows }) => rows).toFixed(0)} | ${kb(sum(({ bytes }) => bytes))} | ${kb(sum(({ indexBytes }) => indexBytes))} |`,
    "",
    `A person's part of the index of codes: ${kb(codesBytes)} kB. One search touches ${searchPages} pages of 8 kB.`,
    `Write-ahead log: ${kb(checkInLog)} kB for a check-in with its passage, ${kb(vectorLog)} kB for its vector.`,
  ].join("\n");
}
