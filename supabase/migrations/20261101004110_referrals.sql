-- How often the chat has shown where people are reached: by day (UTC) and kind, a number and nothing else. Some laws ask
-- for the numbers of a year (docs/decisions/0007). No person, no conversation, no text.
--   select date_trunc('year', day) as year, kind, sum(count) from private.referrals group by 1, 2 order by 1, 2;
--
-- A person counts once for each kind and day, however often they call. To know that without storing who, a mark is kept
-- for the rest of the day: a hash of the person, the kind and a salt made for this day. The first count of another day
-- throws salt and marks away; nothing then leads from a number to anybody.
--
-- What this can't do: it does not know whether a card was really shown, so an account can add one to each kind a day,
-- and many accounts many. Until the day's marks are thrown away (and their old row version vacuumed, and in a backup of
-- that day) whoever owns the database could try each account against them, as they could read the conversation itself.

create table private.referrals (
  day date not null,
  kind text not null check (kind in ('medical', 'self_harm', 'child_harm', 'postpartum', 'abuse')),
  count integer not null
);
alter table private.referrals enable row level security;
revoke all on private.referrals from public, anon, authenticated;

-- One row. Counting locks it, so that one day and kind never become two rows without any key shared by people.
create table private.referral_day (
  day date not null,
  salt uuid not null,
  marks bytea[] not null
);
alter table private.referral_day enable row level security;
revoke all on private.referral_day from public, anon, authenticated;
insert into private.referral_day values ('-infinity', gen_random_uuid(), '{}');

-- SECURITY DEFINER because nobody else may touch the counts. It answers the same whether it has counted or not.
create function private.count_referral(shown text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  today constant date := (now() at time zone 'utc')::date;
  marked private.referral_day;
  mark bytea;
begin
  if auth.uid() is null then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  if shown is null or shown not in ('medical', 'self_harm', 'child_harm', 'postpartum', 'abuse') then
    raise exception 'no such kind' using errcode = '22023';
  end if;
  select * into strict marked from private.referral_day for update;
  if marked.day <> today then
    marked := row(today, gen_random_uuid(), '{}'::bytea[]);
  end if;
  mark := pg_catalog.sha256(convert_to(concat_ws(' ', marked.salt, auth.uid(), shown), 'UTF8'));
  if mark = any (marked.marks) then
    return;
  end if;
  update private.referral_day set day = marked.day, salt = marked.salt, marks = marked.marks || mark;
  update private.referrals set count = count + 1 where day = today and kind = shown;
  if not found then
    insert into private.referrals values (today, shown, 1);
  end if;
end
$$;
revoke all on function private.count_referral(text) from public, anon;
grant execute on function private.count_referral(text) to authenticated;

create function public.count_referral(shown text) returns void
language sql security invoker set search_path = '' as $$
  select private.count_referral(shown)
$$;
revoke all on function public.count_referral(text) from public, anon;
grant execute on function public.count_referral(text) to authenticated;
