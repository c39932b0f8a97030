-- One row for each person: how to address them and which clock they live by.
-- Made by the app at the first visit, not by a trigger on auth.users (which we do not own).

create table public.profiles (
  user_id uuid primary key default auth.uid() references auth.users (id) on delete cascade,
  display_name text check (char_length(display_name) <= 80),
  time_zone text not null default 'UTC' check (char_length(time_zone) <= 64),
  region text check (region ~ '^[A-Z]{2}$'),
  language text not null default 'en' check (char_length(language) <= 16),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create trigger profiles_touch before update on public.profiles
  for each row execute function private.touch_updated_at();

alter table public.profiles enable row level security;
alter table public.profiles force row level security;
revoke all on public.profiles from public, anon, authenticated;

create policy "read own profile" on public.profiles for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own profile" on public.profiles for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own profile" on public.profiles for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own profile" on public.profiles for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.profiles to authenticated;
grant insert (display_name, time_zone, region, language),
      update (display_name, time_zone, region, language) on public.profiles to authenticated;
