-- Reading is granted column by column, as writing is. A right to read a whole table reaches the columns that Postgres keeps
-- for itself, too: xmin numbers the transactions of everybody, ctid the places that everybody's rows have taken, so one's own
-- rows told how much others had written meanwhile. A column that is added later needs a grant of its own.
--   select xmin from notes;   -- permission denied
set local lock_timeout = '2s';
set local statement_timeout = '5s';

do $$
declare
  whole record;
begin
  for whole in
    select c.relname, r.role, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from unnest(array['profiles', 'projects', 'check_ins', 'notes', 'documents', 'conversations', 'messages', 'message_citations',
      'files', 'file_originals', 'consents', 'answer_reports']) t
    join pg_catalog.pg_class c on c.oid = to_regclass('public.' || t)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join unnest(array['authenticated', 'app_user']) as r (role)
    where has_table_privilege(r.role, c.oid, 'select')
    group by c.relname, r.role
  loop
    execute format('revoke select on public.%I from %I', whole.relname, whole.role);
    execute format('grant select (%s) on public.%I to %I', whole.columns, whole.relname, whole.role);
  end loop;
end
$$;
