-- A check-in is found by its tags, too: whoever tags a bad night "jealousy" asks later when they were jealous, and the words
-- of the entry need not say it. The search reads tags where they stand, so a changed tag counts at once; a vector is made
-- of the words and the tags, and made anew when either changes. A passage stays what was written, word for word.
--
-- Measured (docs/decisions/0005): recall@5 on the three journals chosen on 0.746 before and 0.791 after, by the same vectors' model.
set local lock_timeout = '2s';
set local statement_timeout = '5s';

-- The job that embeds a passage reads the tags of its check-in, as the one tenant it has become, and nothing else of it.
create policy "job reads the tags of its tenant" on public.check_ins for select to app_user
  using (user_id = (select private.current_tenant()));
grant select (user_id, id, tags) on public.check_ins to app_user;

-- What a passage's vector is made of. With the rights of whoever asks.
--   select private.text_to_embed(d) from public.documents d where d.id = '…';
create function private.text_to_embed(passage public.documents) returns text
language sql stable security invoker set search_path = '' as $$
  select concat_ws(E'\n\n', passage.content, (
    select nullif(array_to_string(c.tags, ', '), '') from public.check_ins c
    where c.user_id = passage.user_id and c.id = passage.check_in_id
  ))
$$;
revoke all on function private.text_to_embed from public;
grant execute on function private.text_to_embed to app_user;

-- A vector without the new tags is stale; the queue then makes another (20261101001000).
create function private.forget_untagged_embedding() returns trigger
language plpgsql set search_path = '' as $$
begin
  update public.documents set embedding = null, embedding_model = null
    where user_id = new.user_id and check_in_id = new.id;
  return null;
end
$$;
create trigger check_ins_forget_untagged_embedding after update of tags on public.check_ins
  for each row when (new.tags is distinct from old.tags) execute function private.forget_untagged_embedding();

-- As in 20261101004400, with the tags among the words and among what is returned: whoever reads the passage is to know why.
drop function public.search_passages(
  text, extensions.halfvec, integer, timestamptz, timestamptz, uuid, text, timestamptz, integer);
create function public.search_passages(
  query_text text,
  query_embedding extensions.halfvec(1536) default null,
  match_count integer default null,
  from_time timestamptz default null,
  to_time timestamptz default null,
  project uuid default null,
  model text default null,
  -- When the question is about now: passages near this time weigh more, half as much again at the most.
  recent_at timestamptz default null,
  -- When the question is about a feeling: 1 lets the days of low mood weigh more, 5 those of high mood.
  felt integer default null
)
returns table (
  id uuid, content text, metadata jsonb, similarity double precision, score double precision, coverage double precision,
  source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer,
  before_content text, after_content text, tags text[]
)
language plpgsql stable security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  wanted constant integer := least(greatest(coalesce(match_count, 10), 1), 50);
  pool constant integer := 50;
  asked text[] := pg_catalog.tsvector_to_array(pg_catalog.to_tsvector('pg_catalog.english', left(query_text, 2000)));
  strictly constant tsquery := case when query_text ~ '"[^"]+"|(^|\s)-\w'
    then pg_catalog.websearch_to_tsquery('pg_catalog.english', left(query_text, 2000)) end;
  any_word tsquery;
  near_ids uuid[];
  nearest integer;
