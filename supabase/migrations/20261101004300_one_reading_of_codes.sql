-- The search reads the codes of a person with many passages once, where it read them twice, and does not read those of
-- a person with few. What it finds is the same (20261101002100 says how): the 400 nearest by code are kept with their
-- distances, and only where what could be near enough reaches beyond the last of them are the codes read again.
-- Of 60 questions over 2,200 and 20,000 passages in topics of 100 one needed more than 400, most 100 to 300; keeping more
-- costs a longer sort. Where passages hardly differ the second reading comes on top, and a search takes a fifth longer.
--
-- Measured on PostgreSQL 17, warm, the machine busy with other work: over 20,000 passages 7.9 ms instead of 10.2 (docs/decisions/0004).
set local lock_timeout = '2s';
set local statement_timeout = '5s';

create or replace function public.match_documents(
  query_embedding extensions.halfvec(1536),
  match_count integer default null,
  filter jsonb default '{}',
  match_threshold double precision default null,
  project uuid default null,
  model text default null
)
returns table (
  id uuid, content text, metadata jsonb, similarity double precision,
  source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer
)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  wanted integer := least(greatest(coalesce(match_count, 50), 1), 50);
  unfiltered boolean := coalesce(filter, '{}') = '{}';
  many boolean := false;
  query_code bit(1536);
  conditions text;
  reach double precision;
  few boolean;
  most boolean;
  candidates uuid[];
begin
  if unfiltered then
    -- From the primary key's index, which is small: most people need nothing more to be known.
    many := (select count(*) > 1000 from (select from public.documents d limit 1001) counted);
  end if;
  if many then
    many := (
      select count(*) > 1000 from (
        select from public.documents d
        where d.code is not null and (project is null or d.project_id = project) and (model is null or d.embedding_model = model)
        limit 1001
      ) counted
    );
  end if;

  if many then
    -- Conditions that were not asked for would cost time on every row, and the model belongs into the index condition.
    -- Nothing but these fixed texts goes into a statement.
    conditions := case when model is null then '' else ' and d.embedding_model = $2' end
               || case when project is null then '' else ' and d.project_id = $3' end;
    query_code := extensions.binary_quantize(query_embedding)::bit(1536);
    -- `signs` is how many of them a passage may differ in that is nearer than the worst of the best.
    -- A lookup by primary key for each id: the limit keeps the planner from a join that would read every vector.
    -- Ties by id, here too: with ties by place in the table, others' inserts could decide what is compared.
    execute 'with nearest as materialized (
        select d.id, d.code operator(extensions.<~>) $1 as distance from public.documents d
        where d.code is not null' || conditions || ' order by 2, 1 limit 400
      ), worst as (
        select acos(least(greatest(min(best.similarity), $6, -1), 1)) / pi() as apart
        from (
          select 1 - (v.embedding operator(extensions.<=>) $4) as similarity
          from (select n.id from nearest n order by n.distance, n.id limit $5 * 4) n
          cross join lateral (select p.embedding from public.documents p where p.id = n.id limit 1) v
          order by 1 desc limit $5
        ) best
      ), reach as (
        select 1536 * apart + 3 * sqrt(1536 * apart * (1 - apart)) + 4 as signs from worst
      )
      select r.signs, max(n.distance) > r.signs, array_agg(n.id) filter (where n.distance <= r.signs)
      from nearest n cross join reach r group by r.signs'
      into reach, few, candidates
      using query_code, model, project, query_embedding, wanted, match_threshold;
    if not few then
      execute 'select count(*) < 2 * count(*) filter (where d.code operator(extensions.<~>) $1 <= $4),
               array_agg(d.id) filter (where d.code operator(extensions.<~>) $1 <= $4)
          from public.documents d where d.code is not null' || conditions
        into most, candidates
        using query_code, model, project, reach;
    end if;
    if few or not most then
      return query
        select d.id, d.content, d.metadata, b.similarity, d.source_kind, coalesce(d.check_in_id, d.note_id),
               d.title, d.happened_at, d.project_id, d.chunk_index
        from (
          select * from (
            select c.id, 1 - (v.embedding operator(extensions.<=>) query_embedding) as similarity
            from unnest(candidates) c (id)
            cross join lateral (select p.embedding from public.documents p where p.id = c.id limit 1) v
          ) compared
          where match_threshold is null or compared.similarity >= match_threshold
          order by compared.similarity desc, compared.id limit wanted
        ) b
        cross join lateral (select * from public.documents p where p.id = b.id limit 1) d
        order by b.similarity desc, b.id;
      return;
    end if;
  end if;

  -- No index can give this order, so none is ever walked for it.
  return query
    select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding),
           d.source_kind, coalesce(d.check_in_id, d.note_id), d.title, d.happened_at, d.project_id, d.chunk_index
    from public.documents d
    where d.embedding is not null
      and (project is null or d.project_id = project)
      and (model is null or d.embedding_model = model)
      and (unfiltered or d.metadata @> filter)
      and (match_threshold is null or 1 - (d.embedding operator(extensions.<=>) query_embedding) >= match_threshold)
    order by 4 desc, d.id limit wanted;
end
$$;
