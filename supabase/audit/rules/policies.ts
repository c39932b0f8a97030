import { boundInEveryBranch } from "../bound.ts";
import { EXPOSED, FUNCTION, ownerColumn, RELATION, type Rule } from "../rule.ts";

/** The text of an expression names whoever is asking. */
const CALLER = String.raw`auth\.(uid|jwt|email)\s*\(|request\.jwt|current_setting\s*\(`;

/**
 * Functions whose bodies name the caller, themselves or through another function, and every policy's expressions
 * with what can be said of them. `wide` is whether somebody who is held by policies at all is meant.
 */
export const CALLER_FUNCTIONS = String.raw`
  body as materialized (
    select p.oid, n.nspname, p.proname, coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) as text
    from ${FUNCTION} join pg_catalog.pg_language l on l.oid = p.prolang
    where n.nspname not in ('pg_catalog', 'information_schema') and l.lanname not in ('c', 'internal') and p.proname ~ '^\w+$'),
  caller_function as (
    select oid, proname from body where text ~* '${CALLER}' or (nspname = 'auth' and proname in ('uid', 'jwt', 'email'))
    union
    select b.oid, b.proname from body b join caller_function f on b.text ~* ('\m' || f.proname || '\s*\('))`;

const POLICIES = String.raw`with recursive ${CALLER_FUNCTIONS},
  policy as (
    select k.oid, k.polname, k.polrelid, c.oid::regclass as relation, k.polcmd, k.polroles, e.kind, e.text as expression,
      format('%I on %s', k.polname, c.oid::regclass) as object,
      case when k.polroles = '{0}' then 'public' else (select string_agg(rolname, ', ' order by rolname) from pg_catalog.pg_roles where oid = any (k.polroles)) end as roles,
      coalesce(${ownerColumn("c.oid")}, 'user_id') as owner_column,
      array(select f.proname::text from pg_catalog.pg_depend d join caller_function f on f.oid = d.refobjid
        where d.classid = 'pg_policy'::regclass and d.objid = k.oid and d.refclassid = 'pg_proc'::regclass) as caller_functions
    from pg_catalog.pg_policy k join ${RELATION} on c.oid = k.polrelid,
      lateral (values ('using', pg_get_expr(k.polqual, k.polrelid)), ('with check', pg_get_expr(k.polwithcheck, k.polrelid))) e (kind, text)
    where ${EXPOSED} and k.polpermissive and e.text is not null
      and (k.polroles = '{0}' or exists (select from pg_catalog.pg_roles where oid = any (k.polroles) and not rolbypassrls and not rolsuper))),
  judged as (
    select *, btrim(expression, '() ') ~* '^true$|^1 = 1$' as open,
      expression ~* '${CALLER}' or exists (select from unnest(caller_functions) f where expression ~ ('\m' || f || '\(')) as names_caller,
      -- What is left when "somebody is signed in" is taken out.
      regexp_replace(expression, '(\( SELECT )?auth\.uid\(\)( AS uid\))?\)* IS NOT NULL|auth\.role\(\)|auth\.jwt\(\) ->> ''(role|aud)''::text', '', 'gi') as beyond_signed_in
    from policy)`;

/** The clause that mends most of what is wrong with a policy. */
const BIND =
  "format('alter policy %I on %s %s ((select auth.uid()) = %I);', polname, relation, kind, owner_column) as fix";
const seen = "format('%s %s to %s', kind, expression, roles) as detail";

