import { API_ROLES, EXPOSED, notOfExtension, OWN_SCHEMA, RELATION, type Rule, reachable } from "../rule.ts";

/** What a Supabase project serves beside its tables. */
export const platformRules: Rule[] = [
  {
    id: "realtime-published",
    severity: "warn",
    why: "Realtime sends changes of a published table to subscribers. DELETE events are not held by row level security, and a publication of all tables takes in the next one by itself.",
    sql: `select c.oid::regclass::text as object, format('published by %s%s', u.pubname, case when u.puballtables then ', with every table there is or will be' else '' end) as detail,
        case when u.puballtables then format('drop publication %I;', u.pubname) else format('alter publication %I drop table %s;', u.pubname, c.oid::regclass) end as fix,
        case when u.puballtables then 'error' else 'warn' end as severity
      from pg_catalog.pg_publication u join pg_catalog.pg_publication_tables t on t.pubname = u.pubname
      join ${RELATION} on n.nspname = t.schemaname and c.relname = t.tablename where ${EXPOSED}`,
  },
  {
    id: "graphql-served",
    severity: "warn",
    why: "GraphQL is a second API over the same grants, with its own introspection: what no route of the app asks for can be asked for there.",
    sql: `select p.oid::regprocedure::text as object, format('callable by %s', string_agg(r.rolname, ', ' order by r.rolname)) as detail,
        'drop extension pg_graphql; -- or: revoke usage on schema graphql_public from anon, authenticated;' as fix
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace, ${API_ROLES} r
      where n.nspname = 'graphql_public' and p.proname = 'graphql' and has_schema_privilege(r.oid, n.oid, 'usage') and has_function_privilege(r.oid, p.oid, 'execute')
      group by p.oid`,
  },
  {
    id: "auth-readable",
    severity: "error",
    why: "The auth schema holds everybody's addresses, password hashes and sessions; vault holds the secrets.",
    sql: `select c.oid::regclass::text as object, format('%s can read or write it', string_agg(r.rolname, ', ' order by r.rolname)) as detail,
        format('revoke all on %s from public, anon, authenticated;', c.oid::regclass) as fix
      from ${RELATION}, ${API_ROLES} r where n.nspname in ('auth', 'vault') and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_table_privilege(r.oid, c.oid, 'select, insert, update, delete') or has_any_column_privilege(r.oid, c.oid, 'select, insert, update')) group by c.oid`,
  },
  {
    id: "view-shows-auth",
    severity: "error",
    why: "A view over auth.users publishes everybody's addresses with its owner's rights.",
    sql: `select distinct c.oid::regclass::text as object, format('reads %s, and API roles can read it', d.refobjid::regclass) as detail,
        format('revoke all on %s from public, anon, authenticated;', c.oid::regclass) as fix
      from pg_catalog.pg_rewrite w join ${RELATION} on c.oid = w.ev_class
      join pg_catalog.pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
      join pg_catalog.pg_class a on a.oid = d.refobjid and a.relnamespace = to_regnamespace('auth')
      where ${OWN_SCHEMA} and c.relkind in ('v', 'm') and ${notOfExtension("c.oid")} and ${reachable("c.oid", "select")}`,
  },
  {
    id: "bucket-public",
    severity: "warn",
    why: "A file in a public bucket is served to whoever has its address, no policy asked.",
    needs: "storage.buckets",
    sql: `select id::text as object, 'public bucket' as detail, format('update storage.buckets set public = false where id = %L;', id) as fix from storage.buckets where public`,
  },
  {
    id: "storage-objects-open",
    severity: "error",
    why: "Storage serves files by the policies of storage.objects; without row level security, or with a policy that names neither the caller nor a folder of theirs, everybody gets all of them.",
    needs: "storage.objects",
    sql: String.raw`select 'storage.objects' as object, 'row level security is off' as detail, 'alter table storage.objects enable row level security;' as fix
      from pg_catalog.pg_class where oid = to_regclass('storage.objects') and not relrowsecurity
      union all
      select format('%I on storage.objects', polname), expression, format('alter policy %I on storage.objects using ((storage.foldername(name))[1] = (select auth.uid())::text);', polname)
      from pg_catalog.pg_policy, lateral (values (pg_get_expr(polqual, polrelid)), (pg_get_expr(polwithcheck, polrelid))) e (expression)
      where polrelid = to_regclass('storage.objects') and polpermissive and expression is not null and expression !~* 'auth\.(uid|jwt)\s*\(|current_setting|owner'`,
  },
];
