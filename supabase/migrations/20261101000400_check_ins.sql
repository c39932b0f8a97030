-- How a day (or a night) was: mood, energy, sleep, and a few words if there are any.

create table public.check_ins (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  mood smallint not null check (mood between 1 and 5),
  energy smallint check (energy between 1 and 5),
  sleep_hours numeric(3, 1) check (sleep_hours between 0 and 24),
  note text check (char_length(note) <= 4000),
  tags text[] not null default '{}'
    check (cardinality(tags) <= 20 and char_length(array_to_string(tags, '')) <= 800),
  happened_at timestamptz not null default now(),
  -- Part of the invented sample month, so that one button can remove it again.
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, id)
);
create index check_ins_by_time on public.check_ins (user_id, happened_at desc, id desc);
create trigger check_ins_touch before update on public.check_ins
  for each row execute function private.touch_updated_at();

alter table public.check_ins enable row level security;
alter table public.check_ins force row level security;
revoke all on public.check_ins from public, anon, authenticated;

create policy "read own check-ins" on public.check_ins for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own check-ins" on public.check_ins for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own check-ins" on public.check_ins for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own check-ins" on public.check_ins for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.check_ins to authenticated;
grant insert (id, mood, energy, sleep_hours, note, tags, happened_at, is_sample),
      update (mood, energy, sleep_hours, note, tags, happened_at) on public.check_ins to authenticated;
