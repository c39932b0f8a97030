-- The search for people with many passages, anew: as many candidates as a question needs, ties by id, one plan for
-- everybody. Exact up to 1,000 passages; above that two stages, still within the caller's rows alone and without any
-- index that tenants share:
--   1. the sign of each dimension (`code`), read from a covering index, tells how far each passage can be;
--   2. the few nearest by code are compared, and then every passage that could be nearer than the worst of them needed.
--
-- How far "could be" reaches is worked out for each question: two vectors with the cosine s differ in
-- 1536·acos(s)/π of their signs on average, and in one case of 700 by 3 standard deviations more (Charikar 2002,
-- "Similarity estimation techniques from rounding algorithms"; measured to hold on this kind of vectors); 4 signs are
-- added for the skew of small numbers. So how many are compared is not fixed: a few tens where passages differ,
-- hundreds where a thousand are almost equally near.
-- Where it would be more than half of all, the search is exact: slower, not wrong.
--
-- Measured on PostgreSQL 17 (docs/decisions/0004): below 1,000 rows the exact scan is as fast; comparing a candidate
-- costs as much as comparing a row in the exact scan, and reading the codes a tenth of it.
-- A metadata filter takes the exact path; project, model and threshold are part of both.

-- Stage one reads the index alone where a page is known to be visible to all. By default that is found out again when
-- a fifth of the table has changed, which may be one person's whole journal.
alter table public.documents set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

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
  query_code bit(1536);
  conditions text;
  worst double precision;
  apart double precision;
  passages bigint;
  candidates uuid[];
begin
  if unfiltered and (
    select count(*) > 1000 from (
      select from public.documents d
      where d.code is not null and (project is null or d.project_id = project) and (model is null or d.embedding_model = model)
      limit 1001
    ) many
  ) then
    -- Conditions that were not asked for would cost time on every row, and the model belongs into the index condition.
    -- Nothing but these fixed texts goes into a statement.
    conditions := case when model is null then '' else ' and d.embedding_model = $2' end
               || case when project is null then '' else ' and d.project_id = $3' end;
    query_code := extensions.binary_quantize(query_embedding)::bit(1536);
    -- A lookup by primary key for each id: the limit keeps the planner from a join that would read every vector.
    -- Ties by id, here too: with ties by place in the table, others' inserts could decide what is compared.
    execute 'select min(b.similarity) from (
        select 1 - (v.embedding operator(extensions.<=>) $4) as similarity
        from (
          select d.id, d.code operator(extensions.<~>) $1 as distance from public.documents d
          where d.code is not null' || conditions || ' order by 2, 1 limit $5 * 4
        ) c
        cross join lateral (select p.embedding from public.documents p where p.id = c.id limit 1) v
        order by 1 desc limit $5
      ) b'
      into worst using query_code, model, project, query_embedding, wanted;
    -- The part of the signs in which a passage no nearer than that differs from the question.
    apart := acos(least(greatest(worst, match_threshold, -1), 1)) / pi();
    execute 'select count(*), array_agg(d.id) filter (where d.code operator(extensions.<~>) $1 <= $4)
        from public.documents d where d.code is not null' || conditions
      into passages, candidates
      using query_code, model, project, 1536 * apart + 3 * sqrt(1536 * apart * (1 - apart)) + 4;
    if coalesce(cardinality(candidates), 0) * 2 <= passages then
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
