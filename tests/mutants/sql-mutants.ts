/** A leak planted in a correct database. */
export interface SqlMutant {
  id: string;
  /** What the leak is made of. */
  class: "policies" | "functions" | "views" | "triggers" | "keys" | "grants" | "roles" | "pooling" | "vector search";
  sql: string;
  /** Takes back what the cluster keeps outside the database: roles and their settings. */
  undo?: string;
  /** Why no test can tell it from the correct system. Such a mutant is shown and not scored. */
  equivalent?: string;
}

const OWN = "(select auth.uid()) = user_id";
const policy = (table: string, command: string, rule: string, role = "authenticated") =>
  `create policy "planted" on public.${table} for ${command} to ${role} ${rule};`;
/** Replaces the rule of the policy that stands for a command, which is what a careless edit does. */
const edited = (table: string, command: "select" | "update" | "delete", rule: string, role = "authenticated") => `
  do $$ declare p name; begin
    select polname into strict p from pg_policy where polrelid = 'public.${table}'::regclass
      and polcmd = '${{ select: "r", update: "w", delete: "d" }[command]}' and polroles = array['${role}'::regrole::oid];
    execute format($q$alter policy %I on public.${table} using (${rule.replaceAll("%", "%%")})${command === "update" ? ` with check (${rule.replaceAll("%", "%%")})` : ""}$q$, p);
  end $$;`;
const definer = (name: string, args: string, returns: string, body: string, schema = "public") => `
  create or replace function ${schema}.${name}(${args}) returns ${returns} language sql stable security definer set search_path = '' as $$ ${body} $$;
  grant execute on function ${schema}.${name} to authenticated;`;
const trigger = (name: string, table: string, when: string, body: string) => `
  create function private.${name}() returns trigger language plpgsql security definer set search_path = '' as $$ begin ${body} end $$;
  revoke all on function private.${name}() from public;
  create trigger ${name} ${when} on public.${table} for each row execute function private.${name}();`;
const RESULT =
  "table (id uuid, content text, metadata jsonb, similarity double precision, source_kind text, source_id uuid, title text, happened_at timestamptz, project_id uuid, chunk_index integer)";
const ARGS =
  "query_embedding extensions.halfvec(1536), match_count integer default null, filter jsonb default '{}', match_threshold double precision default null, project uuid default null, model text default null";
const COLUMNS =
  "d.id, d.content, d.metadata, 1 - (d.embedding operator(extensions.<=>) query_embedding), d.source_kind, coalesce(d.check_in_id, d.note_id), d.title, d.happened_at, d.project_id, d.chunk_index";
const NARROWED =
  "d.embedding is not null and (project is null or d.project_id = project) and (model is null or d.embedding_model = model) and (filter is null or d.metadata @> filter) and (match_threshold is null or 1 - (d.embedding operator(extensions.<=>) query_embedding) >= match_threshold)";
/** `match_documents` written anew: with these rights, from this source. */
const search = (rights: string, source: string, order = "4 desc, 1") => `
  drop function public.match_documents;
  create function public.match_documents(${ARGS}) returns ${RESULT} language sql volatile ${rights} set search_path = '' as $$
    select ${COLUMNS} from ${source} and ${NARROWED} order by ${order} limit least(greatest(coalesce(match_count, 50), 1), 50) $$;
  revoke all on function public.match_documents from public, anon; grant execute on function public.match_documents to authenticated;`;

