-- The passages the coach can recall: text, its embedding, and the source it came from.
-- The shape that LangChain's and the Supabase docs' clients expect (content, metadata, embedding), with
-- every further column nullable or defaulted, so that they work unmodified.

create table public.documents (
  -- The signed-in person, or the tenant that a job has become: passages are also made by triggers, which
  -- run with the rights of whoever wrote the entry. The policies hold either to its own rows.
  user_id uuid not null
    default coalesce(auth.uid(), nullif(current_setting('app.current_tenant_id', true), '')::uuid)
    references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  content text not null check (char_length(content) between 1 and 20000),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 16384),
  -- Half precision and stored in the row itself: an exact search over one person's passages then reads
  -- their pages in order instead of fetching each vector from TOAST (7 times faster at 2,200 passages).
  embedding extensions.halfvec(1536),
  -- The sign of each dimension, the first stage of the search over many passages.
  code bit(1536) generated always as (extensions.binary_quantize(embedding)::bit(1536)) stored,
  -- Vectors of different models are never compared; null for rows whose writer did not say.
  embedding_model text check (char_length(embedding_model) <= 200),
  embedded_at timestamptz,
  source_kind text not null default 'external' check (source_kind in ('check_in', 'note', 'external')),
  check_in_id uuid,
  note_id uuid,
  chunk_index integer not null default 0 check (chunk_index >= 0),
  title text check (char_length(title) <= 200),
  project_id uuid,
  happened_at timestamptz,
  content_hash text not null generated always as (md5(content)) stored,
  created_at timestamptz not null default now(),
  primary key (user_id, id),
  unique (user_id, check_in_id, chunk_index),
  unique (user_id, note_id, chunk_index),
  foreign key (user_id, check_in_id) references public.check_ins (user_id, id) on delete cascade,
  foreign key (user_id, note_id) references public.notes (user_id, id) on delete cascade,
  foreign key (user_id, project_id) references public.projects (user_id, id) on delete set null (project_id),
  check (num_nonnulls(check_in_id, note_id) = (source_kind <> 'external')::int)
);
alter table public.documents alter column embedding set storage plain;
-- A halfvec of 1,536 dimensions takes 3,080 bytes: two passages to a page, the text in TOAST when it is long.
alter table public.documents set (toast_tuple_target = 8160);
create index documents_by_project on public.documents (user_id, project_id);

alter table public.documents enable row level security;
alter table public.documents force row level security;
revoke all on public.documents from public, anon, authenticated;

create policy "read own passages" on public.documents for select to authenticated
  using ((select auth.uid()) = user_id);
create policy "write own passages" on public.documents for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy "change own passages" on public.documents for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own passages" on public.documents for delete to authenticated
  using ((select auth.uid()) = user_id);

grant select, delete on public.documents to authenticated;
grant insert (id, content, metadata, embedding, embedding_model, source_kind, check_in_id, note_id, chunk_index, title, project_id, happened_at),
      update (id, content, metadata, embedding, embedding_model, title, project_id, happened_at) on public.documents to authenticated;

-- The worker reads a passage and stores its embedding; a job that writes a note makes and removes passages
-- through the note's trigger. Always as the one tenant it has become.
create policy "job reads its tenant's passages" on public.documents for select to app_user
  using (user_id = (select private.current_tenant()));
create policy "job embeds its tenant's passages" on public.documents for update to app_user
  using (user_id = (select private.current_tenant()))
  with check (user_id = (select private.current_tenant()));
create policy "job adds its tenant's passages" on public.documents for insert to app_user
  with check (user_id = (select private.current_tenant()));
create policy "job deletes its tenant's passages" on public.documents for delete to app_user
  using (user_id = (select private.current_tenant()));
grant select, delete on public.documents to app_user;
grant insert (content, title, project_id, source_kind, note_id, chunk_index, happened_at),
      update (content, title, project_id, happened_at, embedding, embedding_model, embedded_at) on public.documents to app_user;
