import type { Recorded } from "./record.ts";

/** How a statement is bound to one tenant, or why it need not be. */
export type Bound =
  /** As a signed-in person: row level security gives it the rows of that one person. */
  | "the caller, by row level security"
  /** As a job that has become one tenant. */
  | "the job's tenant, by row level security"
  /** As nobody: row level security gives it no row at all. */
  | "nobody, by row level security"
  /** Past row level security, with the person named in its own text. */
  | "one person, named in its text"
  /** It reads and writes no row. */
  | "the session's own"
  /** It reads the database's description of itself. */
  | "the catalog"
  /** It makes the schema, before anybody is served. */
  | "a migration or the boot"
  /** Sent by a test itself, not by anything that is tested. */
  | "a test's own look"
  /** On the list below. */
  | "listed";

export interface Verdict {
  bound: Bound | null;
  reason?: string;
  /** Whether the tenant stands in the text, as a database that shards by it needs to find the one shard (docs/scale.md). */
  named: boolean;
}

/** Statements that are bound to no tenant, each with the reason for which it may be sent, and by whom if not by anybody. */
export const LISTED: { statement: RegExp; role?: string; sender?: RegExp; reason: string }[] = [
  {
    statement: /^/,
    role: "postgres",
    sender: /^supabase\/transfer\//,
    reason:
      "an operator moves, backs up or restores a whole installation, everybody's rows on purpose, as the database's owner: nothing that serves people can start it",
  },
  {
    statement: /^/,
    sender: /^the operator's socket$/,
    reason:
      "a command of whoever owns the data folder (move, backup, restore, audit, the Supabase CLI), alone on the session: nothing that serves people can open that socket",
  },
  {
    statement: /^(with|select)\b/,
    role: "postgres",
    sender: /^supabase\/audit\//,
    reason: "the audit reads the database's description of itself, and what stands in its functions: no person's row",
  },
  {
    statement: /^select [\w, ]+ from private\.claim_embedding_jobs\(…\)$/,
    reason:
      "it hands a job the ids of what is due, whosever it is, and nothing else; it then becomes each tenant in turn",
  },
  {
    statement: /^select [\w, ]+ from private\.list_tenants\(…\)/,
    reason: "it tells the job that re-embeds whom to visit: ids, and nothing else",
  },
  {
    statement: /^select \* from "auth"\."users" where "(email|confirmation_token|recovery_token)" = \$( limit \$)?$/,
    reason: "it signs somebody in: one account, by its address or by the secret of a mail, before anybody is known",
  },
  {
    statement:
      /^(select \*|update|delete) (from )?"auth"\."(sessions|refresh_tokens|one_time_tokens|mfa_amr_claims)" .*where "(id|token|session_id)" = \$/,
    reason: "it is about one session, by its id or its secret: Auth's own, in reach of no role of the API",
  },
  {
    statement: /^insert into "auth"\."audit_log_entries" /,
    reason: "it adds one line to Auth's own log, about the request itself",
  },
];

const CONTROL = /^(begin|commit|rollback|savepoint|release|set|reset|show|discard|deallocate|close)\b/i;
const DEFINES =
  /^(set lock_timeout = \?; )?(create|alter|drop|grant|revoke|comment|do|insert into supabase_migrations)\b/i;
const OURS = /\b(public|private|auth)"?\./;
const SYSTEM = /^"?(pg_catalog"?\."?\w+|information_schema"?\."?\w+|pg_\w+)"?$/i;

/** What `with` names: a part of the statement itself. */
const NAMED_QUERY = /(?:\bwith(?: recursive)?|,) (\w+)(?: ?\([^)]*\))? as ?(?:materialized ?)?\(/gi;

/** The relations that a statement reads or writes, and the functions of ours that it reads from, as they stand in it. */
function relationsOf(statement: string): string[] {
  const after =
    /\b(?:from|join|into|update|table)\s+(?:only\s+|lateral\s+)?("?[a-z_][\w$]*"?(?:\."?[a-z_][\w$]*"?)?)(\s*\()?/gi;
  const named = [...statement.matchAll(after)].flatMap(([, name, call]) =>
    call && !name?.includes(".") ? [] : [name as string],
  );
  const besides = [...statement.matchAll(/\bfrom ((?:[\w."]+(?: (?:as )?\w+)?, )+[\w."]+)/gi)].flatMap(([, list]) =>
    (list as string).split(", ").map((one) => one.split(" ")[0] as string),
  );
  const own = new Set([...statement.matchAll(NAMED_QUERY)].map(([, name]) => name));
  return [...named, ...besides].filter((name) => !own.has(name));
}

/** Commands of a transaction or a setting, or a question about nothing but settings. */
function isOfTheSession(statement: string, relations: string[]): boolean {
  if (statement.includes(";")) return statement.split(/; */).every((one) => CONTROL.test(one));
  const called = [...statement.matchAll(/([\w."]+)\s*\(/g)].map((match) => match[1] as string);
  const settings = /^(set_config|current_setting|current_database|version|now)$/i;
  const asks = /^select\b/i.test(statement) && relations.length === 0 && called.every((name) => settings.test(name));
  return asks || CONTROL.test(statement);
}

/** Whether one person is named: by the row's owner, or by the account itself. An `or` beside it would unbind it. */
function namesOne(statement: string): boolean {
  const condition = /\bwhere\b(.*)$/i.exec(statement)?.[1] ?? "";
  if (/\bor\b/i.test(condition)) return false;
  if (/^insert into "?[\w".]+"? \([^)]*"?user_id"?[^)]*\) values/i.test(statement)) return true;
  if (/^insert into "auth"\."users" \("id"/.test(statement)) return true;
  if (/"?\buser_id"? = (any\()?\$/i.test(condition)) return true;
  return /^(select|update|delete)\b.*"auth"\."users"/i.test(statement) && /"id" = \$/.test(condition);
}

/** What binds a recorded statement to one tenant; `bound` is null when nothing does. */
export function verdictOn({ statement, role, person, tenant, sender }: Recorded): Verdict {
  const named = namesOne(statement);
  const relations = relationsOf(statement);
  const because = (bound: Bound | null, reason?: string): Verdict => ({ bound, named, ...(reason ? { reason } : {}) });
  const listed = LISTED.find(
    (one) => one.statement.test(statement) && (one.role ?? role) === role && (one.sender?.test(sender) ?? true),
  );

  if (isOfTheSession(statement, relations)) return because("the session's own");
  if (role === "authenticated" || role === "anon")
    return because(person ? "the caller, by row level security" : "nobody, by row level security");
  if (role === "app_user" && tenant) return because("the job's tenant, by row level security");
  if (listed) return because("listed", listed.reason);
  if (role === "app_user" && !/\bprivate\./.test(statement)) return because("nobody, by row level security");
  if (sender.startsWith("tests/")) return because("a test's own look");
  if (relations.length > 0 && relations.every((name) => SYSTEM.test(name)) && !OURS.test(statement))
    return because("the catalog");
  if (sender.startsWith("supabase/local/") && (DEFINES.test(statement) || /\bsupabase_migrations\./.test(statement)))
    return because("a migration or the boot");
  if (named) return because("one person, named in its text");
  return because(null);
}
