-- The search for people with many passages. Exact up to 1,000 of them; above that two stages, still within the
-- caller's rows alone and without any index that tenants share:
--   1. the sign of each dimension (`code`), read from a covering index, tells how far each passage can be;
--   2. the nearest by code are compared exactly, and then every further one that could still be among the best.
--
-- How far "could still be" reaches is worked out for each question: a passage as similar as the worst one found has
-- a code that differs in 1536·acos(similarity)/π bits on average, and in hardly any case by 4 standard deviations
-- more. Where codes tell so little that this reach covers 500 rows (random vectors, thousands of near-copies) the
-- search is exact after all: slower, not wrong.
--
-- Measured on PostgreSQL 17 (docs/decisions/0004): below 1,000 rows the exact scan is as fast; at 20,000 the two
-- stages are over four times faster, with recall@10 of 1.000 on dense, random and clustered vectors.
-- A metadata filter takes the exact path; project, model and threshold are part of both.

create index documents_codes on public.documents (user_id, embedding_model) include (id, code, project_id);

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
language plpgsql stable security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  wanted integer := least(greatest(coalesce(match_count, 50), 1), 50);
  query_code bit(1536) := extensions.binary_quantize(query_embedding)::bit(1536);
  ids uuid[];
  distances double precision[];
  first integer;
  worst double precision;
  share double precision;
  reached integer;
begin
  if coalesce(filter, '{}') = '{}' and (
    select count(*) > 1000 from (
      select from public.documents d
      where d.code is not null and (project is null or d.project_id = project) and (model is null or d.embedding_model = model)
      limit 1001
    ) many
  ) then
    -- Planned for this call: conditions that were not asked for cost time on every row, and the model belongs into
    -- the index condition. Nothing but the two fixed texts goes into the statement. Passages without a vector come last.
    execute format(
      'select array_agg(c.id order by c.distance), array_agg(c.distance order by c.distance) from (
         select d.id, d.code operator(extensions.<~>) $1 as distance from public.documents d
         where true %s %s order by 2 limit 500) c',
      case when model is null then '' else 'and d.embedding_model = $2' end,
      case when project is null then '' else 'and d.project_id = $3' end)
      into ids, distances using query_code, model, project;
    -- A lookup by primary key for each id: the limit keeps the planner from a join that would read every vector.
    first := wanted * 4;
    select min(b.similarity) into worst from (
      select 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
      from unnest(ids[1:first]) c (id)
      cross join lateral (select p.embedding from public.documents p where p.id = c.id limit 1) d
      order by 1 desc limit wanted
    ) b;
    share := acos(least(greatest(worst, -1), 1)) / pi();
    reached := width_bucket(1536 * share + 4 * sqrt(1536 * share * (1 - share)), distances);
    if reached < cardinality(ids) then
      return query
        select d.id, d.content, d.metadata, b.similarity, d.source_kind, coalesce(d.check_in_id, d.note_id),
               d.title, d.happened_at, d.project_id, d.chunk_index
        from (
          select * from (
            select c.id, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
            from unnest(ids[1:greatest(reached, first)]) c (id)
            cross join lateral (select p.embedding from public.documents p where p.id = c.id limit 1) d
          ) compared
          where match_threshold is null or compared.similarity >= match_threshold
          order by compared.similarity desc, compared.id limit wanted
        ) b
        cross join lateral (select * from public.documents p where p.id = b.id limit 1) d
        order by b.similarity desc, b.id;
      return;
    end if;
  end if;

  return query
    with own as materialized (
      select d.id, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
      from public.documents d
      where d.embedding is not null
        and (project is null or d.project_id = project)
        and (model is null or d.embedding_model = model)
        and (filter is null or filter = '{}' or d.metadata @> filter)
    ), best as (
      select * from own o where match_threshold is null or o.similarity >= match_threshold
      order by o.similarity desc, o.id limit wanted
    )
    select d.id, d.content, d.metadata, b.similarity, d.source_kind, coalesce(d.check_in_id, d.note_id),
           d.title, d.happened_at, d.project_id, d.chunk_index
    from best b cross join lateral (select * from public.documents p where p.id = b.id limit 1) d
    order by b.similarity desc, b.id;
end
$$;
