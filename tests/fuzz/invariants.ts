import { type Kysely, sql } from "kysely";

/** Questions to the whole database; each counts what must not be there. */
const NONE: Record<string, string> = {
  "a passage without its source": `select count(*)::int as n from public.documents d
    left join public.check_ins c on c.user_id = d.user_id and c.id = d.check_in_id
    left join public.notes t on t.user_id = d.user_id and t.id = d.note_id
    left join public.files f on f.user_id = d.user_id and f.id = d.file_id
    where num_nonnulls(c.id, t.id, f.id) <> (d.source_kind <> 'external')::int`,
  "a file without its original": `select count(*)::int as n from public.files f
    left join public.file_originals o on o.user_id = f.user_id and o.file_id = f.id where o.file_id is null`,
  "a file that is not what its original says": `select count(*)::int as n from public.files f
    join public.file_originals o on o.user_id = f.user_id and o.file_id = f.id
    where f.bytes <> octet_length(decode(o.data, 'base64')) or f.content_hash <> encode(sha256(decode(o.data, 'base64')), 'hex')`,
  "a message outside any conversation": `select count(*)::int as n from public.messages m
    left join public.conversations c on c.user_id = m.user_id and c.id = m.conversation_id where c.id is null`,
  "an answer without its question": `select count(*)::int as n from public.messages a
    left join public.messages q on q.user_id = a.user_id and q.conversation_id = a.conversation_id and q.id = a.reply_to and q.role = 'user'
    where a.role = 'assistant' and q.id is null`,
  "a citation without answer or passage": `select count(*)::int as n from public.message_citations c
    left join public.messages m on m.user_id = c.user_id and m.id = c.message_id
    left join public.documents d on d.user_id = c.user_id and d.id = c.document_id where m.id is null or d.id is null`,
  "a passage that nobody will embed": `select count(*)::int as n from public.documents d
    left join private.embedding_queue q on q.user_id = d.user_id and q.document_id = d.id
    where d.embedding is null and q.document_id is null`,
  "a job for a passage that is gone": `select count(*)::int as n from private.embedding_queue q
    left join public.documents d on d.user_id = q.user_id and d.id = q.document_id where d.id is null`,
};

/**
 * What is stored although it must not be, as sentences; [] when all is well.
 * @param words each person's id with the word that only their texts hold
 */
export async function brokenInvariants(root: Kysely<any>, words: Record<string, string>): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, question] of Object.entries(NONE)) {
    const { rows } = await sql.raw<{ n: number }>(question).execute(root);
    if (rows[0]?.n !== 0) broken.push(`${rows[0]?.n} times ${name}`);
  }
  for (const table of await tablesOfPeople(root)) {
    const { rows: owners } = await sql<{ id: string }>`select distinct user_id as id from ${sql.table(table)}`.execute(
      root,
    );
    if (owners.some(({ id }) => !words[id])) broken.push(`${table} has a row of somebody who sent nothing`);
    for (const [id, word] of Object.entries(words)) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} t
        where user_id <> ${id} and strpos(to_jsonb(t)::text, ${word}) > 0`.execute(root);
      if (rows[0]?.n !== 0) broken.push(`${table} has another person's words`);
    }
  }
  return broken;
}

/** The state of all rows of people's: changes with every row that is added, changed or removed. */
export async function fingerprint(root: Kysely<any>): Promise<string> {
  const counts = (await tablesOfPeople(root)).map(
    (table) =>
      sql`select ${table} as name, count(*) as n, sum(hashtextextended(ctid::text || xmin::text, 0)) as rows from ${sql.table(table)}`,
  );
  const { rows } = await sql`${sql.join(counts, sql` union all `)} order by 1`.execute(root);
  return JSON.stringify(rows);
}

let tables: string[] | undefined;

/** Every table with a column for its owner, from the catalog: next month's is covered the day it is added. */
async function tablesOfPeople(root: Kysely<any>): Promise<string[]> {
  if (tables) return tables;
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and a.atttypid = 'uuid'::regtype
    where n.nspname in ('public', 'private') and c.relkind = 'r' order by 1`.execute(root);
  // What is refused counts as a use all the same.
  tables = rows.map(({ name }) => name).filter((name) => name !== "private.quota_usage");
  return tables;
}
