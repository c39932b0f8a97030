import { sql } from "kysely";
import { startStack } from "#supabase/local/stack.ts";

/** A protection taken away. */
export interface Removal {
  id: string;
  class: "policy opened" | "policy dropped" | "force dropped" | "user_id dropped from a key";
  sql: string;
}

/**
 * From the catalog of a migrated database: each policy (its condition, and the whole of it), each `force row level
 * security` and each `user_id` in a key on its own, with the SQL that takes it away. A table added tomorrow adds its own.
 */
export async function removals(): Promise<Removal[]> {
  const stack = await startStack();
  const root = stack.database.connection.kysely;
  const { rows } = await sql<Removal>`
    select 'open policy "' || polname || '" on ' || polrelid::regclass as id, 'policy opened' as class,
      format('alter policy %I on %s', polname, polrelid::regclass) || case when polqual is not null then ' using (true)' else '' end
        || case when polwithcheck is not null then ' with check (true)' else '' end as sql, 0 as at
    from pg_catalog.pg_policy
    union all
    select 'policy "' || polname || '" on ' || polrelid::regclass, 'policy dropped',
      format('drop policy %I on %s', polname, polrelid::regclass), 1
    from pg_catalog.pg_policy
    union all
    select 'force on ' || c.oid::regclass, 'force dropped', format('alter table %s no force row level security', c.oid::regclass), 2
    from pg_catalog.pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity
    union all
    -- Uniqueness without the person is added beside the key, since other keys lean on it: the effect is the same.
    select 'user_id in key ' || conname || ' on ' || conrelid::regclass, 'user_id dropped from a key',
      format('create unique index on %s (%s)', conrelid::regclass, columns), 3
    from pg_catalog.pg_constraint, lateral (select string_agg(quote_ident(attname), ', ' order by at) as columns
      from unnest(conkey) with ordinality k (attnum, at) join pg_catalog.pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum where attname <> 'user_id') c
    where contype in ('p', 'u') and connamespace in ('public'::regnamespace, 'private'::regnamespace) and columns is not null
    union all
    select 'user_id in reference ' || conname || ' on ' || conrelid::regclass, 'user_id dropped from a key',
      format('create unique index on %3$s (%4$s); alter table %1$s drop constraint %2$I; alter table %1$s add foreign key (%5$s) references %3$s (%4$s) %6$s',
        conrelid::regclass, conname, confrelid::regclass, theirs, ours, case confdeltype when 'c' then 'on delete cascade' when 'n' then 'on delete set null' else '' end), 4
    from pg_catalog.pg_constraint,
      lateral (select string_agg(quote_ident(attname), ', ' order by at) as ours from unnest(conkey) with ordinality k (attnum, at)
        join pg_catalog.pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum where attname <> 'user_id') o,
      lateral (select string_agg(quote_ident(attname), ', ' order by at) as theirs from unnest(confkey) with ordinality k (attnum, at)
        join pg_catalog.pg_attribute a on a.attrelid = confrelid and a.attnum = k.attnum where attname <> 'user_id') t
    where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace) and confrelid <> 'auth.users'::regclass
    order by at, id`.execute(root);
  await stack.close();
  return rows;
}
