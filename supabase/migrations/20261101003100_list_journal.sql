-- The journal: check-ins and notes in one time line, newest first, filtered and paged by the database. The next page
-- begins below the last row's (happened_at, id, kind); an id may be in use for a check-in and for a note.
--   select * from list_journal(30);
--   select * from list_journal(30, with_tag => 'teething', from_time => '2026-10-01T00:00:00Z');
--
-- A mood or a tag is a check-in's and a project a note's: asked for one of them, the other kind has nothing to show.
-- `holding` are pieces of words, each of which must stand in the entry, in whatever case.
-- SECURITY INVOKER: the caller's rows, by Row Level Security. It refuses more than 101 rows.

create function public.list_journal(
  match_count integer default 30,
  only_kind text default null,
  with_tag text default null,
  with_mood integer default null,
  in_project uuid default null,
  from_time timestamptz default null,
  to_time timestamptz default null,
  holding text[] default null,
  only_ids uuid[] default null,
  before_time timestamptz default null,
  before_id uuid default null,
  before_kind text default null
)
returns table (
  kind text, id uuid, mood integer, energy integer, sleep_hours numeric, tags text[], is_sample boolean,
  title text, words text, project_id uuid, happened_at timestamptz, created_at timestamptz, updated_at timestamptz
)
language sql stable security invoker set search_path = '' as $$
  select * from (
    (
      select 'check_in' as kind, c.id, c.mood::integer, c.energy::integer, c.sleep_hours, c.tags, c.is_sample,
             null::text as title, c.note as words, null::uuid as project_id, c.happened_at, c.created_at, c.updated_at
      from public.check_ins c
      where coalesce(only_kind, 'check_in') = 'check_in' and in_project is null
        and (with_tag is null or with_tag = any (c.tags))
        and (with_mood is null or c.mood = with_mood)
        and (from_time is null or c.happened_at >= from_time) and (to_time is null or c.happened_at < to_time)
        and (only_ids is null or c.id = any (only_ids))
        and (holding is null or not exists (
          select from unnest(holding) piece
          where position(lower(piece) in lower(concat_ws(' ', c.note, array_to_string(c.tags, ' ')))) = 0
        ))
        and (before_time is null or (c.happened_at, c.id, 'check_in'::text) < (before_time, before_id, before_kind))
      order by c.happened_at desc, c.id desc limit least(greatest(match_count, 1), 101)
    )
    union all
    (
      select 'note', n.id, null, null, null, '{}', false, n.title, n.text, n.project_id, n.happened_at, n.created_at, n.updated_at
      from public.notes n
      where coalesce(only_kind, 'note') = 'note' and with_tag is null and with_mood is null
        and (in_project is null or n.project_id = in_project)
        and (from_time is null or n.happened_at >= from_time) and (to_time is null or n.happened_at < to_time)
        and (only_ids is null or n.id = any (only_ids))
        and (holding is null or not exists (
          select from unnest(holding) piece where position(lower(piece) in lower(concat_ws(' ', n.title, n.text))) = 0
        ))
        and (before_time is null or (n.happened_at, n.id, 'note'::text) < (before_time, before_id, before_kind))
      order by n.happened_at desc, n.id desc limit least(greatest(match_count, 1), 101)
    )
  ) entry
  order by entry.happened_at desc, entry.id desc, entry.kind desc
  limit least(greatest(match_count, 1), 101)
$$;
revoke all on function public.list_journal from public, anon;
grant execute on function public.list_journal to authenticated;

-- The tags of the caller's own check-ins, the most used first, so that there is something to choose from.
create function public.list_tags() returns table (tag text, times integer)
language sql stable security invoker set search_path = '' as $$
  select t.tag, count(*)::integer from public.check_ins c cross join lateral unnest(c.tags) t (tag)
  group by t.tag order by 2 desc, 1 limit 50
$$;
revoke all on function public.list_tags from public, anon;
grant execute on function public.list_tags to authenticated;
