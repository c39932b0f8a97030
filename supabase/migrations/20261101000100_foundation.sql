-- The ground every other migration stands on: pgvector, the schema that no API reaches, the role of the
-- background jobs, and the end of the blanket grants that a Supabase project gives to new objects.
--
-- Written for a role that may create roles but is no superuser and does not own `auth`, as on hosted Supabase.

create schema if not exists extensions;
create extension if not exists vector with schema extensions;

-- Not in the API's list of schemas (supabase/config.toml): a client can't name anything in it.
create schema if not exists private;
revoke all on schema private from public, anon, authenticated;

-- Jobs log in as this role. It may become any tenant, one at a time, for one transaction:
--   begin; select set_config('app.current_tenant_id', '<uuid>', true); …; commit;
-- Without that setting it sees no row. It owns nothing, inherits nothing and can't bypass RLS.
-- No password stands here; an operator sets one where the role logs in over a network.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'app_user') then
    create role app_user login noinherit nocreatedb nocreaterole;
  end if;
end
$$;
grant usage on schema public, extensions, private to app_user;
-- To reach the few functions there that are granted by name; no table in it is granted to anyone.
grant usage on schema private to authenticated;

-- A table or function added later grants nothing until its own migration says so.
alter default privileges in schema public revoke all on tables from public, anon, authenticated;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated;
alter default privileges in schema public revoke all on functions from anon, authenticated;
-- PUBLIC's right to execute is a default of all schemas together and can only be revoked there.
alter default privileges revoke execute on functions from public;

-- The tenant of a job's transaction, null when none is set; a malformed one is an error (22P02).
create function private.current_tenant() returns uuid
language sql stable set search_path = '' as $$
  select nullif(current_setting('app.current_tenant_id', true), '')::uuid
$$;
grant execute on function private.current_tenant() to app_user;

create function private.touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
