-- The coach's search: words and meaning together, within the caller's own passages and, when the question names a
-- time, within that time.
--
-- Everything that weighs a passage is counted among the caller's own: how rare a word is, how long passages are, how
-- near the best one comes. With counts over all tenants, what others write would change what a person finds.
-- No index is shared for it: the words of a person's passages are read in one pass, as their vectors are.

-- The stems of title and text, kept with the passage so that a search does not parse every text again.
alter table public.documents
  add column words tsvector not null
  generated always as (to_tsvector('pg_catalog.english', coalesce(title, '') || ' ' || left(content, 20000))) stored;

-- `related` brings words for the same things as the question's, one list to each: "sleep slept nap".
-- The weights were chosen on four of the evaluation's seven journals and held on the other three (docs/decisions/0005).
-- `relevance` orders the result, 0 to about 1: how near in meaning, and how much of the question's telling words the
-- passage has. `coverage` is that second part alone. Words that more than a third of the passages share tell little.
create function public.search_passages(
  query_text text,
  query_embedding extensions.halfvec(1536),
  match_count integer default 8,
  happened_from timestamptz default null,
  happened_before timestamptz default null,
  project uuid default null,
  model text default null,
  related text[] default '{}'
)
returns table (
  id uuid, content text, metadata jsonb, similarity double precision,
  source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer,
  relevance double precision, coverage double precision
)
language sql stable security invoker set search_path = '' as $$
  with terms as (
    (select t.lexeme, quote_literal(t.lexeme)::tsquery as term, 1.0 as share
     from unnest(to_tsvector('pg_catalog.english', left(query_text, 500))) t limit 32)
    union all
    -- Each of these is a list of words for one thing: any of them counts, about a third as much as the word itself.
    (select 'any ' || r.at, (
       select string_agg(quote_literal(w.lexeme), '|')::tsquery from unnest(to_tsvector('pg_catalog.english', left(r.words, 2000))) w
     ), 0.35
     from unnest(related) with ordinality r (words, at) where to_tsvector('pg_catalog.english', r.words) <> '' limit 16)
  ), own as materialized (
    select d.id, d.words, length(d.words) as terms
    from public.documents d
    where (project is null or d.project_id = project)
      and (happened_from is null or d.happened_at >= happened_from)
      and (happened_before is null or d.happened_at < happened_before)
  ), size as (
    select count(*)::double precision as passages, greatest(avg(o.terms), 1) as average from own o
  ), matched as materialized (
    select o.id, t.lexeme, o.terms from own o join terms t on o.words @@ t.term
  ), weights as (
    select t.lexeme, t.share * ln(1 + (s.passages - count(m.id) + 0.5) / (count(m.id) + 0.5)) as weight
    from terms t cross join size s left join matched m on m.lexeme = t.lexeme
    group by t.lexeme, t.share, s.passages
  ), by_words as (
    select m.id, sum(w.weight * 2.2 / (1 + 1.2 * (0.4 + 0.6 * m.terms / s.average))) as score, sum(w.weight) as covered
    from matched m join weights w on w.lexeme = m.lexeme cross join size s
    group by m.id order by score desc, m.id limit 100
  ), by_meaning as (
    select n.id, n.similarity
    from (select true as narrowed where happened_from is not null or happened_before is not null) x
    cross join lateral (
      select d.id, 1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity
      from own o cross join lateral (select p.id, p.embedding, p.embedding_model from public.documents p where p.id = o.id limit 1) d
      where d.embedding is not null and (model is null or d.embedding_model = model)
      order by 2 desc, 1 limit 50
    ) n
    union all
    select m.id, m.similarity
    from (select true as everything where happened_from is null and happened_before is null) x
    cross join lateral public.match_documents(query_embedding, 50, '{}', null, project, model) m
  ), best as (
    select coalesce(w.id, m.id) as id,
      coalesce(m.similarity, 0) as similarity,
      coalesce(w.score / nullif((select sum(weight) from weights), 0), 0) as words_score,
      coalesce(w.covered / nullif((select sum(weight) from weights), 0), 0) as coverage
    from by_words w full join by_meaning m on m.id = w.id
  ), ranked as (
    select b.id, b.similarity, b.coverage,
      0.25 * greatest(b.similarity, 0) / greatest((select max(similarity) from best), 0.05) + 0.75 * least(b.words_score, 1.5) as relevance
    from best b order by 4 desc, 1 limit least(greatest(coalesce(match_count, 8), 1), 50)
  )
  select d.id, d.content, d.metadata, r.similarity, d.source_kind, coalesce(d.check_in_id, d.note_id),
         d.title, d.happened_at, d.project_id, d.chunk_index, r.relevance, r.coverage
  from ranked r cross join lateral (select * from public.documents p where p.id = r.id limit 1) d
  order by r.relevance desc, r.id
$$;
revoke all on function public.search_passages from public, anon;
grant execute on function public.search_passages to authenticated;
