-- The search: a person's own passages, nearest first, exact. Called by name with any of the arguments the
-- Supabase docs, LangChain's stores and this app send:
--   select * from match_documents(query_embedding => '[…]', match_count => 10, filter => '{"lang":"en"}');
--
-- SECURITY INVOKER: it runs as the caller, and Row Level Security decides what it can see. No index over
-- all tenants answers it: with one, what a person finds depends on what others have stored.
-- What it refuses: more than 50 rows, and comparing vectors of another model when `model` is given.

create function public.match_documents(
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
language sql stable security invoker set search_path = '' as $$
  with own as materialized (
    select d.id, d.content, d.metadata,
           1 - (d.embedding operator(extensions.<=>) query_embedding) as similarity,
           d.source_kind, coalesce(d.check_in_id, d.note_id) as source_id,
           d.title, d.happened_at, d.project_id, d.chunk_index
    from public.documents d
    where d.embedding is not null
      and (project is null or d.project_id = project)
      and (model is null or d.embedding_model = model)
      and (filter is null or filter = '{}' or d.metadata @> filter)
  )
  select o.* from own o
  where match_threshold is null or o.similarity >= match_threshold
  order by o.similarity desc, o.id
  limit least(greatest(coalesce(match_count, 50), 1), 50)
$$;
revoke all on function public.match_documents from public, anon;
grant execute on function public.match_documents to authenticated;
