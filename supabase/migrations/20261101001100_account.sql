-- Leaving: one statement erases the person, and the cascades from auth.users everything that was theirs.
-- SECURITY DEFINER because nobody else may touch auth.users; bound to the caller by auth.uid() itself.

create function private.delete_own_account() returns void
language plpgsql security definer set search_path = '' as $$
begin
  if auth.uid() is null then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  delete from auth.users where id = auth.uid();
end
$$;
revoke all on function private.delete_own_account() from public, anon;
grant execute on function private.delete_own_account() to authenticated;

create function public.delete_own_account() returns void
language sql security invoker set search_path = '' as $$
  select private.delete_own_account()
$$;
revoke all on function public.delete_own_account() from public, anon;
grant execute on function public.delete_own_account() to authenticated;
