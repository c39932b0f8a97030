-- What a person agreed to, and when: the database's clock says when, and nobody can change it afterwards, not even
-- the person, who may only take it back. Agreeing to the same wording again is no second record.

create table public.consents (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  -- Which wording (app/messages), not its text.
  wording text not null check (char_length(wording) between 1 and 80),
  agreed_at timestamptz not null default now(),
  primary key (user_id, id),
  unique (user_id, wording)
);

alter table public.consents enable row level security;
alter table public.consents force row level security;
revoke all on public.consents from public, anon, authenticated;

create policy "read own consents" on public.consents for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own consents" on public.consents for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own consents" on public.consents for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own consents" on public.consents for delete to authenticated
  using ((select auth.uid()) = user_id);

-- No update: a record of another day would be none.
grant select, delete on public.consents to authenticated;
grant insert (wording) on public.consents to authenticated;
