-- What the coach can recall, newest first: each passage with its source, how many answers rest on it and when the
-- last of them was given. The next page begins below the last row's (created_at, id).
--   select * from list_passages(30);
--   select * from list_passages(30, '2026-10-01T03:00:00Z', '…');
--
-- Counted by the database: fetched citation by citation, a much used passage would reach the API's row limit.
-- SECURITY INVOKER: the caller's rows, by Row Level Security. It refuses nothing but wrong types.

create function public.list_passages(
  match_count integer default 30,
  before_time timestamptz default null,
  before_id uuid default null
)
returns table (
  id uuid, content text, title text, source_kind text, source_id uuid, project_id uuid,
  happened_at timestamptz, created_at timestamptz, times_used integer, last_used_at timestamptz
)
language sql stable security invoker set search_path = '' as $$
  select d.id, d.content, d.title, d.source_kind, coalesce(d.check_in_id, d.note_id), d.project_id,
         d.happened_at, d.created_at, used.times::integer, used.last
  from (
    select * from public.documents
    where before_time is null or (documents.created_at, documents.id) < (before_time, before_id)
    order by documents.created_at desc, documents.id desc
    limit least(greatest(match_count, 1), 101)
  ) d
  cross join lateral (
    select count(*) as times, max(m.created_at) as last
    from public.message_citations c
    join public.messages m on m.user_id = c.user_id and m.id = c.message_id
    where c.user_id = d.user_id and c.document_id = d.id
  ) used
  order by d.created_at desc, d.id desc
$$;
revoke all on function public.list_passages from public, anon;
grant execute on function public.list_passages to authenticated;
