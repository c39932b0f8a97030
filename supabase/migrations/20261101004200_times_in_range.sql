-- Times that every client can read: no infinity, no years before Christ and none beyond 9998, which Postgres takes
-- and ISO's four digits do not. The app refuses them too; this is for those who call the Data API past it.
do $$
declare
  tenant_table record;
begin
  for tenant_table in
    select a.attrelid::regclass as name, c.relname,
      string_agg(format('(%1$I is null or (%1$I >= ''0001-01-01 00:00:00+00'' and %1$I < ''9999-01-01 00:00:00+00''))', a.attname), ' and ' order by a.attnum) as rule
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
      and has_column_privilege('authenticated', a.attrelid, a.attnum, 'insert')
    group by 1, 2
  loop
    execute format('alter table %s add constraint %I check (%s)', tenant_table.name, tenant_table.relname || '_times_in_range', tenant_table.rule);
  end loop;
end
$$;
