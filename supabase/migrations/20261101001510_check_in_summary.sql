-- A period's check-ins in numbers, for the coach's prompt: a model's own arithmetic is not to be trusted.
--   select * from check_in_summary('2026-10-01', '2026-11-01');
-- SECURITY INVOKER: the caller's check-ins alone. One row for each measure that has at least one value; the
-- moments are those of the lowest and highest value, the earliest when there are several.

create function public.check_in_summary(happened_from timestamptz default null, happened_before timestamptz default null)
returns table (
  measure text, entries integer, average double precision,
  lowest double precision, lowest_at timestamptz, highest double precision, highest_at timestamptz
)
language sql stable security invoker set search_path = '' as $$
  select v.measure, count(*)::integer, avg(v.value)::double precision,
    min(v.value)::double precision, (array_agg(v.happened_at order by v.value, v.happened_at))[1],
    max(v.value)::double precision, (array_agg(v.happened_at order by v.value desc, v.happened_at))[1]
  from public.check_ins c
  cross join lateral (values
    ('mood', c.mood::numeric, c.happened_at), ('energy', c.energy::numeric, c.happened_at), ('sleep', c.sleep_hours, c.happened_at)
  ) v (measure, value, happened_at)
  where v.value is not null
    and (check_in_summary.happened_from is null or c.happened_at >= check_in_summary.happened_from)
    and (check_in_summary.happened_before is null or c.happened_at < check_in_summary.happened_before)
  group by v.measure
$$;
revoke all on function public.check_in_summary from public, anon;
grant execute on function public.check_in_summary to authenticated;
