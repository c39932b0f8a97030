-- Check-ins in numbers, worked out by the database and not by a model: how many there were in a period, averages,
-- least and most, the best and the hardest day, and how many of them a condition holds for.
--   select * from check_in_summary('2026-10-01', '2026-10-31', 'Europe/Berlin');
--   select matching from check_in_summary('2026-05-01', '2026-05-31', 'UTC', 'sleep', null, 3.9);
--
-- Days are those of the person's own clock. SECURITY INVOKER: the caller's rows, by Row Level Security.
-- What it refuses: nothing but its types; a time zone that Postgres does not know counts as UTC.

create function public.check_in_summary(
  from_day date,
  to_day date,
  time_zone text default 'UTC',
  measure text default null,
  at_least numeric default null,
  at_most numeric default null
)
returns table (
  check_ins integer,
  mood_count integer, mood_average double precision, mood_least double precision, mood_most double precision,
  energy_count integer, energy_average double precision, energy_least double precision, energy_most double precision,
  sleep_count integer, sleep_average double precision, sleep_least double precision, sleep_most double precision,
  best_day date, best_mood double precision, hardest_day date, hardest_mood double precision,
  matching integer, matching_days date[]
)
language plpgsql stable security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  zone text := time_zone;
begin
  begin
    perform now() at time zone zone;
  exception when invalid_parameter_value then
    zone := 'UTC';
  end;
  return query
    with period as (
      -- The bounds as times first, so that the index by time is of use.
      select (c.happened_at at time zone zone)::date as day, c.happened_at, c.id,
             c.mood::numeric, c.energy::numeric, c.sleep_hours as sleep
      from public.check_ins c
      where c.happened_at >= from_day::timestamp at time zone zone
        and c.happened_at < (to_day + 1)::timestamp at time zone zone
    ), held as (
      select p.day from period p
      where case measure when 'mood' then p.mood when 'energy' then p.energy when 'sleep' then p.sleep end
        between coalesce(at_least, -1) and coalesce(at_most, 1000)
    )
    select count(*)::integer,
           count(p.mood)::integer, round(avg(p.mood), 2)::double precision, min(p.mood)::double precision, max(p.mood)::double precision,
           count(p.energy)::integer, round(avg(p.energy), 2)::double precision, min(p.energy)::double precision, max(p.energy)::double precision,
           count(p.sleep)::integer, round(avg(p.sleep), 2)::double precision, min(p.sleep)::double precision, max(p.sleep)::double precision,
           (array_agg(p.day order by p.mood desc, p.energy desc nulls last, p.sleep desc nulls last, p.happened_at desc, p.id))[1],
           max(p.mood)::double precision,
           (array_agg(p.day order by p.mood, p.energy nulls last, p.sleep nulls last, p.happened_at desc, p.id))[1],
           min(p.mood)::double precision,
           (select count(*)::integer from held),
           (select array_agg(h.day order by h.day) from (select h.day from held h order by 1 limit 62) h)
    from period p;
end
$$;
revoke all on function public.check_in_summary from public, anon;
grant execute on function public.check_in_summary to authenticated;
