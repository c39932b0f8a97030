import { API_ROLES, EXPOSED, notOfExtension, ownerColumn, RELATION, type Rule, reachable } from "../rule.ts";

const OURS = notOfExtension("c.oid");

/** Keys: what their errors and cascades tell or do across people. */
export const keyRules: Rule[] = [
  {
    id: "unique-key-across-people",
    severity: "warn",
    why: 'A unique key over everybody\'s rows answers "taken" for a row that its asker may not see: it tells that somebody has this value. Checks of keys are not held by row level security.',
    sql: `with keyed as (
        select c.oid, i.indexrelid, i.indisprimary, 0 = any (i.indkey) as of_expression, ${ownerColumn("c.oid")} as owner_column,
          array(select a.attname::text from unnest(i.indkey) with ordinality k (num, at) join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.num order by k.at) as columns
        from pg_catalog.pg_index i join ${RELATION} on c.oid = i.indrelid where ${EXPOSED} and ${OURS} and (i.indisunique or i.indisexclusion))
      select format('%s on %s', indexrelid::regclass, oid::regclass) as object, format('%s (%s) does not begin with %s', case when indisprimary then 'primary key' else 'key' end, array_to_string(columns, ', '), owner_column) as detail,
        format('Make it (%s).', array_to_string(owner_column::text || array_remove(columns, owner_column::text), ', ')) as fix,
        -- A key that no client may choose can't be probed; one that is computed is chosen by what it is computed from.
        case when of_expression or exists (select from pg_catalog.pg_attribute g where g.attrelid = keyed.oid and g.attname = any (columns) and g.attgenerated <> '')
          or exists (select from ${API_ROLES} r, unnest(columns) k where has_column_privilege(r.oid, keyed.oid, k, 'insert, update')) then 'warn' else 'info' end as severity
      from keyed where owner_column is not null and (columns)[1] is distinct from owner_column::text`,
  },
  {
    id: "foreign-key-across-people",
    severity: "warn",
    why: "The check of a foreign key is not held by row level security. Without the owner in it, a row can hang onto somebody else's: its error tells which ids exist, and a cascade reaches from one person's delete into another's rows.",
    sql: `select format('%I on %s', k.conname, c.oid::regclass) as object, format('references %s without %s%s', k.confrelid::regclass, ${ownerColumn("k.confrelid")},
          case k.confdeltype when 'c' then '; its delete cascades across people' when 'n' then '; its delete writes across people' else '' end) as detail,
        format('foreign key (%s, …) references %s (%1$s, …), on a key that begins with it', ${ownerColumn("k.confrelid")}, k.confrelid::regclass) as fix
      from pg_catalog.pg_constraint k join ${RELATION} on c.oid = k.conrelid where ${EXPOSED} and ${OURS} and k.contype = 'f'
      and ${ownerColumn("k.confrelid")} is not null and not exists (select from pg_catalog.pg_attribute a
        where a.attrelid = k.confrelid and a.attnum = k.confkey[1] and a.attname = ${ownerColumn("k.confrelid")})`,
  },
  {
    id: "counter-across-people",
    severity: "warn",
    why: "One counter for everybody tells each person how much all others write, and makes ids guessable.",
    sql: `select format('%s.%I', c.oid::regclass, a.attname) as object, 'numbered from one sequence for all' as detail,
        format('alter table %s alter column %I type uuid …, set default gen_random_uuid();', c.oid::regclass, a.attname) as fix
      from ${RELATION} join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where ${EXPOSED} and c.relkind in ('r', 'p') and ${OURS} and ${reachable("c.oid", "select, insert")}
      and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~ '^nextval')`,
  },
  {
    id: "sequence-granted",
    severity: "warn",
    why: "Who may read a sequence reads how fast everybody's rows grow; who may update it can wind it back.",
    sql: `select c.oid::regclass::text as object, format('%s may use it', string_agg(r.rolname, ', ' order by r.rolname)) as detail,
        format('revoke all on sequence %s from public, anon, authenticated;', c.oid::regclass) as fix
      from ${RELATION}, ${API_ROLES} r where ${EXPOSED} and ${OURS}
      and case when c.relkind = 'S' then has_sequence_privilege(r.oid, c.oid, 'select, update') else false end group by c.oid`,
  },
  {
    id: "owner-nullable",
    severity: "warn",
    why: 'A row whose owner is null is nobody\'s: no policy protects it for anyone, and the first "is null or" shows it to all.',
    sql: `select format('%s.%I', c.oid::regclass, a.attname) as object, 'may be null' as detail,
        format('alter table %s alter column %I set not null;', c.oid::regclass, a.attname) as fix
      from ${RELATION} join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = ${ownerColumn("c.oid")}
      where ${EXPOSED} and c.relkind in ('r', 'p') and ${OURS} and not a.attnotnull`,
  },
  {
    id: "rows-outlive-account",
    severity: "warn",
    why: "Rows that no cascade from their owner's account reaches stay when the account is deleted, or keep it from being deleted; erasure is then a matter of remembering.",
    sql: `select format('%s.%I', c.oid::regclass, a.attname) as object, 'no account''s deletion reaches it' as detail,
        format('alter table %s add foreign key (%I) references auth.users (id) on delete cascade;', c.oid::regclass, a.attname) as fix
      from ${RELATION} join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = ${ownerColumn("c.oid")}
      where ${EXPOSED} and c.relkind in ('r', 'p') and ${OURS} and not c.relispartition
      and not exists (select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey) and k.confdeltype = 'c'
        and not exists (select from pg_catalog.pg_attribute f where f.attrelid = c.oid and f.attnum = any (k.conkey) and f.attnum <> a.attnum and not f.attnotnull))`,
  },
  {
    id: "shared-vector-index",
    severity: "warn",
    why: "An approximate index over everybody's vectors looks for the nearest of all and only then drops what the caller may not see: what one person finds depends on what others have stored, and small accounts find next to nothing.",
    sql: `select i.indexrelid::regclass::text as object, format('%s over all rows of %s', m.amname, c.oid::regclass) as detail,
        format('drop index %s; -- search exactly within the owner''s rows, or partition by owner', i.indexrelid::regclass) as fix
      from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid join pg_catalog.pg_am m on m.oid = x.relam
      join ${RELATION} on c.oid = i.indrelid
      where m.amname in ('hnsw', 'ivfflat', 'diskann', 'vchordrq') and ${EXPOSED} and (c.relrowsecurity or ${ownerColumn("c.oid")} is not null)`,
  },
];
