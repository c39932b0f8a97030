-- How much one person may do in a minute. Kept per person, so that nobody's use changes what another may do, and
-- counted here, so that it holds for those who call the Data API past the app.
--
-- Each use fills the person's bucket, which empties at the limit's rate: a whole minute's worth may come at once.
-- Above it SQLSTATE PT429 (an HTTP 429 from PostgREST), with the seconds to wait in `detail`; what was refused is
-- rolled back and counts for nothing.
--
-- `private.quota_per_minute` is there to be replaced: the local stack does it from its environment, elsewhere the
-- database's owner does.

create table private.quota_usage (
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null,
  -- What had been used at `counted_at` and not been given back yet.
  used double precision not null,
  counted_at timestamptz not null,
  primary key (user_id, kind)
) with (fillfactor = 50);
alter table private.quota_usage enable row level security;
revoke all on private.quota_usage from public, anon, authenticated;

-- Null: no such kind. A turn of the chat is five writes or so: question, answer, sources.
create function private.default_quota_per_minute(kind text) returns integer
language sql immutable set search_path = '' as $$
  select case kind when 'writes' then 1200 when 'rows' then 30000 when 'chat' then 60 when 'search' then 300 end
$$;
revoke all on function private.default_quota_per_minute(text) from public;
create function private.quota_per_minute(kind text) returns integer
language sql stable set search_path = '' as $$
  select private.default_quota_per_minute(kind)
$$;
revoke all on function private.quota_per_minute(text) from public;

create function private.use_quota(kind text, amount integer default 1) returns void
language plpgsql security definer set search_path = '' as $$
declare
  per_minute constant double precision := private.quota_per_minute(kind);
  filled double precision;
begin
  if per_minute is null or amount < 1 then
    raise exception 'no such quota' using errcode = '22023';
  end if;
  -- Nothing is counted for an account that is gone: its token changes nothing either.
  insert into private.quota_usage as usage (user_id, kind, used, counted_at)
    select u.id, use_quota.kind, amount, now() from auth.users u where u.id = auth.uid()
  on conflict on constraint quota_usage_pkey do update
    set used = greatest(0, usage.used - per_minute / 60 * greatest(0, extract(epoch from excluded.counted_at - usage.counted_at))) + amount,
        counted_at = greatest(usage.counted_at, excluded.counted_at)
  returning used into filled;
  -- One statement may be larger than the limit when nothing else has been used: it would never fit otherwise.
  if filled > per_minute and filled > amount then
    raise exception 'quota used up: %', kind
      using errcode = 'PT429', detail = ceil((filled - greatest(per_minute, amount)) * 60 / per_minute)::text;
  end if;
end
$$;
revoke all on function private.use_quota(text, integer) from public;
grant execute on function private.use_quota(text, integer) to authenticated;

-- For what costs without writing: the app asks before it embeds or answers.
create function public.use_quota(kind text) returns void
language sql security invoker set search_path = '' as $$
  select private.use_quota(kind)
$$;
revoke all on function public.use_quota(text) from public, anon;
grant execute on function public.use_quota(text) to authenticated;

-- One statement, and the rows it added. What a cascade or another trigger writes is part of the statement that
-- caused it; jobs and the owner have no quota. Told apart by the role: a job may not even ask who is signed in.
create function private.count_insert() returns trigger
language plpgsql set search_path = '' as $$
declare
  added integer;
begin
  if current_user <> 'authenticated' or pg_trigger_depth() > 1 then return null; end if;
  select count(*) into added from added_rows;
  if added = 0 then return null; end if;
  perform private.use_quota('writes');
  perform private.use_quota('rows', added);
  return null;
end
$$;
revoke all on function private.count_insert() from public;

create function private.count_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user <> 'authenticated' or pg_trigger_depth() > 1 then return null; end if;
  perform private.use_quota('writes');
  return null;
end
$$;
revoke all on function private.count_change() from public;

-- For a table's own migration: counts what people write to it.
create procedure private.count_uses_of(tenant_table regclass)
language plpgsql set search_path = '' as $$
begin
  execute format('create trigger zz_count_insert after insert on %s referencing new table as added_rows
    for each statement execute function private.count_insert()', tenant_table);
  execute format('create trigger zz_count_change after update or delete on %s
    for each statement execute function private.count_change()', tenant_table);
end
$$;
revoke all on procedure private.count_uses_of(regclass) from public;

do $$
declare
  tenant_table regclass;
begin
  for tenant_table in
    select c.oid from pg_catalog.pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id')
  loop
    call private.count_uses_of(tenant_table);
  end loop;
end
$$;