/** What a policy says, and whom it believes. */
export const policyRules: Rule[] = [
  {
    id: "policy-open",
    severity: "error",
    why: "A permissive policy that is always true hands every row to every role it is for; permissive policies are OR-ed, so one is enough.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged where kind = 'using' and open`,
  },
  {
    id: "policy-unbound",
    severity: "error",
    why: "A policy that does not mention the caller answers the same for everybody: whatever it lets through, it lets through to all.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged where kind = 'using' and not open and not names_caller`,
  },
  {
    id: "policy-any-signed-in",
    severity: "error",
    why: "That somebody is signed in does not say who: anybody can sign up.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged
      where names_caller and beyond_signed_in <> expression and beyond_signed_in !~* '${CALLER}'
      and not exists (select from unnest(caller_functions) f where beyond_signed_in ~ ('\\m' || f || '\\('))`,
  },
  {
    id: "policy-ignores-row",
    severity: "warn",
    why: "A policy that names the caller but no column of the row lets that caller have all rows or none.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged j where names_caller and not exists (
      select from pg_catalog.pg_depend d where d.classid = 'pg_policy'::regclass and d.objid = j.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjid = j.polrelid and d.refobjsubid > 0)`,
  },
  {
    id: "policy-or-branch",
    severity: "warn",
    why: "Of conditions joined by OR the weakest decides: a branch that does not name the caller opens its rows to everybody.",
    sql: `${POLICIES} select object, ${seen}, ${BIND}, expression, caller_functions from judged where names_caller and expression ~ ' OR '`,
    keep: (row) => !boundInEveryBranch(String(row.expression), row.caller_functions as string[]),
  },
  {
    id: "policy-null-permissive",
    severity: "error",
    why: "Nobody signed in means null. A comparison with null is not true and hides the row; IS NULL, COALESCE, IS NOT DISTINCT FROM and IS NOT FALSE turn that into a yes.",
    sql: String.raw`${POLICIES} select object, ${seen}, ${BIND} from judged
      where names_caller and (expression ~* 'IS DISTINCT FROM|IS NOT (TRUE|FALSE|UNKNOWN)|IS UNKNOWN'
        or expression ~* 'COALESCE\([^,]*(auth\.(uid|jwt)|current_setting)'
        or expression ~* '(auth\.\w+\(\)|current_setting\([^()]*\)|\w+\.\w+\(\))( ->> ''\w+''::text)?( AS \w+)?\)*(::\w+)?\)* IS NULL')`,
  },
  {
    id: "policy-user-metadata",
    severity: "error",
    why: "user_metadata is the signed-in person's own to edit, by one call of updateUser.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged where expression ~* 'user_metadata|raw_user_meta_data'`,
  },
  {
    id: "policy-request-header",
    severity: "error",
    why: "Headers and cookies of a request are whatever its sender writes into them.",
    sql: String.raw`${POLICIES} select object, ${seen}, ${BIND} from judged where expression ~* 'request\.(header|cookie)'`,
  },
  {
    id: "policy-email",
    severity: "warn",
    why: "An address can be unconfirmed, changed, matched by a pattern, or given to somebody else later; an id can't.",
    sql: String.raw`${POLICIES} select object, ${seen}, ${BIND} from judged where expression ~* 'auth\.email\(|->> ''(email|phone)'''`,
  },
  {
    id: "policy-database-user",
    severity: "warn",
    why: "Everybody who comes through the API is the same database user; it does not tell people apart.",
    sql: String.raw`${POLICIES} select object, ${seen}, ${BIND} from judged where expression ~* '\m(current_user|session_user|current_role)\M'`,
  },
  {
    id: "policy-tautology",
    severity: "error",
    why: "A column compared with itself is true for every row. It usually comes from a subquery in which an unqualified name meant the inner table.",
    sql: String.raw`${POLICIES} select object, ${seen}, ${BIND} from judged where expression ~ '\m([\w.]+) = \1\M(?![.(])'`,
  },
  {
    id: "policy-function-forgeable",
    severity: "error",
    why: "Policies rest on this function to say who is asking; it believes what the asker writes: headers, cookies, or their own metadata.",
    sql: String.raw`${POLICIES} select distinct b.oid::regprocedure::text as object, format('stands for the caller in %s policies', count(distinct d.objid)) as detail,
        'Read the id from the verified claims alone: auth.uid(), or request.jwt.claims.' as fix
      from body b join pg_catalog.pg_depend d on d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass and d.refobjid = b.oid
      where b.text ~* 'request\.(header|cookie)|user_metadata|raw_user_meta_data' group by b.oid`,
  },
  {
    id: "policy-trusts-writable-table",
    severity: "warn",
    why: "A policy that looks up membership in another table is only as good as the right to write that table: who can add a row there can let themselves in.",
    sql: `${POLICIES} select object, format('trusts %s, which %s can write', d.refobjid::regclass, string_agg(distinct r.rolname, ', ')) as detail,
      format('revoke insert, update on %s from %s; -- and add members through a function that checks', d.refobjid::regclass, string_agg(distinct r.rolname, ', ')) as fix
      from judged j join pg_catalog.pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = j.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> j.polrelid
      join pg_catalog.pg_roles r on r.rolname = any (string_to_array(current_setting('audit.roles'), ','))
      where has_any_column_privilege(r.oid, d.refobjid, 'insert, update') group by object, d.refobjid`,
  },
  {
    id: "policy-to-public",
    severity: "warn",
    why: "A policy without TO is for everybody, also for people who are not signed in and for every role made later.",
    sql: `${POLICIES} select distinct object, 'for every role' as detail, format('alter policy %I on %s to authenticated;', polname, relation) as fix from judged where polroles = '{0}'`,
  },
  {
    id: "policies-ored",
    severity: "warn",
    why: "Permissive policies for the same command and role are OR-ed: adding one can only open more. A floor that must always hold has to be restrictive.",
    sql: `${POLICIES}, each as (select distinct j.relation, j.polname, m.cmd, role.oid as role_oid
        from judged j join (select distinct relation, unnest(polroles) as oid from judged) role
          on role.relation = j.relation and (role.oid = any (j.polroles) or j.polroles = '{0}'),
        lateral (values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')) m (cmd, code) where j.polcmd in (m.code, '*'))
      select relation::text as object, format('%s for %s: %s', cmd, case when role_oid = 0 then 'public' else role_oid::regrole::text end, string_agg(quote_ident(polname), ' OR ' order by polname)) as detail,
        'Make it one policy, or the stricter one "as restrictive".' as fix
      from each group by relation, cmd, role_oid having count(*) > 1`,
  },
  {
    id: "write-check-unbound",
    severity: "error",
    why: "Without a check that names the caller, anybody can write a row that says it is somebody else's, or give one away.",
    sql: `${POLICIES} select object, ${seen}, ${BIND} from judged where kind = 'with check' and (open or not names_caller)`,
  },
];
