-- "Something is wrong with this answer." A report is the person's own row like any other: they read it, it leaves with
-- their export, and it goes with the answer, the conversation or the account. Whoever runs the database counts reports
-- by reason (docs/decisions/0007); `may_read` says whether the person wants the answer itself looked at.

create table public.answer_reports (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  message_id uuid not null,
  reason text not null check (reason in ('untrue', 'harmful', 'unkind', 'other')),
  comment text check (char_length(comment) <= 500),
  may_read boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (user_id, id),
  -- Once for an answer: pressing twice is no second report.
  unique (user_id, message_id),
  foreign key (user_id, message_id) references public.messages (user_id, id) on delete cascade
);

alter table public.answer_reports enable row level security;
alter table public.answer_reports force row level security;
revoke all on public.answer_reports from public, anon, authenticated;

create policy "read own answer reports" on public.answer_reports for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own answer reports" on public.answer_reports for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own answer reports" on public.answer_reports for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own answer reports" on public.answer_reports for delete to authenticated
  using ((select auth.uid()) = user_id);

-- No update: who changes their mind takes the report back.
grant select, delete on public.answer_reports to authenticated;
grant insert (id, message_id, reason, comment, may_read) on public.answer_reports to authenticated;

-- What people write here counts against their quota.
call private.count_uses_of('public.answer_reports');
