import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";

/**
 * What an installation holds of people, read the same way for a move and for a backup: rows as JSON in UTC, which two
 * Postgres of different versions print alike, and a sum of each table that does not depend on the rows' order.
 */

// biome-ignore lint/suspicious/noExplicitAny: the catalog says what is read; there is no Kysely schema
export type Connection = Kysely<any>;

/** A table and the columns that are copied; the names are quoted where SQL needs it. */
export interface Table {
  name: string;
  columns: string[];
}

/** How many rows a table has, and the sum of their hashes. */
export interface TableSum {
  table: string;
  rows: number;
  checksum: string;
}

/**
 * Counts that are over within a minute, and the marks by which a person's second look at a helpline counts once: they end
 * with the day and are better not kept anywhere else.
 */
const LEFT_BEHIND = ["private.quota_usage", "private.referral_day"];

/**
 * Of the auth service, the account and its ways to sign in. Sessions, one-time tokens and the service's log stay: whoever
 * signs the new place's tokens would not accept the old ones, and a link that is on its way leads to the old place.
 */
const AUTH_COLUMNS = {
  "auth.users": [
    ...["id", "aud", "role", "email", "encrypted_password", "phone", "email_confirmed_at", "phone_confirmed_at"],
    ...["invited_at", "raw_app_meta_data", "raw_user_meta_data", "banned_until", "deleted_at", "is_sso_user"],
    ...["is_anonymous", "last_sign_in_at", "created_at", "updated_at"],
  ],
  "auth.identities": [
    ...["id", "provider", "provider_id", "user_id", "identity_data", "last_sign_in_at", "created_at", "updated_at"],
  ],
};

/**
 * The tables to copy, from the catalog, so that next month's is among them; each comes after those it refers to.
 * Generated columns are left out: the target makes them again.
 */
export async function contentTables(connection: Connection): Promise<Table[]> {
  const auth = Object.entries(AUTH_COLUMNS).flatMap(([table, columns]) => columns.map((name) => `${table}.${name}`));
  const { rows } = await sql<Table & { parents: string[] | null }>`
    select format('%I.%I', n.nspname, c.relname) as name,
      array_agg(quote_ident(a.attname) order by a.attname collate "C") as columns,
      (select array_agg(format('%I.%I', pn.nspname, p.relname)) from pg_catalog.pg_constraint f
        join pg_catalog.pg_class p on p.oid = f.confrelid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname in ('public', 'private') or concat_ws('.', n.nspname, c.relname, a.attname) = any (${auth}::text[]))
      and concat_ws('.', n.nspname, c.relname) <> all (${LEFT_BEHIND}::text[])
    group by n.nspname, c.relname, c.oid order by 1`.execute(connection);
  const waiting = new Map(rows.map((row) => [row.name, row]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find((table) => !table.parents?.some((parent) => waiting.has(parent)));
    if (!next) throw new Error(`These tables refer to each other in a circle: ${[...waiting.keys()].join(", ")}`);
    waiting.delete(next.name);
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}

/** Settings of a transaction in which the same row prints the same, and a row that a policy hides is an error. */
export async function readPlainly(transaction: Connection): Promise<void> {
  await sql.raw("set local timezone = 'UTC'").execute(transaction);
  await sql.raw("set local row_security = off").execute(transaction);
  await sql.raw("set local statement_timeout = 0").execute(transaction);
}

const rowsOf = ({ name, columns }: Table) =>
  sql.raw(`(select to_jsonb(t)::text as row from (select ${columns.join(", ")} from ${name}) t) r`);

/** The database's own count and checksum of a table. */
export async function sumOf(connection: Connection, table: Table): Promise<TableSum & { longest: number }> {
  const { rows } = await sql<{ rows: string; checksum: string; longest: string }>`
    select count(*)::text as rows, coalesce(max(octet_length(row)), 0)::text as longest,
      coalesce(sum(('x' || left(md5(row), 16))::bit(64)::bigint), 0)::text as checksum
    from ${rowsOf(table)}`.execute(connection);
  const [sum] = rows as [(typeof rows)[number]];
  return { table: table.name, rows: Number(sum.rows), checksum: sum.checksum, longest: Number(sum.longest) };
}

/** The same sum, made outside the database. */
export class RunningSum {
  rows = 0;
  #sum = 0n;

  add(row: string): void {
    this.rows++;
    this.#sum += BigInt.asIntN(64, BigInt(`0x${createHash("md5").update(row).digest("hex").slice(0, 16)}`));
  }

  of(table: string): TableSum {
    return { table, rows: this.rows, checksum: String(this.#sum) };
  }
}

/** One short value for all tables together. */
export function overall(sums: TableSum[]): string {
  const lines = sums.map(({ table, rows, checksum }) => `${table} ${rows} ${checksum}`).sort();
  return createHash("md5").update(lines.join("\n")).digest("hex");
}

/** What two lists of sums don't agree on, one line for each table; nothing when they are the same. */
export function differences(expected: TableSum[], found: TableSum[]): string[] {
  const byTable = new Map(found.map((sum) => [sum.table, sum]));
  return expected.flatMap(({ table, rows, checksum }) => {
    const other = byTable.get(table);
    if (other?.rows === rows && other.checksum === checksum) return [];
    if (other?.rows !== rows) return [`${table}: ${rows} rows were expected, ${other?.rows ?? 0} are there`];
    return [`${table}: ${rows} rows, but not the same ones`];
  });
}

const BATCH_BYTES = 4_000_000;
const BATCH_ROWS = 500;

/** A table's rows as JSON, some megabytes at a time, however large the table is. Needs a transaction. */
export async function* rowBatches(transaction: Connection, table: Table, longest: number): AsyncGenerator<string[]> {
  const size = Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_BYTES / Math.max(1, longest))));
  await sql`declare content no scroll cursor for select row from ${rowsOf(table)}`.execute(transaction);
  for (;;) {
    const { rows } = await sql.raw<{ row: string }>(`fetch ${size} from content`).execute(transaction);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await sql.raw("close content").execute(transaction);
}