begin
  -- Any of the words, each written as tsquery wants it.
  select string_agg('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery
    into any_word from unnest(asked) word;

  if query_embedding is not null then
    if from_time is null and to_time is null then
      select count(*), array_agg(m.id order by m.similarity desc, m.id) filter (where not d.muted) into nearest, near_ids
      from public.match_documents(query_embedding, pool, '{}', null, project, model) m
      cross join lateral (select p.muted from public.documents p where p.id = m.id limit 1) d;
    end if;
    -- Within a period, and where muted passages took more than half of the places: exactly, over what may be used.
    if from_time is not null or to_time is not null or (nearest = pool and coalesce(cardinality(near_ids), 0) < pool / 2) then
      select array_agg(n.id order by n.distance, n.id) into near_ids from (
        select d.id, d.embedding operator(extensions.<=>) query_embedding as distance
        from public.documents d
        where d.embedding is not null and not d.muted
          and (from_time is null or d.happened_at >= from_time) and (to_time is null or d.happened_at < to_time)
          and (project is null or d.project_id = project) and (model is null or d.embedding_model = model)
        order by 2, 1 limit pool
      ) n;
    end if;
  end if;

  return query
    with tagged as materialized (
      select c.user_id, c.id, setweight(pg_catalog.to_tsvector('pg_catalog.english', array_to_string(c.tags, ' ')), 'B') as words
      from public.check_ins c where c.tags <> '{}'
    ), own as materialized (
      select d.id, w.words, d.happened_at, d.content_hash
      from public.documents d
      left join tagged t on t.user_id = d.user_id and t.id = d.check_in_id
      cross join lateral (select case when t.words is null then d.words else d.words || t.words end as words) w
      where not d.muted
        and (from_time is null or d.happened_at >= from_time) and (to_time is null or d.happened_at < to_time)
        and (project is null or d.project_id = project)
        and (strictly is null or w.words @@ strictly)
    ), size as (
      select count(*)::double precision as passages, greatest(avg(length(o.words)), 1)::double precision as mean from own o
    ), found as materialized (
      -- What stands in the tags alone ('B') counts the same whether the entry is long or short.
      select o.id, o.content_hash, case when 'B' = all (w.weights) then null else length(o.words) end as length, w.lexeme, cardinality(w.positions)::double precision as times
      from own o cross join lateral unnest(o.words) w (lexeme, positions, weights)
      where o.words @@ any_word and w.lexeme = any (asked)
    ), rarity as (
      select word, ln(1 + (s.passages - coalesce(f.passages, 0) + 0.5) / (coalesce(f.passages, 0) + 0.5)) as weight
      from unnest(asked) word
      cross join size s
      left join (select lexeme, count(*) as passages from found group by 1) f on f.lexeme = word
    ), worded as (
      select f.id, f.content_hash,
             sum(r.weight * f.times * 2.2 / (f.times + 1.2 * (0.25 + 0.75 * coalesce(f.length / s.mean, 1)))) as bm25,
             sum(r.weight) / (select sum(weight) from rarity) as coverage
      from found f join rarity r on r.word = f.lexeme cross join size s
      group by f.id, f.content_hash
    ), by_words as (
      select w.id, w.coverage, rank() over (order by w.bm25 desc) as place
      from worded w order by w.bm25 desc, w.content_hash, w.id limit pool
    ), by_meaning as (
      select n.id, n.place from unnest(near_ids) with ordinality n (id, place)
    ), by_time as (
      -- In a period that was asked for, everything written in it says a little.
      select o.id, row_number() over (order by o.happened_at, o.content_hash, o.id) as place
      from own o where from_time is not null or to_time is not null
      order by o.happened_at, o.content_hash, o.id limit pool
    ), listed as (
      select w.id, (0.1 + 2 * w.coverage * w.coverage) / (10 + w.place) as score from by_words w
      union all select m.id, 2.0 / (10 + m.place) from by_meaning m
      union all select t.id, 0.2 / (10 + t.place) from by_time t
    ), fused as materialized (
      select l.id, sum(l.score) as score, o.happened_at
      from listed l join own o on o.id = l.id
      group by l.id, o.happened_at
    ), told as (
      -- Journals go on from day to day: "38." on a Tuesday belongs to what Monday's entry began. What was written
      -- within two days of one of the best passages shares in its score.
      select o.id, max(s.score * 0.3 * exp(-abs(extract(epoch from o.happened_at - s.happened_at)) / 86400)) as score
      from (select f.*, o.content_hash from fused f join own o on o.id = f.id order by f.score desc, o.content_hash, f.id limit 8) s
      join own o on o.happened_at between s.happened_at - interval '2 days' and s.happened_at + interval '2 days' and o.id <> s.id
      group by o.id
    ), pooled as materialized (
      -- Grouped, not joined by coalesce(): Postgres takes that for an expression that might leak, and would look
      -- the ids up by reading all of the person's rows for each.
      select b.id, sum(b.score) as score
      from (select f.id, f.score from fused f union all select t.id, t.score from told t) b
      group by b.id
    ), weighed as (
      select d.id, d.embedding, d.content_hash, coalesce(d.check_in_id, d.note_id, d.file_id, d.id) as source,
             p.score * case when recent_at is null or d.happened_at is null then 1
               else 1 + 0.5 * exp(-abs(extract(epoch from recent_at - d.happened_at)) / (14 * 86400)) end
               * (1 + 0.5 * coalesce((felt - 3) / 2.0 * (c.mood - 3) / 2.0, 0)) as score
      from pooled p
      cross join lateral (select * from public.documents p2 where p2.id = p.id limit 1) d
      left join lateral (select c2.mood from public.check_ins c2 where c2.id = d.check_in_id limit 1) c on true
    ), candidates as materialized (
      select w.*, row_number() over (order by w.score desc, w.content_hash, w.id) as place,
             row_number() over (partition by w.source order by w.score desc, w.content_hash, w.id) as of_source
      from weighed w order by w.score desc, w.content_hash, w.id limit wanted * 2 + 10
    ), chosen as (
      -- The same thing said again tells nothing new; of one long text two pieces are enough.
      select c.* from candidates c
      where c.of_source <= 2 and not exists (
        select from candidates b
        where b.place < c.place
          and (b.content_hash = c.content_hash or b.embedding operator(extensions.<=>) c.embedding < 0.03)
      )
      order by c.place limit wanted
    )
    select d.id, d.content, d.metadata,
           coalesce(1 - (d.embedding operator(extensions.<=>) query_embedding), 0)
             * (model is null or d.embedding_model is not distinct from model)::int,
           c.score::double precision,
           coalesce((select w.coverage from worded w where w.id = c.id), 0)::double precision,
           d.source_kind, coalesce(d.check_in_id, d.note_id, d.file_id), d.title, d.happened_at, d.project_id, d.chunk_index,
           (select p.content from public.documents p where p.note_id = d.note_id and p.chunk_index = d.chunk_index - 1 and not p.muted
            union all select p.content from public.documents p where p.file_id = d.file_id and p.chunk_index = d.chunk_index - 1 and not p.muted),
           (select p.content from public.documents p where p.note_id = d.note_id and p.chunk_index = d.chunk_index + 1 and not p.muted
            union all select p.content from public.documents p where p.file_id = d.file_id and p.chunk_index = d.chunk_index + 1 and not p.muted),
           coalesce((select k.tags from public.check_ins k where k.user_id = d.user_id and k.id = d.check_in_id), '{}')
    from chosen c cross join lateral (select * from public.documents p where p.id = c.id limit 1) d
    order by c.place;
end
$$;
revoke all on function public.search_passages from public, anon;
grant execute on function public.search_passages to authenticated;
