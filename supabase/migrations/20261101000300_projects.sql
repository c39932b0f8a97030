-- A project groups notes, files and conversations ("Sleep training", "School meeting").

create table public.projects (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null check (char_length(btrim(name)) between 1 and 120),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, id)
);
create trigger projects_touch before update on public.projects
  for each row execute function private.touch_updated_at();

alter table public.projects enable row level security;
alter table public.projects force row level security;
revoke all on public.projects from public, anon, authenticated;

create policy "read own projects" on public.projects for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own projects" on public.projects for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own projects" on public.projects for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own projects" on public.projects for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.projects to authenticated;
grant insert (id, name), update (name) on public.projects to authenticated;
