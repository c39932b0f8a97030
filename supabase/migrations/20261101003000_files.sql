-- Files that a person imported: what they are called, what they held, and the passages that were made of them.
-- The original is kept, so that an export gives back what was brought in, in a table of its own: a list of files
-- reads no file.

create table public.files (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 200),
  media_type text not null check (media_type in ('text/plain', 'text/markdown', 'application/pdf')),
  bytes integer not null check (bytes between 1 and 5242880),
  -- SHA-256 of the original, hexadecimal: the same file is imported once. Within one person's files alone: a check
  -- over everybody's would tell who else has it.
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  project_id uuid,
  -- Passages it is to have. With fewer the import is under way, or was broken off by a crash.
  passages integer not null check (passages between 1 and 20000),
  created_at timestamptz not null default now(),
  primary key (user_id, id),
  unique (user_id, content_hash),
  foreign key (user_id, project_id) references public.projects (user_id, id) on delete set null (project_id)
);
create index files_by_time on public.files (user_id, created_at desc, id desc);
create index files_by_project on public.files (user_id, project_id);
alter table public.files enable row level security;
alter table public.files force row level security;
revoke all on public.files from public, anon, authenticated;

create policy "read own files" on public.files for select to authenticated using ((select auth.uid()) = user_id);
create policy "write own files" on public.files for insert to authenticated with check ((select auth.uid()) = user_id);
create policy "change own files" on public.files for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own files" on public.files for delete to authenticated using ((select auth.uid()) = user_id);
grant select, delete on public.files to authenticated;
grant insert (id, name, media_type, bytes, content_hash, project_id, passages), update (name, project_id)
  on public.files to authenticated;

create table public.file_originals (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  file_id uuid not null,
  -- Base64: every client and driver sends and reads text alike, which does not hold for bytea. 5 MiB become 6.7.
  data text not null check (octet_length(data) between 1 and 6990508),
  primary key (user_id, file_id),
  foreign key (user_id, file_id) references public.files (user_id, id) on delete cascade
);
alter table public.file_originals enable row level security;
alter table public.file_originals force row level security;
revoke all on public.file_originals from public, anon, authenticated;

create policy "read own originals" on public.file_originals for select to authenticated using ((select auth.uid()) = user_id);
create policy "write own originals" on public.file_originals for insert to authenticated with check ((select auth.uid()) = user_id);
create policy "change own originals" on public.file_originals for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "delete own originals" on public.file_originals for delete to authenticated using ((select auth.uid()) = user_id);
-- No update: another original is another file.
grant select, delete on public.file_originals to authenticated;
grant insert (file_id, data) on public.file_originals to authenticated;

alter table public.documents
  add column file_id uuid,
  drop constraint documents_source_kind_check,
  drop constraint documents_check,
  add constraint documents_source_kind_check check (source_kind in ('check_in', 'note', 'file', 'external')),
  add constraint documents_source_check check (num_nonnulls(check_in_id, note_id, file_id) = (source_kind <> 'external')::int),
  add unique (user_id, file_id, chunk_index),
  add foreign key (user_id, file_id) references public.files (user_id, id) on delete cascade;
grant insert (file_id) on public.documents to authenticated;

-- A file that moves to another project takes its passages along.
create function private.file_to_passages() returns trigger
language plpgsql set search_path = '' as $$
begin
  update public.documents set project_id = new.project_id, title = new.name where user_id = new.user_id and file_id = new.id;
  return null;
end
$$;
create trigger files_to_passages after update of name, project_id on public.files
  for each row execute function private.file_to_passages();

-- The searches and the list of passages name a passage's source, and the neighbours of a piece, of files too; and
-- what has no vector yet has the similarity 0, not null. Nothing else of them changes, so they are not written out again.
do $$
declare
  one regprocedure;
begin
  for one in select oid from pg_catalog.pg_proc
    where pronamespace = 'public'::regnamespace and proname in ('match_documents', 'search_passages', 'list_passages')
  loop
    execute regexp_replace(
      replace(replace(pg_catalog.pg_get_functiondef(one),
        'coalesce(d.check_in_id, d.note_id', 'coalesce(d.check_in_id, d.note_id, d.file_id'),
        '(model is null or d.embedding_model = model)::int', '(model is null or d.embedding_model is not distinct from model)::int'),
      '(select p.content from public.documents p where p.)note_id = d.note_id( and p.chunk_index = d.chunk_index [-+] 1)',
      '\1note_id = d.note_id\2 union all \1file_id = d.file_id\2', 'g');
  end loop;
end
$$;
