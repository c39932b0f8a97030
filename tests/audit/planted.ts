/** A fault for each rule of the audit: statements that plant it, and the object that must then be named. */
export interface Planted {
  plant: string[];
  object: string;
  /** Statements for a state without the fault, where that is not simply this project's own. */
  mended?: string[];
  /** In place of what the server says of itself. */
  serverVersion?: number;
}

const POLICY = (using: string, rest = "") =>
  `create policy planted on public.notes for select to authenticated ${rest} using (${using})`;
const OBJECT = "planted on public.notes";

const extensionVersion = (version: string) => [
  "set local allow_system_table_mods = on",
  `update pg_catalog.pg_extension set extversion = '${version}' where extname = 'vector'`,
];

/** A table of the kind that other projects have. */
const TEAMS = [
  "create table public.teams (id uuid primary key default gen_random_uuid(), user_id uuid not null, name text)",
  "alter table public.teams enable row level security",
  "alter table public.teams force row level security",
];
const MEMBERS = ["create table public.members (team_id uuid, user_id uuid, primary key (user_id, team_id))"];

export const PLANTED: Record<string, Planted> = {
  "rls-off": { plant: ["alter table public.notes disable row level security"], object: "public.notes" },
  "rls-not-forced": { plant: ["alter table public.notes no force row level security"], object: "public.notes" },
  "rls-without-policy": {
    plant: ["create table public.bare (user_id uuid)", "alter table public.bare enable row level security"],
    object: "public.bare",
  },
  "child-readable": {
    plant: [
      "create table public.moods (user_id uuid, at date) partition by range (at)",
      "alter table public.moods enable row level security",
      "create table public.moods_2026 partition of public.moods for values from ('2026-01-01') to ('2027-01-01')",
      "grant select on public.moods_2026 to authenticated",
    ],
    object: "public.moods_2026",
  },
  "view-as-owner": {
    plant: [
      "create view public.all_notes as select * from public.notes",
      "grant select on public.all_notes to authenticated",
    ],
    object: "public.all_notes",
  },
  "matview-readable": {
    plant: [
      "create materialized view public.kept as select * from public.notes",
      "grant select on public.kept to authenticated",
    ],
    object: "public.kept",
  },
  "foreign-table-readable": {
    plant: [
      "create foreign data wrapper nowhere",
      "create server elsewhere foreign data wrapper nowhere",
      "create foreign table public.remote (user_id uuid) server elsewhere",
      "grant select on public.remote to authenticated",
    ],
    object: "public.remote",
  },
  "unserved-schema-readable": {
    plant: ["create table private.copies (user_id uuid, text text)", "grant select on private.copies to authenticated"],
    object: "private.copies",
  },
  "owned-by-app-role": { plant: ["alter table public.notes owner to app_user"], object: "public.notes" },
  "rewrite-rule": {
    plant: ["create rule copy as on insert to public.projects do also notify copied"],
    object: "copy on public.projects",
  },
  "policy-open": { plant: [POLICY("true")], object: OBJECT },
  "policy-unbound": { plant: [POLICY("user_id = '00000000-0000-4000-8000-000000000001'")], object: OBJECT },
  "policy-any-signed-in": { plant: [POLICY("auth.uid() is not null and title is not null")], object: OBJECT },
  "policy-ignores-row": {
    plant: [...MEMBERS, POLICY("exists (select from public.members m where m.user_id = (select auth.uid()))")],
    object: OBJECT,
  },
  "policy-or-branch": { plant: [POLICY("title = 'public' or (select auth.uid()) = user_id")], object: OBJECT },
  "policy-null-permissive": {
    plant: [POLICY("(select auth.uid()) is null or (select auth.uid()) = user_id")],
    object: OBJECT,
  },
  "policy-user-metadata": {
    plant: [POLICY("user_id::text = (auth.jwt() -> 'user_metadata' ->> 'acts_for')")],
    object: OBJECT,
  },
  "policy-request-header": {
    plant: [POLICY("user_id::text = current_setting('request.headers', true)::json ->> 'x-user'")],
    object: OBJECT,
  },
  "policy-email": { plant: [POLICY("title like '%' || (auth.jwt() ->> 'email')")], object: OBJECT },
  "policy-database-user": { plant: [POLICY("current_user = 'authenticated'")], object: OBJECT },
  "policy-tautology": {
    plant: [
      ...MEMBERS,
      "alter table public.members add project_id uuid",
      POLICY(
        "exists (select from public.members m where m.project_id = project_id and m.user_id = (select auth.uid()))",
      ),
    ],
    object: OBJECT,
  },
  "policy-function-forgeable": {
    plant: [
      `create function private.asker() returns uuid language sql stable set search_path = '' as
        $$ select (current_setting('request.headers', true)::json ->> 'x-user')::uuid $$`,
      POLICY("user_id = private.asker()"),
    ],
    object: "private.asker()",
  },
  "policy-trusts-writable-table": {
    plant: [
      ...MEMBERS,
      "grant insert on public.members to authenticated",
      POLICY(
        "exists (select from public.members m where m.team_id = notes.project_id and m.user_id = (select auth.uid()))",
      ),
    ],
    object: OBJECT,
  },
  "policy-to-public": {
    plant: ["create policy planted on public.notes for select using ((select auth.uid()) = user_id)"],
    object: OBJECT,
  },
  "policies-ored": { plant: [POLICY("(select auth.uid()) = user_id")], object: "public.notes" },
  "write-check-unbound": {
    plant: ["create policy planted on public.notes for insert to authenticated with check (title is null)"],
    object: OBJECT,
  },
  "definer-callable": {
    plant: [
      "create function public.mine() returns bigint language sql security definer set search_path = '' as 'select count(*) from public.notes where user_id = auth.uid()'",
      "grant execute on function public.mine to authenticated",
    ],
    object: "public.mine()",
  },
  "definer-unbound": {
    plant: [
      "create function private.everything() returns setof public.notes language sql security definer set search_path = '' as 'select * from public.notes'",
      "grant execute on function private.everything to authenticated",
    ],
    object: "private.everything()",
  },
  "definer-for-jobs": {
    plant: [
      "create function private.drain() returns setof public.notes language sql security definer set search_path = '' as 'select * from public.notes'",
      "grant execute on function private.drain to app_user",
    ],
    object: "private.drain()",
  },
  "definer-user-parameter": {
    plant: [
      "create function public.notes_of(p_user_id uuid) returns setof public.notes language sql security definer set search_path = '' as 'select * from public.notes n where n.user_id = p_user_id and auth.uid() is not null'",
      "grant execute on function public.notes_of to authenticated",
    ],
    object: "public.notes_of(uuid)",
  },
  "search-path-mutable": {
    plant: ["create function public.loose() returns int language sql as 'select 1'"],
    object: "public.loose()",
  },
  "search-path-temp-first": {
    plant: [
      "create function private.temp_first() returns int language sql security definer set search_path = public as 'select 1'",
    ],
    object: "private.temp_first()",
  },
  "execute-to-public": {
    plant: [
      "create function public.for_all() returns int language sql set search_path = '' as 'select 1'",
      "grant execute on function public.for_all to public",
    ],
    object: "public.for_all()",
  },
  "leakproof-function": {
    plant: [
      "create function public.sealed(text) returns boolean language sql leakproof set search_path = '' as 'select true'",
    ],
    object: "public.sealed(text)",
  },
  "session-level-claims": {
    plant: [
      "create function public.become(tenant text) returns text language sql set search_path = '' as $$ select set_config('app.current_tenant_id', tenant, false) $$",
    ],
    object: "public.become(text)",
  },
  "trigger-copies-to-unprotected": {
    plant: [
      "create table public.audit_log (text text)",
      "grant select, insert on public.audit_log to authenticated",
      "create function private.copy() returns trigger language plpgsql set search_path = '' as $$ begin insert into public.audit_log values (new.text); return new; end $$",
      "create trigger planted after insert on public.notes for each row execute function private.copy()",
    ],
    object: OBJECT,
  },
  "definer-trigger": {
    plant: [
      "create function private.spy() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$",
      "create trigger planted after insert on public.notes for each row execute function private.spy()",
    ],
    object: OBJECT,
  },
  "unique-key-across-people": {
    plant: ["alter table public.notes add unique (title)"],
    object: "public.notes_title_key on public.notes",
  },
  "foreign-key-across-people": {
    plant: [
      ...TEAMS,
      "alter table public.notes add team_id uuid constraint planted references public.teams on delete cascade",
    ],
    object: OBJECT,
  },
  "counter-across-people": {
    plant: ["alter table public.notes add number bigint generated always as identity"],
    object: "public.notes.number",
  },
  "sequence-granted": {
    plant: ["create sequence public.counter", "grant select on public.counter to authenticated"],
    object: "public.counter",
  },
  "owner-nullable": {
    plant: ["create table public.loose_ends (user_id uuid)"],
    object: "public.loose_ends.user_id",
  },
  "rows-outlive-account": {
    plant: ["create table public.leftovers (user_id uuid not null)"],
    object: "public.leftovers.user_id",
  },
  "shared-vector-index": {
    plant: ["create index planted on public.documents using hnsw (embedding extensions.halfvec_cosine_ops)"],
    object: "public.planted",
  },
  "granted-to-anon": { plant: ["grant select (title) on public.notes to anon"], object: "public.notes" },
  "granted-beyond-rows": { plant: ["grant truncate on public.notes to authenticated"], object: "public.notes" },
  "owner-writable": { plant: ["grant update on public.notes to authenticated"], object: "public.notes" },
  "grant-option": {
    plant: ["grant select on public.notes to authenticated with grant option"],
    object: "public.notes",
  },
  "schema-create": { plant: ["grant create on schema public to authenticated"], object: "public" },
  "default-privileges-open": {
    plant: ["alter default privileges in schema public grant select on tables to anon"],
    object: "tables made by postgres",
  },
  "default-execute-to-public": {
    plant: ["alter default privileges grant execute on functions to public"],
    object: "functions made by postgres",
  },
  "role-past-rls": { plant: ["grant service_role to app_user"], object: "app_user" },
  "role-can-make-roles": { plant: ["alter role app_user createrole"], object: "app_user" },
  "role-reads-everything": { plant: ["grant pg_read_all_data to app_user"], object: "app_user" },
  "role-standing-setting": {
    plant: ["alter role app_user set app.current_tenant_id = '00000000-0000-4000-8000-000000000001'"],
    object: "app_user",
  },
  "role-becomes-another": { plant: ["grant authenticated to app_user"], object: "app_user" },
  "realtime-published": {
    plant: ["create publication supabase_realtime for table public.notes"],
    object: "public.notes",
  },
  "graphql-served": {
    plant: [
      "create schema graphql_public",
      "grant usage on schema graphql_public to anon",
      "create function graphql_public.graphql(query text) returns jsonb language sql as $$ select '{}'::jsonb $$",
      "grant execute on function graphql_public.graphql to anon",
    ],
    object: "graphql_public.graphql(text)",
  },
  "auth-readable": { plant: ["grant select (email) on auth.users to authenticated"], object: "auth.users" },
  "view-shows-auth": {
    plant: [
      "create view public.people with (security_invoker) as select email from auth.users",
      "grant select on public.people to authenticated",
    ],
    object: "public.people",
  },
  "bucket-public": {
    plant: [
      "create schema storage",
      "create table storage.buckets (id text, public boolean)",
      "insert into storage.buckets values ('photos', true)",
    ],
    object: "photos",
  },
  "storage-objects-open": {
    plant: [
      "create schema storage",
      "create table storage.objects (name text, bucket_id text)",
      "alter table storage.objects enable row level security",
      "create policy planted on storage.objects for select to authenticated using (bucket_id = 'photos')",
    ],
    object: "planted on storage.objects",
  },
  "server-version": { plant: [], object: "CVE-2024-10976", serverVersion: 150008 },
  "pgvector-version": {
    plant: extensionVersion("0.8.1"),
    mended: extensionVersion("0.8.7"),
    object: "CVE-2026-3172",
  },
};
