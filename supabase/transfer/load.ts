import { sql } from "kysely";
import { sqlState } from "#supabase/local/log.ts";
import {
  type Connection,
  contentTables,
  differences,
  readPlainly,
  sumOf,
  type Table,
  type TableSum,
} from "./content.ts";

/** What is to be stored: the tables in an order in which they can be, what they add up to, and their rows. */
export interface Content {
  tables: Table[];
  sums: TableSum[];
  rows(table: Table): AsyncIterable<string[]>;
}

/** Told after each batch. */
export type Progress = (table: string, rows: number, of: number) => void;

/** The content was refused; nothing of it is stored. The message has no words of anybody's. */
export class TransferRefused extends Error {
  override name = "TransferRefused";
}

/**
 * Stores all of the content or nothing: one transaction, at whose end every table is counted and summed again.
 * It needs no superuser and no BYPASSRLS, only the owner of the app's tables: triggers and the forcing of row level
 * security are lifted inside the transaction, where nobody else can see them gone.
 *
 * @returns `stored`, or `already there` when the target holds this very content
 * @throws TransferRefused when the target holds anything else, or what was stored is not what was sent
 */
export async function load(target: Connection, content: Content, progress: Progress = () => {}) {
  return target.transaction().execute(async (tx): Promise<"stored" | "already there"> => {
    await readPlainly(tx);
    await sql.raw("set local lock_timeout = '10s'").execute(tx);
    await refuseOtherColumns(tx, content.tables);
    const putBack = await lift(tx);
    if (await holdsAnything(tx, content.tables)) {
      const apart = differences(content.sums, await sums(tx, content.tables));
      if (apart.length > 0) throw new TransferRefused(`The target is not empty:\n${apart.join("\n")}`);
      await putBack();
      return "already there";
    }
    const made = await madeForAuthService(tx);
    for (const [at, table] of content.tables.entries()) {
      const report = (rows: number) => progress(table.name, rows, content.sums[at]?.rows ?? 0);
      await store(tx, table, content.rows(table), table.name === "auth.users" ? made : {}, report);
    }
    const apart = differences(content.sums, await sums(tx, content.tables));
    if (apart.length > 0)
      throw new TransferRefused(`Not everything arrived, so nothing was kept:\n${apart.join("\n")}`);
    await putBack();
    return "stored";
  });
}

async function sums(tx: Connection, tables: Table[]): Promise<TableSum[]> {
  const found: TableSum[] = [];
  for (const table of tables) found.push(await sumOf(tx, table));
  return found;
}

async function holdsAnything(tx: Connection, tables: Table[]): Promise<boolean> {
  for (const { name } of tables) {
    const { rows } = await sql.raw(`select from ${name} limit 1`).execute(tx);
    if (rows.length > 0) return true;
  }
  return false;
}

async function refuseOtherColumns(tx: Connection, tables: Table[]): Promise<void> {
  const there = new Map((await contentTables(tx)).map(({ name, columns }) => [name, columns]));
  const missing = tables.flatMap(({ name, columns }) =>
    columns.filter((column) => !there.get(name)?.includes(column)).map((column) => `${name}.${column}`),
  );
  if (missing.length > 0) throw new TransferRefused(`The target has no ${missing.join(", ")}.`);
}

/**
 * Lifts what stands between the owner and an exact copy: triggers, which would make passages of their own, and the
 * forcing of row level security. The auth service's tables are not ours and stay as they are.
 *
 * @returns puts all of it back as it was
 */
async function lift(tx: Connection): Promise<() => Promise<void>> {
  const { rows } = await sql<{ lift: string; putBack: string }>`
    with own as (select c.oid, c.relforcerowsecurity from pg_catalog.pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p'))
    select format('alter table %s disable trigger %I', own.oid::regclass, tgname) as lift,
      format('alter table %s enable trigger %I', own.oid::regclass, tgname) as "putBack"
    from own join pg_catalog.pg_trigger on tgrelid = own.oid where not tgisinternal and tgenabled = 'O'
    union all
    select format('alter table %s no force row level security', oid::regclass),
      format('alter table %s force row level security', oid::regclass) from own where relforcerowsecurity`.execute(tx);
  for (const { lift } of rows) await sql.raw(lift).execute(tx);
  return async () => {
    for (const { putBack } of rows) await sql.raw(putBack).execute(tx);
  };
}

/**
 * Columns that Supabase's own auth service needs filled and the embedded one does not have or leaves empty: it looks
 * accounts up by an instance of zeros, and can't read a token that is null.
 */
async function madeForAuthService(tx: Connection): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select attname::text as name from pg_catalog.pg_attribute where attrelid = 'auth.users'::regclass and not attisdropped`.execute(
    tx,
  );
  const names = rows.map(({ name }) => name);
  if (!names.includes("instance_id")) return {};
  const tokens = names.filter((name) =>
    /^(confirmation|recovery|reauthentication)_token$|^(email|phone)_change(_token.*)?$/.test(name),
  );
  return {
    instance_id: "'00000000-0000-0000-0000-000000000000'",
    ...Object.fromEntries(tokens.map((name) => [name, "''"])),
  };
}

/**
 * The rows arrive in a table of the transaction's own and go on in one statement, so that a row may come before another
 * of its table that it refers to.
 */
async function store(
  tx: Connection,
  { name, columns }: Table,
  batches: AsyncIterable<string[]>,
  made: Record<string, string>,
  report: (rows: number) => void,
): Promise<void> {
  let arrived = 0;
  try {
    await sql.raw("create temporary table arrived (row json not null) on commit drop").execute(tx);
    for await (const batch of batches) {
      // As text first: one driver would take a parameter of type json for a value still to be encoded.
      await sql`insert into pg_temp.arrived select * from json_array_elements(${`[${batch.join(",")}]`}::text::json)`.execute(
        tx,
      );
      arrived += batch.length;
      report(arrived);
    }
    const all = [...columns, ...Object.keys(made)].join(", ");
    const values = [...columns.map((column) => `r.${column}`), ...Object.values(made)].join(", ");
    await sql
      .raw(
        `insert into ${name} (${all}) select ${values} from pg_temp.arrived, json_populate_record(null::${name}, row) r`,
      )
      .execute(tx);
    await sql.raw("drop table pg_temp.arrived").execute(tx);
  } catch (error) {
    // The database's own message may quote a row.
    if (sqlState(error)) throw new TransferRefused(`${name}: database error ${sqlState(error)}; nothing was kept.`);
    throw error;
  }
}
