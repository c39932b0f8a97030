-- Erasing an account also erases the auth server's own log about it, which keeps a person's id and address after
-- the account has gone. Where the owner of this function may not (a project that keeps that log elsewhere), the
-- account is erased all the same.

create or replace function private.delete_own_account() returns void
language plpgsql security definer set search_path = '' as $$
declare
  person text := auth.uid()::text;
  log oid := to_regclass('auth.audit_log_entries');
begin
  if person is null then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  delete from auth.users where id = auth.uid();
  if has_table_privilege(log, 'select') and has_table_privilege(log, 'delete') then
    delete from auth.audit_log_entries
      where person in (payload::jsonb ->> 'actor_id', payload::jsonb #>> '{traits,user_id}');
  end if;
end
$$;
