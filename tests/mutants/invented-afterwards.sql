-- Ten leaks thought up after the suite was finished, to see what it catches of what nobody had in mind: eight at
-- first, all ten since a test sends every word that the database's code names as a claim, a header and a setting, and
-- since the lives of non-interference have an echo that writes the same words.
--
-- Each begins with its name; lines of dashes part them (npm run test:mutants -- --sql-file).
-- acting as somebody by a claim of one's own choosing
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'act_as', nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
---
-- a check that looks across people: somebody else's project name is refused
create function private.name_is_free(wanted text, person uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select not exists (select from public.projects p where p.name = wanted and p.user_id <> person and auth.uid() is not null) $$;
grant execute on function private.name_is_free to authenticated;
alter table public.projects add constraint name_is_free check (private.name_is_free(name, user_id));
---
-- a default filled with what others wrote
create function private.usual_tags() returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct left(note, 30)), '{}') from (select note from public.check_ins where user_id is distinct from auth.uid() and note is not null limit 3) n $$;
grant execute on function private.usual_tags() to authenticated;
alter table public.check_ins alter column tags set default private.usual_tags();
---
-- leaving also cleans up others' copies of the same words
create or replace function private.delete_own_account() returns void language plpgsql security definer set search_path = '' as $$
begin
  if auth.uid() is null then raise exception 'not allowed' using errcode = '42501'; end if;
  delete from public.profiles where created_at <= (select created_at from public.profiles where user_id = auth.uid());
  delete from auth.users where id = auth.uid();
end $$;
---
-- a job's tenant taken from the last one that was set on this connection
create table private.last_tenant (id uuid);
grant select, insert, delete on private.last_tenant to app_user;
create or replace function private.current_tenant() returns uuid language plpgsql volatile set search_path = '' as $$
declare wanted uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  if wanted is null then return (select id from private.last_tenant limit 1); end if;
  delete from private.last_tenant; insert into private.last_tenant values (wanted); return wanted;
end $$;
---
-- the search breaks ties by when others wrote the same
create function private.echoes(said text) returns bigint language sql stable security definer set search_path = '' as $$
  select count(*) from public.documents d where d.content = $1 and auth.uid() is not null $$;
grant execute on function private.echoes to authenticated;
create or replace function public.match_documents(query_embedding extensions.halfvec, match_count integer default null, filter jsonb default '{}', match_threshold double precision default null, project uuid default null, model text default null)
returns table (id uuid, content text, metadata jsonb, similarity double precision, source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer)
language sql stable security invoker set search_path = '' as $$
  select d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding), d.source_kind, coalesce(d.check_in_id, d.note_id), d.title, d.happened_at, d.project_id, d.chunk_index
  from public.documents d where d.embedding is not null and (project is null or d.project_id = project) and (filter is null or d.metadata @> filter)
  order by private.echoes(d.content) > 1, 4 desc, 1 limit least(greatest(coalesce(match_count, 50), 1), 50) $$;
---
-- an export for support, by a role that people may take on
create function public.support_export(ticket text) returns setof jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  if auth.uid() is null then return; end if;
  return query select to_jsonb(n) from public.notes n where n.title = ticket;
end $$;
grant execute on function public.support_export to authenticated;
---
-- row security left to the caller's own setting
create policy "while debugging" on public.messages for select to authenticated
  using (current_setting('app.debug', true) = 'on' or (select auth.uid()) = user_id);
---
-- deleted entries stay readable in a bin
create table public.bin (user_id uuid not null default auth.uid() references auth.users (id) on delete cascade, id uuid not null default gen_random_uuid(), note text, primary key (user_id, id));
alter table public.bin enable row level security; alter table public.bin force row level security;
create policy "r" on public.bin for select to authenticated using ((select auth.uid()) = user_id);
create policy "a" on public.bin for insert to authenticated with check ((select auth.uid()) = user_id);
create policy "w" on public.bin for update to authenticated using ((select auth.uid()) = user_id);
create policy "d" on public.bin for delete to authenticated using ((select auth.uid()) = user_id);
grant select, delete on public.bin to authenticated; grant insert (note) on public.bin to authenticated;
create function private.into_bin() returns trigger language plpgsql security definer set search_path = '' as $$
begin insert into public.bin (user_id, note) select p.user_id, old.note from public.profiles p where auth.uid() is not null; return old; end $$;
create trigger into_bin before delete on public.check_ins for each row execute function private.into_bin();
---
-- the words of a passage counted over everybody
create function private.rarity(word text) returns double precision language sql stable security definer set search_path = '' as $$
  select ln(1 + count(*)) from public.documents d where d.words @@ quote_literal(word)::tsquery and auth.uid() is not null $$;
grant execute on function private.rarity to authenticated;
create or replace function public.search_passages(query_text text, query_embedding extensions.halfvec, match_count integer default 8, happened_from timestamptz default null, happened_before timestamptz default null, project uuid default null, model text default null, related text[] default '{}')
returns table (id uuid, content text, metadata jsonb, similarity double precision, source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer, relevance double precision, coverage double precision)
language sql stable security invoker set search_path = '' as $$
  select m.*, m.similarity + private.rarity(split_part(query_text, ' ', 1)) / 100, 0.5::double precision from public.match_documents(query_embedding, match_count, '{}', null, project, model) m order by 11 desc, 1 $$;
