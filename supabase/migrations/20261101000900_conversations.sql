-- Conversations with the coach. A question is stored before any model is called; an answer belongs to the
-- question it answers, once, so that nobody can pile up answers through the Data API.

create table public.conversations (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text check (char_length(title) <= 200),
  project_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, id),
  foreign key (user_id, project_id) references public.projects (user_id, id) on delete set null (project_id)
);
create index conversations_by_time on public.conversations (user_id, updated_at desc, id desc);
create index conversations_by_project on public.conversations (user_id, project_id);
create trigger conversations_touch before update on public.conversations
  for each row execute function private.touch_updated_at();

alter table public.conversations enable row level security;
alter table public.conversations force row level security;
revoke all on public.conversations from public, anon, authenticated;

create policy "read own conversations" on public.conversations for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own conversations" on public.conversations for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own conversations" on public.conversations for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own conversations" on public.conversations for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.conversations to authenticated;
grant insert (id, title, project_id), update (title, project_id) on public.conversations to authenticated;

create table public.messages (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  role text not null check (role in ('user', 'assistant')),
  -- The question that this answers; a question answers nothing.
  reply_to uuid,
  content text not null check (char_length(content) between 1 and 16000),
  -- 'stopped' by the person, 'failed' when the provider broke off: what had come until then is kept.
  status text not null default 'complete' check (status in ('complete', 'stopped', 'failed')),
  model text check (char_length(model) <= 200),
  -- Not now(): question and answer may share a transaction and must keep their order.
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, id),
  unique (user_id, conversation_id, id),
  unique (user_id, reply_to),
  foreign key (user_id, conversation_id) references public.conversations (user_id, id) on delete cascade,
  foreign key (user_id, conversation_id, reply_to)
    references public.messages (user_id, conversation_id, id) on delete cascade,
  check ((role = 'assistant') = (reply_to is not null)),
  check (role = 'assistant' or char_length(content) <= 2000)
);
create index messages_by_conversation on public.messages (user_id, conversation_id, created_at, id);
create index messages_by_reply on public.messages (user_id, conversation_id, reply_to);

alter table public.messages enable row level security;
alter table public.messages force row level security;
revoke all on public.messages from public, anon, authenticated;

create policy "read own messages" on public.messages for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own messages" on public.messages for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own messages" on public.messages for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own messages" on public.messages for delete to authenticated
  using ((select auth.uid()) = user_id);

-- No update: what was said stays said.
grant select, delete on public.messages to authenticated;
grant insert (id, conversation_id, role, reply_to, content, status, model) on public.messages to authenticated;

-- The passages an answer rests on. References alone: an excerpt kept here would outlive a forgotten passage.
create table public.message_citations (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  message_id uuid not null,
  document_id uuid not null,
  -- The number in the answer's [1], [2], …
  label smallint not null check (label between 1 and 50),
  similarity real not null,
  primary key (user_id, id),
  unique (user_id, message_id, document_id),
  foreign key (user_id, message_id) references public.messages (user_id, id) on delete cascade,
  foreign key (user_id, document_id) references public.documents (user_id, id) on delete cascade
);
create index message_citations_by_document on public.message_citations (user_id, document_id);

alter table public.message_citations enable row level security;
alter table public.message_citations force row level security;
revoke all on public.message_citations from public, anon, authenticated;

create policy "read own citations" on public.message_citations for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own citations" on public.message_citations for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own citations" on public.message_citations for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own citations" on public.message_citations for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.message_citations to authenticated;
grant insert (message_id, document_id, label, similarity) on public.message_citations to authenticated;
