-- Longer writing. Background jobs reach this table as app_user, one tenant to a transaction.

create table public.notes (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text check (char_length(title) <= 200),
  text text not null check (char_length(btrim(text)) between 1 and 20000),
  project_id uuid,
  happened_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, id),
  foreign key (user_id, project_id) references public.projects (user_id, id) on delete set null (project_id)
);
create index notes_by_time on public.notes (user_id, happened_at desc, id desc);
create index notes_by_project on public.notes (user_id, project_id);
create trigger notes_touch before update on public.notes
  for each row execute function private.touch_updated_at();

alter table public.notes enable row level security;
alter table public.notes force row level security;
revoke all on public.notes from public, anon, authenticated;

create policy "read own notes" on public.notes for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own notes" on public.notes for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own notes" on public.notes for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own notes" on public.notes for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.notes to authenticated;
grant insert (id, title, text, project_id, happened_at),
      update (title, text, project_id, happened_at) on public.notes to authenticated;

create policy "job reads its tenant's notes" on public.notes for select to app_user
  using (user_id = (select private.current_tenant()));
create policy "job writes its tenant's notes" on public.notes for insert to app_user
  with check (user_id = (select private.current_tenant()));
create policy "job changes its tenant's notes" on public.notes for update to app_user
  using (user_id = (select private.current_tenant()))
  with check (user_id = (select private.current_tenant()));
create policy "job deletes its tenant's notes" on public.notes for delete to app_user
  using (user_id = (select private.current_tenant()));
-- A job names the tenant it writes for; the policy holds it to the one it has become.
grant select, delete on public.notes to app_user;
grant insert (user_id, id, title, text, project_id, happened_at),
      update (title, text, project_id, happened_at) on public.notes to app_user;
