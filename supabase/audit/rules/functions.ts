import {
  API_ROLES,
  APP_ROLES,
  EXPOSED,
  FUNCTION,
  notOfExtension,
  OWN_SCHEMA,
  RELATION,
  type Rule,
  reachable,
} from "../rule.ts";
import { CALLER_FUNCTIONS } from "./policies.ts";

const OURS = notOfExtension("p.oid");
const IS_TRIGGER = "p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype)";
const CALLABLE = `exists (select from ${API_ROLES} r where has_function_privilege(r.oid, p.oid, 'execute') and has_schema_privilege(r.oid, n.oid, 'usage'))`;
const callers = `(select string_agg(r.rolname, ', ' order by r.rolname) from ${API_ROLES} r where has_function_privilege(r.oid, p.oid, 'execute'))`;
const NAME = "p.oid::regprocedure::text as object";

/** Functions and triggers: with whose rights they run, and who may call them. */
export const functionRules: Rule[] = [
  {
    id: "definer-callable",
    severity: "warn",
    why: "A SECURITY DEFINER function in an API schema is a door past row level security that any client may knock at; whatever it forgets to check, nobody checks.",
    sql: `select ${NAME}, format('runs as %s, callable by %s', p.proowner::regrole, ${callers}) as detail,
      format('alter function %s security invoker; -- or move it to a schema the API does not serve', p.oid::regprocedure) as fix
      from ${FUNCTION} where ${EXPOSED} and p.prosecdef and ${OURS} and not ${IS_TRIGGER} and ${CALLABLE}`,
  },
  {
    id: "definer-unbound",
    severity: "error",
    why: "A SECURITY DEFINER function that API roles may call and that never asks who is calling does the same for everybody, with its owner's rights. Row level security does not filter it.",
    sql: `with recursive ${CALLER_FUNCTIONS} select ${NAME}, format('runs as %s, callable by %s, and does not mention the caller', p.proowner::regrole, ${callers}) as detail,
      format('alter function %s security invoker; -- or filter by (select auth.uid()) in its body', p.oid::regprocedure) as fix
      from ${FUNCTION} where ${OWN_SCHEMA} and p.prosecdef and ${OURS} and not ${IS_TRIGGER} and ${CALLABLE}
      and p.oid not in (select oid from caller_function)`,
  },
  {
    id: "definer-for-jobs",
    severity: "info",
    why: "A function with its owner's rights that a job may call and that does not ask which tenant the job has become works on everybody's rows. Read it: it should hand out ids, not content.",
    sql: `with recursive ${CALLER_FUNCTIONS} select ${NAME}, format('runs as %s, callable by %s, and does not mention the tenant', p.proowner::regrole, string_agg(r.rolname, ', ' order by r.rolname)) as detail,
      format('alter function %s security invoker; -- or filter by the tenant in its body', p.oid::regprocedure) as fix
      from ${FUNCTION}, ${APP_ROLES} r where ${OWN_SCHEMA} and p.prosecdef and ${OURS} and not ${IS_TRIGGER}
      and not ${CALLABLE} and has_function_privilege(r.oid, p.oid, 'execute') and has_schema_privilege(r.oid, n.oid, 'usage')
      and p.oid not in (select oid from caller_function) group by p.oid`,
  },
  {
    id: "definer-user-parameter",
    severity: "error",
    why: "A function with its owner's rights that is told by its caller whose data to use can be told anybody's.",
    sql: `select ${NAME}, format('takes %I from its caller and runs as %s', a.name, p.proowner::regrole) as detail,
      format('Drop the parameter %I and use (select auth.uid()) in the body.', a.name) as fix
      from ${FUNCTION}, lateral unnest(p.proargnames[1:p.pronargs]) a (name)
      where ${OWN_SCHEMA} and p.prosecdef and ${OURS} and ${CALLABLE}
      and a.name ~* '(^|_)(user|owner|tenant|account|org|organization|team|member|profile|person|customer)(_?u?u?id)?$|^_?uid$'`,
  },
  {
    id: "search-path-mutable",
    severity: "warn",
    why: "A function without a fixed search_path looks names up where its caller says; with its owner's rights it then runs what the caller put there.",
    sql: `select ${NAME}, case when p.prosecdef then 'SECURITY DEFINER, ' else '' end || 'search_path is the caller''s' as detail,
      format('alter function %s set search_path = '''';  -- and qualify every name in its body', p.oid::regprocedure) as fix,
      case when p.prosecdef then 'error' else 'warn' end as severity
      from ${FUNCTION} where (${EXPOSED} or (p.prosecdef and ${OWN_SCHEMA})) and p.prokind in ('f', 'p', 'w') and ${OURS}
      and not exists (select from unnest(p.proconfig) s where s like 'search_path=%')`,
  },
  {
    id: "search-path-temp-first",
    severity: "warn",
    why: "Unless pg_temp is named last, temporary tables are looked up first: whoever can make one can stand in for a table the function reads.",
    sql: `select ${NAME}, s as detail, format('alter function %s set search_path = '''';', p.oid::regprocedure) as fix
      from ${FUNCTION}, lateral unnest(p.proconfig) s where ${OWN_SCHEMA} and p.prosecdef and ${OURS}
      and s like 'search_path=%' and s not in ('search_path=', 'search_path=""', 'search_path=pg_catalog') and s !~ 'pg_temp$'`,
  },
  {
    id: "execute-to-public",
    severity: "warn",
    why: "Postgres lets everybody execute a new function until that is revoked, people who are not signed in included.",
    sql: `select ${NAME}, 'EXECUTE is granted to PUBLIC' as detail,
      format('revoke execute on function %s from public, anon; grant execute on function %1$s to authenticated;', p.oid::regprocedure) as fix
      from ${FUNCTION} where ${EXPOSED} and ${OURS} and not ${IS_TRIGGER}
      and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0)`,
  },
  {
    id: "leakproof-function",
    severity: "error",
    why: "The planner may run a LEAKPROOF function on rows before the policy has hidden them; one that does leak shows them by its errors or side effects.",
    sql: `select ${NAME}, 'is declared LEAKPROOF' as detail, format('alter function %s not leakproof;', p.oid::regprocedure) as fix
      from ${FUNCTION} where ${OWN_SCHEMA} and p.proleakproof and ${OURS}`,
  },
  {
    id: "session-level-claims",
    severity: "warn",
    why: "A setting made for the session outlives the transaction: behind a pooler the next person on the connection inherits it.",
    sql: String.raw`select ${NAME}, 'sets a setting for the whole session' as detail,
      'Pass true as the third argument of set_config, or use SET LOCAL.' as fix
      from ${FUNCTION} where ${OWN_SCHEMA} and ${OURS} and p.prosrc ~* 'set_config\s*\([^;]*,\s*false\s*\)|\mset\s+session\s+(?!characteristics)'`,
  },
  {
    id: "trigger-copies-to-unprotected",
    severity: "error",
    why: "A trigger that copies rows into a table without row level security publishes them there.",
    sql: String.raw`select distinct format('%I on %s', t.tgname, t.tgrelid::regclass) as object, format('%s writes %s, which API roles can read without row level security', p.oid::regprocedure, target.oid::regclass) as detail,
      format('alter table %s enable row level security; alter table %1$s force row level security;', target.oid::regclass) as fix
      from pg_catalog.pg_trigger t join ${RELATION} on c.oid = t.tgrelid join pg_catalog.pg_proc p on p.oid = t.tgfoid
      cross join lateral regexp_matches(p.prosrc, '(?:insert\s+into|merge\s+into|update)\s+([\w."]+)', 'gi') m
      join pg_catalog.pg_class target on target.oid in (to_regclass(m[1]), case when m[1] !~ '\.' then to_regclass(n.nspname || '.' || m[1]) end)
      where not t.tgisinternal and ${OWN_SCHEMA} and target.relkind in ('r', 'p') and not target.relrowsecurity and ${reachable("target.oid", "select")}`,
  },
  {
    id: "definer-trigger",
    severity: "info",
    why: "A trigger function with its owner's rights writes where the person could not. Read it: it should carry ids, not content, into a table nobody can read.",
    sql: `select distinct format('%I on %s', t.tgname, t.tgrelid::regclass) as object, format('%s runs as %s', p.oid::regprocedure, p.proowner::regrole) as detail,
      format('alter function %s security invoker; -- or keep it, having read what it writes', p.oid::regprocedure) as fix
      from pg_catalog.pg_trigger t join ${RELATION} on c.oid = t.tgrelid join pg_catalog.pg_proc p on p.oid = t.tgfoid
      where not t.tgisinternal and ${OWN_SCHEMA} and p.prosecdef`,
  },
];
