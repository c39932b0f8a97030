-- What this session can see, and how much of it is its own: the check that a person runs on their own account.
--   select * from privacy_check();
--
-- SECURITY INVOKER, so that it sees what its caller sees: if a policy were open, a grant too wide or a view too
-- curious, the rows of others would be counted here. The relations come from the catalog: one that is added
-- tomorrow is counted tomorrow. What it refuses: to take a row without an owner for the caller's.

create function public.privacy_check()
returns table (relation text, visible bigint, own bigint)
language plpgsql stable security invoker set search_path = '' as $$
declare
  readable record;
begin
  for readable in
    select c.oid, format('%I.%I', n.nspname, c.relname) as name,
      exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id'
        and a.atttypid = 'uuid'::regtype and has_column_privilege(c.oid, a.attnum, 'select')) as owned
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 2
  loop
    relation := readable.name;
    begin
      execute format('select count(*), count(*) filter (where %s) from %s',
        case when readable.owned then 'user_id = (select auth.uid())' else 'false' end, readable.name)
        into visible, own;
    exception when insufficient_privilege then
      -- A view that its caller may name but whose tables it may not read.
      continue;
    end;
    return next;
  end loop;

  -- The search is a way to rows of its own: what it returns must be the caller's too.
  relation := 'match_documents()';
  select count(*), count(*) filter (where exists (
      select from public.documents d where d.user_id = (select auth.uid()) and d.id = found.id))
    into visible, own
    from public.match_documents(('[' || repeat('1,', 1535) || '1]')::extensions.halfvec) found;
  return next;
end
$$;
revoke all on function public.privacy_check() from public, anon;
grant execute on function public.privacy_check() to authenticated;
