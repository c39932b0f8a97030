-- How the days went, for the page of trends: averages by day, week or month, the lightest and the hardest stretch,
-- and which words stand with good and with hard days. Counted by the database, told without a diagnosis or a cause.
--   select * from check_in_averages('2026-10-01', '2026-10-31', 'Europe/Berlin', 'week');
--   select * from check_in_stretches('2026-10-01', '2026-10-31', 'Europe/Berlin');
--   select * from check_in_words('2026-10-01', '2026-10-31', 'Europe/Berlin');
--
-- Days are those of the person's own clock, both bounds included. SECURITY INVOKER: the caller's rows, by Row Level
-- Security. What they refuse: nothing but wrong types; a time zone that Postgres does not know counts as UTC, a step
-- other than week and month as day.

create function private.known_time_zone(zone text) returns text
language plpgsql stable set search_path = '' as $$
begin
  perform now() at time zone zone;
  return coalesce(zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end
$$;
revoke all on function private.known_time_zone from public;
grant execute on function private.known_time_zone to authenticated;

-- Of each day, week (from Monday) or month with a check-in, its first day and the averages of what was logged.
create function public.check_in_averages(from_day date, to_day date, time_zone text default 'UTC', step text default 'day')
returns table (
  first_day date, check_ins integer, mood double precision, energy double precision, sleep double precision
)
language sql stable security invoker set search_path = '' as $$
  with clock as materialized (
    select private.known_time_zone(time_zone) as zone
  ), logged as (
    select (c.happened_at at time zone clock.zone)::date as day, c.mood, c.energy, c.sleep_hours
    from clock join public.check_ins c
      on c.happened_at >= from_day::timestamp at time zone clock.zone
      and c.happened_at < (to_day + 1)::timestamp at time zone clock.zone
  )
  select case when step in ('week', 'month') then date_trunc(step, l.day::timestamp)::date else l.day end,
         count(*)::integer, round(avg(l.mood), 2)::double precision, round(avg(l.energy), 2)::double precision,
         round(avg(l.sleep_hours), 2)::double precision
  from logged l group by 1 order by 1
$$;
revoke all on function public.check_in_averages from public, anon;
grant execute on function public.check_in_averages to authenticated;

-- The seven days with the highest and those with the lowest mood, of those with at least four days logged; neither
-- when all are alike. The later one of equals.
create function public.check_in_stretches(from_day date, to_day date, time_zone text default 'UTC')
returns table (kind text, first_day date, last_day date, days integer, mood double precision)
language sql stable security invoker set search_path = '' as $$
  with ending as (
    select a.first_day as last_day, min(a.first_day) over week as first_day, count(*) over week as days, avg(a.mood) over week as mood
    from public.check_in_averages(from_day, to_day, time_zone) a
    window week as (order by a.first_day range between interval '6 days' preceding and current row)
  ), stretches as (
    select * from ending where ending.days >= 4
  ), extremes as (
    (select 'best' as kind, s.* from stretches s order by s.mood desc, s.last_day desc limit 1)
    union all
    (select 'hardest', s.* from stretches s order by s.mood, s.last_day desc limit 1)
  )
  select e.kind, e.first_day, e.last_day, e.days::integer, round(e.mood::numeric, 2)::double precision
  from extremes e where (select max(s.mood) > min(s.mood) from stretches s)
$$;
revoke all on function public.check_in_stretches from public, anon;
grant execute on function public.check_in_stretches to authenticated;

-- Words and tags that stand on at least three good or hard days and on those at least twice as often, the clearest
-- first, eight of each side. Good is a day with a mood of 3.5 or more, hard one of 2.5 or less; nothing is told
-- unless there are three of both. A word's forms count together and are shown as the person wrote them most.
create function public.check_in_words(from_day date, to_day date, time_zone text default 'UTC')
returns table (
  word text, is_tag boolean, good_days integer, hard_days integer, all_good_days integer, all_hard_days integer
)
language sql stable security invoker set search_path = '' as $$
  with clock as materialized (
    select private.known_time_zone(time_zone) as zone
  ), logged as materialized (
    select (c.happened_at at time zone clock.zone)::date as day, c.mood, c.note, c.tags
    from clock join public.check_ins c
      on c.happened_at >= from_day::timestamp at time zone clock.zone
      and c.happened_at < (to_day + 1)::timestamp at time zone clock.zone
  ), days as (
    select l.day, avg(l.mood) >= 3.5 as good from logged l
    group by l.day having avg(l.mood) >= 3.5 or avg(l.mood) <= 2.5
  ), totals as (
    select count(*) filter (where d.good) as good, count(*) filter (where not d.good) as hard from days d
  ), said as (
    select l.day, t.tag as form, lower(t.tag) as stem, true as is_tag
    from logged l cross join lateral unnest(l.tags) t (tag)
    union all
    -- The stem of a stop word is an empty array.
    select l.day, w.form, s.stem[1], false
    from logged l
    cross join lateral regexp_split_to_table(lower(l.note), '(''s|’s)?[^[:alpha:]''’]+') w (form)
    cross join lateral (select ts_lexize('pg_catalog.english_stem', w.form) as stem) s
    where char_length(w.form) between 3 and 40 and s.stem[1] is not null
      -- Stop words that English dictionaries do not count as such: how often and how many, not what.
      and w.form <> all ('{again,along,also,always,another,around,away,back,else,even,every,got,just,like,lot,maybe,much,never,now,often,one,only,really,since,still,then,today,too,two,three,four,five,six,seven,eight,nine,ten,until,upon,without,yesterday,yet}')
  ), counted as (
    select mode() within group (order by s.form) as word, s.is_tag,
           count(distinct s.day) filter (where d.good) as good, count(distinct s.day) filter (where not d.good) as hard
    from said s join days d on d.day = s.day
    group by s.stem, s.is_tag
  ), compared as (
    select c.*, t.good as all_good, t.hard as all_hard,
           c.good::numeric / t.good - c.hard::numeric / t.hard as lean
    from counted c cross join totals t
    where t.good >= 3 and t.hard >= 3
  ), ranked as (
    select c.*, row_number() over (partition by c.lean > 0 order by abs(c.lean) desc, c.word, c.is_tag) as place
    from compared c
    where (c.good >= 3 and c.good::numeric / c.all_good >= 2 * c.hard::numeric / c.all_hard)
       or (c.hard >= 3 and c.hard::numeric / c.all_hard >= 2 * c.good::numeric / c.all_good)
  )
  select r.word, r.is_tag, r.good::integer, r.hard::integer, r.all_good::integer, r.all_hard::integer
  from ranked r where r.place <= 8
  order by r.lean > 0 desc, r.place
$$;
revoke all on function public.check_in_words from public, anon;
grant execute on function public.check_in_words to authenticated;