export const sqlMutants: SqlMutant[] = [
  // Policies
  { id: "rls-off", class: "policies", sql: "alter table public.notes disable row level security;" },
  { id: "force-off", class: "policies", sql: "alter table public.documents no force row level security;" },
  { id: "select-true", class: "policies", sql: edited("check_ins", "select", "true") },
  { id: "permissive-added", class: "policies", sql: policy("documents", "select", "using (true)") },
  {
    id: "public-flag",
    class: "policies",
    sql: edited("documents", "select", `${OWN} or metadata @> '{"public": true}'`),
  },
  { id: "sample-rows-for-all", class: "policies", sql: edited("check_ins", "select", `${OWN} or is_sample`) },
  { id: "without-project-for-all", class: "policies", sql: edited("notes", "select", `${OWN} or project_id is null`) },
  {
    id: "service-policy-without-to",
    class: "policies",
    sql: `create policy "service" on public.messages using (true) with check (true);`,
  },
  {
    id: "insert-check-true",
    class: "policies",
    sql: `${policy("notes", "insert", "with check (true)")} grant insert (user_id) on public.notes to authenticated;`,
  },
  { id: "insert-check-true-latent", class: "policies", sql: policy("projects", "insert", "with check (true)") },
  {
    id: "row-given-away",
    class: "policies",
    sql: `${policy("projects", "update", `using (${OWN}) with check (true)`)} grant update (user_id) on public.projects to authenticated;`,
  },
  { id: "update-true", class: "policies", sql: edited("conversations", "update", "true") },
  { id: "update-of-another", class: "policies", sql: `${policy("notes", "update", "using (true) with check (true)")}` },
  {
    id: "update-checks-ored",
    class: "policies",
    sql:
      policy("profiles", "update", `using (${OWN}) with check (user_id is not null)`) +
      " grant update (user_id) on public.profiles to authenticated;",
  },
  { id: "delete-true", class: "policies", sql: edited("projects", "delete", "true") },
  { id: "uid-null-or", class: "policies", sql: edited("profiles", "select", `(select auth.uid()) is null or ${OWN}`) },
  { id: "coalesce-true", class: "policies", sql: edited("notes", "select", `coalesce(${OWN}, true)`) },
  { id: "is-not-false", class: "policies", sql: edited("conversations", "select", `(${OWN}) is not false`) },
  {
    id: "user-metadata",
    class: "policies",
    sql:
      edited("notes", "select", `${OWN} or user_id::text = auth.jwt() #>> '{user_metadata,user_id}'`) +
      "grant usage on schema auth to authenticated; grant execute on function auth.jwt() to authenticated;",
  },
  {
    id: "app-metadata-role",
    class: "policies",
    sql: edited("check_ins", "select", `${OWN} or auth.jwt() #>> '{app_metadata,role}' = 'service_role'`),
  },
  {
    id: "request-header",
    class: "policies",
    sql: edited(
      "notes",
      "select",
      `${OWN} or user_id::text = nullif(current_setting('request.headers', true), '')::json ->> 'x-user-id'`,
    ),
  },
  {
    id: "anonymous-sign-in",
    class: "policies",
    sql: edited("projects", "select", `${OWN} or (auth.jwt() ->> 'is_anonymous')::boolean`),
  },
  {
    id: "email-as-key",
    class: "policies",
    sql: edited("documents", "select", `${OWN} or auth.jwt() ->> 'email' like (metadata ->> 'canary') || '%'`),
  },
  {
    id: "exists-unbound",
    class: "policies",
    sql: edited("messages", "select", "exists (select from public.conversations c where c.id = conversation_id)"),
  },
  {
    id: "membership-self-grant",
    class: "policies",
    sql: `create table public.members (user_id uuid not null default auth.uid() references auth.users (id) on delete cascade, project_id uuid not null, primary key (user_id, project_id));
      alter table public.members enable row level security; alter table public.members force row level security;
      ${["select", "update", "delete"].map((command) => `create policy "own ${command}" on public.members for ${command} to authenticated using (${OWN});`).join(" ")}
      create policy "own insert" on public.members for insert to authenticated with check (${OWN});
      grant select, delete on public.members to authenticated; grant insert (project_id) on public.members to authenticated;
      ${policy("projects", "select", "using (exists (select from public.members m where m.project_id = id))")}`,
  },
  {
    id: "role-as-key",
    class: "policies",
    sql: edited("message_citations", "select", `${OWN} or current_user = 'authenticated'`),
  },
  { id: "auth-role-as-key", class: "policies", sql: edited("documents", "select", "auth.role() = 'authenticated'") },
  {
    id: "first-account-is-admin",
    class: "policies",
    sql: `create function private.first_account() returns uuid language sql stable security definer set search_path = '' as $$ select id from auth.users order by created_at limit 1 $$;
      grant execute on function private.first_account() to authenticated; ${edited("notes", "select", `${OWN} or user_id = (select private.first_account())`)}`,
  },
  {
    id: "tenant-setting-for-people",
    class: "policies",
    sql: `grant execute on function private.current_tenant() to authenticated; ${policy("documents", "select", "using (user_id = (select private.current_tenant()))")}`,
  },
  { id: "job-select-true", class: "policies", sql: edited("documents", "select", "true", "app_user") },
  {
    id: "job-without-tenant-sees-all",
    class: "policies",
    sql: edited(
      "notes",
      "select",
      "(select private.current_tenant()) is null or user_id = (select private.current_tenant())",
      "app_user",
    ),
  },
  { id: "job-insert-true", class: "policies", sql: policy("notes", "insert", "with check (true)", "app_user") },
  { id: "job-delete-true", class: "policies", sql: edited("documents", "delete", "true", "app_user") },
  { id: "job-update-true", class: "policies", sql: edited("notes", "update", "true", "app_user") },
  {
    id: "policy-dropped-and-table-opened",
    class: "policies",
    sql: `drop policy "read own notes" on public.notes; ${policy("notes", "select", "using (user_id is not null)")}`,
  },
  {
    id: "update-without-check",
    class: "policies",
    sql: `drop policy "change own notes" on public.notes; ${policy("notes", "update", `using (${OWN})`)}`,
    equivalent: "without WITH CHECK Postgres checks the USING expression",
  },
  {
    id: "not-distinct",
    class: "policies",
    sql: edited("notes", "select", "(select auth.uid()) is not distinct from user_id"),
  },
  { id: "originals-for-all", class: "policies", sql: policy("file_originals", "select", "using (true)") },
  {
    id: "files-without-project-for-all",
    class: "policies",
    sql: edited("files", "select", `${OWN} or project_id is null`),
  },
  { id: "consents-for-all", class: "policies", sql: policy("consents", "select", "using (true)") },
  {
    id: "reports-for-the-team",
    class: "policies",
    sql: edited("answer_reports", "select", `${OWN} or may_read`),
  },
  {
    id: "file-known-from-others",
    class: "keys",
    sql: "alter table public.files add constraint planted unique (content_hash);",
  },

  // Functions
  ...["list_journal", "list_tags", "search_conversations", "list_passages", "import_journal", "check_in_words"].map(
    (name): SqlMutant => ({
      id: `definer-${name.replaceAll("_", "-")}`,
      class: "functions",
      sql: `do $$ declare f regprocedure; begin
        for f in select oid from pg_proc where pronamespace = 'public'::regnamespace and proname = '${name}'
        loop execute format('alter function %s security definer', f); end loop; end $$;`,
    }),
  ),
  {
    id: "search-definer-unfiltered",
    class: "functions",
    sql: search("security definer", "public.documents d where true"),
  },
  {
    id: "search-definer-filtered",
    class: "functions",
    sql: search("security definer", "public.documents d where d.user_id = auth.uid()"),
  },
  {
    id: "search-by-argument",
    class: "functions",
    sql: definer(
      "search_for",
      "person uuid",
      "setof text",
      "select content from public.documents where user_id = person",
    ),
  },
  {
    id: "read-by-id",
    class: "functions",
    sql: definer("read_note", "note uuid", "text", "select text from public.notes where id = note"),
  },
  {
    id: "existence",
    class: "functions",
    sql: definer("has_entry", "entry uuid", "boolean", "select exists (select from public.check_ins where id = entry)"),
  },
  {
    id: "address-known",
    class: "functions",
    sql: definer(
      "address_known",
      "address text",
      "boolean",
      "select exists (select from auth.users where email like address || '%')",
    ),
  },
  {
    id: "count-of-all",
    class: "functions",
    sql: definer("entries_so_far", "", "bigint", "select count(*) from public.check_ins"),
  },
  {
    id: "latest-of-all",
    class: "functions",
    sql: definer("latest_notes", "", "setof text", "select text from public.notes"),
  },
  {
    id: "job-without-tenant-reads-all",
    class: "functions",
    sql: `create function private.passages_to_embed() returns setof text language sql stable security definer set search_path = '' as $$
        select d.content from public.documents d where d.user_id = coalesce(private.current_tenant(), d.user_id) $$;
      revoke all on function private.passages_to_embed from public; grant execute on function private.passages_to_embed to app_user;`,
  },
  { id: "search-path-open", class: "functions", sql: "alter function public.match_documents reset search_path;" },
  {
    id: "search-for-everybody",
    class: "functions",
    sql: "grant execute on function public.match_documents to public;",
  },
  {
    id: "claim-for-people",
    class: "functions",
    sql: "grant execute on function private.claim_embedding_jobs to authenticated;",
  },
  {
    id: "claim-with-content",
    class: "functions",
    sql: `drop function private.claim_embedding_jobs;
      create function private.claim_embedding_jobs(batch integer default 16, lease interval default '2 minutes', max_attempts integer default 8)
      returns table (user_id uuid, document_id uuid, attempts integer, content text) language sql security definer set search_path = '' as $$
        update private.embedding_queue q set attempts = q.attempts + 1, run_after = now() + lease from public.documents d
        where d.user_id = q.user_id and d.id = q.document_id and q.run_after <= now() returning q.user_id, q.document_id, q.attempts, d.content $$;
      revoke all on function private.claim_embedding_jobs from public; grant execute on function private.claim_embedding_jobs to app_user;`,
  },
  {
    id: "finish-any-job",
    class: "functions",
    sql: `create or replace function private.finish_embedding_job(document uuid) returns void language sql security definer set search_path = '' as $$
      delete from private.embedding_queue q where q.document_id = document $$;`,
  },
  {
    id: "postpone-any-job",
    class: "functions",
    sql: `create or replace function private.postpone_embedding_job(document uuid, error_code text) returns void language sql security definer set search_path = '' as $$
      update private.embedding_queue q set run_after = now() + interval '1 hour', last_error = left(error_code, 40) where q.document_id = document $$;`,
  },
  {
    id: "tenant-from-claims",
    class: "functions",
    sql: `create or replace function private.current_tenant() returns uuid language sql stable set search_path = '' as $$
      select coalesce(nullif(current_setting('app.current_tenant_id', true), ''), nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;`,
  },
  {
    id: "tenant-falls-back",
    class: "functions",
    sql: `create or replace function private.current_tenant() returns uuid language sql stable security definer set search_path = '' as $$
      select coalesce(nullif(current_setting('app.current_tenant_id', true), '')::uuid, (select user_id from public.notes limit 1)) $$;`,
  },
  {
    id: "uid-from-header",
    class: "functions",
    sql: `create or replace function auth.uid() returns uuid language sql stable as $$
      select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-user-id')::uuid $$;`,
  },
  {
    id: "uid-from-metadata",
    class: "functions",
    sql: `create or replace function auth.uid() returns uuid language sql stable as $$
      select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb #>> '{user_metadata,sub}', nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;`,
  },
  {
    id: "delete-any-account",
    class: "functions",
    sql: `create function public.delete_account(person uuid) returns void language sql security definer set search_path = '' as $$ delete from auth.users where id = person $$;
      grant execute on function public.delete_account to authenticated;`,
  },
  {
    id: "delete-account-of-namesakes",
    class: "functions",
    sql: `create or replace function private.delete_own_account() returns void language plpgsql security definer set search_path = '' as $$ begin
      if auth.uid() is null then raise exception 'not allowed' using errcode = '42501'; end if;
      delete from auth.users where split_part(email, '@', 2) = (select split_part(email, '@', 2) from auth.users where id = auth.uid()); end $$;`,
  },
  {
    // The day's number, told to whoever is counted: whether others were shown a card today.
    id: "referrals-told",
    class: "functions",
    sql: `create function private.referrals_today(shown text) returns integer language sql stable security definer set search_path = '' as $$
        select coalesce(sum(count), 0)::int from private.referrals where kind = shown and auth.uid() is not null $$;
      grant execute on function private.referrals_today to authenticated;
      drop function public.count_referral;
      create function public.count_referral(shown text) returns integer language sql security invoker set search_path = '' as $$
        select private.count_referral(shown); select private.referrals_today(shown) $$;
      revoke all on function public.count_referral from public, anon; grant execute on function public.count_referral to authenticated;`,
  },
  { id: "leakproof", class: "functions", sql: "alter function public.match_documents leakproof;" },
  {
    id: "functions-open-by-default",
    class: "functions",
    sql: "alter default privileges grant execute on functions to public;",
  },

  // Views and copies
  {
    id: "view-of-its-owner",
    class: "views",
    sql: "create view public.recent_entries as select user_id, id, note, happened_at from public.check_ins; grant select on public.recent_entries to authenticated;",
  },
  {
    id: "view-for-anon",
    class: "views",
    sql: "create view public.tags as select user_id, id, tags from public.check_ins; grant select on public.tags to anon, authenticated;",
  },
  {
    id: "materialized-view",
    class: "views",
    sql: "create materialized view public.passage_counts as select user_id, count(*) from public.documents group by 1; grant select on public.passage_counts to authenticated;",
  },
  {
    id: "view-updatable",
    class: "views",
    sql: "create view public.note_titles as select user_id, id, title from public.notes; grant select, update, delete on public.note_titles to authenticated;",
  },
  {
    id: "unprotected-copy",
    class: "views",
    sql: "create table public.notes_backup as select * from public.notes; grant select on public.notes_backup to authenticated;",
  },
  {
    id: "child-table",
    class: "views",
    sql: `create table public.notes_archive () inherits (public.notes); alter table public.notes_archive enable row level security; alter table public.notes_archive force row level security;
      create policy "archive" on public.notes_archive for select to authenticated using (true); grant select on public.notes_archive to authenticated;`,
  },

  // Triggers
  {
    id: "activity-log-open",
    class: "triggers",
    sql: `create table public.activity (user_id uuid not null references auth.users (id) on delete cascade, id uuid not null default gen_random_uuid(), what text, primary key (user_id, id));
      alter table public.activity enable row level security; alter table public.activity force row level security; create policy "all" on public.activity for select to authenticated using (true);
      grant select on public.activity to authenticated; ${trigger("log_activity", "notes", "after insert", "insert into public.activity (user_id, what) values (new.user_id, new.text); return null;")}`,
  },
  {
    id: "passage-by-id-alone",
    class: "triggers",
    sql: `create or replace function private.check_in_to_passage() returns trigger language plpgsql security definer set search_path = '' as $$ begin
      if new.note is null then delete from public.documents where check_in_id = new.id; return null; end if;
      update public.documents set content = new.note, happened_at = new.happened_at where check_in_id = new.id;
      if not found then insert into public.documents (user_id, content, source_kind, check_in_id, happened_at) values (new.user_id, new.note, 'check_in', new.id, new.happened_at); end if;
      return null; end $$;`,
  },
  {
    id: "same-text-stored-once",
    class: "triggers",
    sql: trigger(
      "once_only",
      "documents",
      "before insert",
      "if exists (select from public.documents where content = new.content) then return null; end if; return new;",
    ),
  },
  {
    id: "tags-from-everybody",
    class: "triggers",
    sql: trigger(
      "suggest_tags",
      "check_ins",
      "before insert",
      "if new.tags = '{}' then new.tags := coalesce((select array_agg(distinct left(c.note, 20)) from public.check_ins c where c.mood = new.mood and c.user_id <> new.user_id), '{}'); new.tags := new.tags[1:3]; end if; return new;",
    ),
  },
  {
    id: "deleted-for-all",
    class: "triggers",
    sql: trigger(
      "forget_alike",
      "projects",
      "after delete",
      "delete from public.projects where id = old.id; return null;",
    ),
  },
  {
    id: "queue-of-somebody",
    class: "triggers",
    sql: `create or replace function private.enqueue_embedding() returns trigger language plpgsql security definer set search_path = '' as $$ begin
      insert into private.embedding_queue (user_id, document_id) select d.user_id, d.id from public.documents d where d.id = new.id on conflict do nothing; delete from private.embedding_queue q where q.document_id = new.id and q.user_id <> new.user_id; return null; end $$;`,
  },
  {
    id: "rule-that-copies",
    class: "triggers",
    sql: `create table private.copies (text text); grant insert on private.copies to authenticated; create rule copy as on insert to public.notes do also insert into private.copies values (new.text);`,
  },

  // Keys
  { id: "global-id", class: "keys", sql: "create unique index on public.projects (id);" },
  { id: "global-content-hash", class: "keys", sql: "create unique index on public.documents (content_hash);" },
  { id: "global-name", class: "keys", sql: "alter table public.projects add unique (name);" },
  {
    id: "foreign-key-without-person",
    class: "keys",
    sql: "alter table public.projects add unique (id); alter table public.notes add foreign key (project_id) references public.projects (id);",
  },
  {
    id: "message-of-any-conversation",
    class: "keys",
    sql: "alter table public.conversations add unique (id); alter table public.messages drop constraint messages_user_id_conversation_id_fkey; alter table public.messages add foreign key (conversation_id) references public.conversations (id) on delete cascade;",
  },
  {
    id: "serial-number",
    class: "keys",
    sql: "alter table public.check_ins add column number bigint generated always as identity;",
  },
  {
    id: "queue-by-document",
    class: "keys",
    sql: "alter table private.embedding_queue drop constraint embedding_queue_pkey; alter table private.embedding_queue add primary key (document_id, user_id);",
  },
  { id: "upsert-global", class: "keys", sql: "create unique index on public.documents (check_in_id, chunk_index);" },
  {
    id: "account-does-not-cascade",
    class: "keys",
    sql: "alter table public.documents drop constraint documents_user_id_fkey;",
  },
  {
    id: "global-exclusion",
    class: "keys",
    sql: "alter table public.conversations add constraint one_title exclude using btree (title with =);",
  },
  {
    id: "answer-reported-once-by-anybody",
    class: "keys",
    sql: "create unique index one_report on public.answer_reports (message_id);",
  },

  // Grants
  {
    id: "referrals-readable",
    class: "grants",
    sql: `grant select on private.referrals to authenticated;
      create policy "read" on private.referrals for select to authenticated using (true);`,
  },
  {
    id: "grant-user-id",
    class: "grants",
    sql: "grant insert (user_id), update (user_id) on public.check_ins to authenticated;",
  },
  { id: "grant-truncate", class: "grants", sql: "grant truncate on public.messages to authenticated;" },
  {
    id: "grant-auth-users",
    class: "grants",
    sql: "grant usage on schema auth to authenticated; grant select on auth.users to authenticated;",
  },
  { id: "grant-queue", class: "grants", sql: "grant select on private.embedding_queue to authenticated;" },
  {
    id: "grant-anon",
    class: "grants",
    sql: `grant select on public.notes to anon; create policy "anyone" on public.notes for select to anon using (true);`,
  },
  { id: "grant-create", class: "grants", sql: "grant create on schema public to authenticated;" },
  { id: "grant-trigger", class: "grants", sql: "grant trigger, references on public.documents to authenticated;" },
  { id: "grant-option", class: "grants", sql: "grant select on public.notes to authenticated with grant option;" },
  {
    id: "tables-open-by-default",
    class: "grants",
    sql: "alter default privileges in schema public grant all on tables to anon, authenticated;",
  },
  {
    id: "job-reads-check-ins",
    class: "grants",
    sql: `grant select on public.check_ins to app_user; create policy "jobs" on public.check_ins for select to app_user using (true);`,
  },
  {
    id: "system-columns-readable",
    class: "grants",
    sql: "grant select on public.notes to authenticated;",
  },

  // Roles
  {
    id: "job-bypasses-rls",
    class: "roles",
    sql: "alter role app_user bypassrls;",
    undo: "alter role app_user nobypassrls;",
  },
  {
    id: "people-bypass-rls",
    class: "roles",
    sql: "alter role authenticated bypassrls;",
    undo: "alter role authenticated nobypassrls;",
  },
  {
    id: "read-all-data",
    class: "roles",
    sql: "grant pg_read_all_data to authenticated;",
    undo: "revoke pg_read_all_data from authenticated;",
  },
  {
    id: "people-may-become-jobs",
    class: "roles",
    sql: "grant app_user to authenticated;",
    undo: "revoke app_user from authenticated;",
  },
  {
    id: "jobs-may-become-people",
    class: "roles",
    sql: "grant authenticated to app_user;",
    undo: "revoke authenticated from app_user;",
  },
  {
    id: "job-owns-table",
    class: "roles",
    sql: "grant create on schema public to app_user; alter table public.notes owner to app_user; revoke create on schema public from app_user;",
  },
  {
    id: "job-has-a-standing-tenant",
    class: "roles",
    sql: "alter role app_user set app.current_tenant_id = '00000000-0000-4000-8000-000000000001';",
    undo: "alter role app_user reset app.current_tenant_id;",
  },

  // Pooling: what stays on a connection after its transaction
  {
    id: "claims-stay",
    class: "pooling",
    sql: `create or replace function private.touch_updated_at() returns trigger language plpgsql set search_path = '' as $$ begin
      new.updated_at := now(); perform set_config('request.jwt.claims', coalesce(current_setting('request.jwt.claims', true), ''), false); return new; end $$;`,
  },
  {
    id: "tenant-stays",
    class: "pooling",
    sql: `create or replace function private.note_to_passage() returns trigger language plpgsql set search_path = '' as $$ begin
      perform set_config('app.current_tenant_id', new.user_id::text, false);
      insert into public.documents (content, title, project_id, source_kind, note_id, happened_at) values (new.text, new.title, new.project_id, 'note', new.id, new.happened_at)
        on conflict (user_id, note_id, chunk_index) do update set content = new.text, title = new.title, project_id = new.project_id, happened_at = new.happened_at;
      return null; end $$;`,
  },
  {
    id: "role-stays",
    class: "pooling",
    sql: `create or replace function private.touch_updated_at() returns trigger language plpgsql set search_path = '' as $$ begin
      new.updated_at := now(); perform set_config('role', current_user, false); return new; end $$;`,
  },

  // Vector search
  {
    id: "shared-hnsw",
    class: "vector search",
    sql: `create index documents_hnsw on public.documents using hnsw (embedding extensions.halfvec_cosine_ops);
      ${search("security invoker", "public.documents d where true", "d.embedding operator(extensions.<=>) query_embedding")}`,
  },
  {
    id: "shared-ivfflat",
    class: "vector search",
    sql: "create index documents_ivf on public.documents using ivfflat (embedding extensions.halfvec_cosine_ops) with (lists = 2);",
  },
  {
    id: "top-of-all-then-filter",
    class: "vector search",
    sql: `create function private.nearest_of_all(q extensions.halfvec) returns setof uuid language sql stable security definer set search_path = '' as $$
      select id from public.documents where embedding is not null order by embedding operator(extensions.<=>) q limit 60 $$; grant execute on function private.nearest_of_all to authenticated;
      ${search("security invoker", "public.documents d where d.id in (select private.nearest_of_all(query_embedding))")}`,
  },
  {
    id: "similarity-relative-to-all",
    class: "vector search",
    sql: `create function private.best_of_all(q extensions.halfvec) returns double precision language sql stable security definer set search_path = '' as $$
      select greatest(max(1 - (embedding operator(extensions.<=>) q)), 0.01) from public.documents $$; grant execute on function private.best_of_all to authenticated;
      ${search("security invoker", "public.documents d where true").replaceAll("1 - (d.embedding operator(extensions.<=>) query_embedding),", "(1 - (d.embedding operator(extensions.<=>) query_embedding)) / private.best_of_all(query_embedding),")}`,
  },
  {
    id: "count-of-all-as-limit",
    class: "vector search",
    sql: `create function private.fair_share() returns integer language sql stable security definer set search_path = '' as $$
      select greatest(1, 200 / (1 + count(*)::int)) from public.documents $$; grant execute on function private.fair_share to authenticated;
      ${search("security invoker", "public.documents d where true").replace("coalesce(match_count, 50)", "least(coalesce(match_count, 50), private.fair_share())")}`,
  },
  {
    id: "cache-by-question",
    class: "vector search",
    sql: `create table private.answers (question text primary key, ids uuid[]);
      create function private.remembered(q extensions.halfvec) returns uuid[] language plpgsql security definer set search_path = '' as $$ declare found_ids uuid[]; begin
        select ids into found_ids from private.answers where question = md5(q::text);
        if found_ids is null then select coalesce(array_agg(id), '{}') into found_ids from public.documents where user_id = auth.uid() and embedding is not null; insert into private.answers values (md5(q::text), found_ids); end if;
        return found_ids; end $$; grant execute on function private.remembered to authenticated;
      ${search("security definer", "public.documents d where d.id = any (private.remembered(query_embedding))")}`,
  },
  {
    id: "neighbours-of-others",
    class: "vector search",
    sql: definer(
      "related",
      "passage uuid",
      "setof text",
      "select b.content from public.documents a join public.documents b on b.id <> a.id where a.id = passage order by a.embedding operator(extensions.<=>) b.embedding limit 5",
    ),
  },
  {
    id: "one-quota-for-all",
    class: "functions",
    sql: `create or replace function private.use_quota(kind text, amount integer default 1) returns void language sql security definer set search_path = '' as $$
      insert into private.quota_usage select u.id, use_quota.kind, amount, now() from auth.users u where auth.uid() is not null
      on conflict on constraint quota_usage_pkey do update set used = quota_usage.used + excluded.used, counted_at = excluded.counted_at $$`,
  },
  {
    id: "quota-of-the-first",
    class: "functions",
    sql: `create or replace function private.use_quota(kind text, amount integer default 1) returns void language sql security definer set search_path = '' as $$
      insert into private.quota_usage select u.id, use_quota.kind, amount, now() from auth.users u where auth.uid() is not null order by u.created_at desc limit 1
      on conflict on constraint quota_usage_pkey do update set used = quota_usage.used + excluded.used, counted_at = excluded.counted_at $$`,
  },
  {
    id: "quota-readable",
    class: "grants",
    sql: "grant select on private.quota_usage to authenticated; create policy planted on private.quota_usage for select to authenticated using (true);",
  },
];
