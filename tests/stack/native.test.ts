import { sql } from "kysely";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNative, type StackDatabase } from "#supabase/local/database.ts";
import { bootstrap, migrate, readMigrations } from "#supabase/local/migrate.ts";

const url = process.env.DATABASE_URL;
if (!url)
  process.stdout.write(
    "not run here: migrations as a role without superuser rights (needs DATABASE_URL, a native Postgres)\n",
  );

describe.runIf(url)("the migrations on a native Postgres", () => {
  const name = `nightlight_migrations_${process.pid}`;
  const role = `${name}_owner`;
  let admin: postgres.Sql;
  let project: StackDatabase;
  let owner: StackDatabase;
  const at = (user: string) => {
    const address = new URL(url as string);
    address.pathname = `/${name}`;
    address.username = user;
    return address.href;
  };

  beforeAll(async () => {
    admin = postgres(url as string, { onnotice: () => {} });
    await admin.unsafe(`create database ${name}`);
    await admin.unsafe(`create role ${role} login createrole`);
    project = openNative(at("postgres"));
    await bootstrap(project);
    // What hosted Supabase gives the role that migrates: its schemas, not `auth`.
    await project.execute(`
      grant create on database ${name} to ${role};
      alter schema public owner to ${role};
      alter schema extensions owner to ${role};
      grant usage on schema auth to ${role} with grant option;
      grant references, select, delete on auth.users to ${role};
      do $$ begin
        if exists (select from pg_roles where rolname = 'app_user') then
          grant app_user to ${role} with admin option;
        end if;
      end $$;`);
    owner = openNative(at(role));
  });
  afterAll(async () => {
    await owner?.connection.close();
    await project?.connection.close();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.unsafe(`drop role if exists ${role}`);
    await admin.end();
  });

  it("pass as a role that may create roles but is no superuser and does not own auth", async () => {
    expect(await migrate(owner)).toEqual(readMigrations().map((migration) => migration.version));
    expect(await migrate(owner)).toEqual([]);
  });

  it("wait for a table that is in use without holding up others, and are applied when it is free", async () => {
    await project.execute("create table if not exists public.in_use (id integer)");
    const next = { version: "20300101000000", name: "next", sql: "alter table public.in_use add column more text;" };
    const [user, other] = [openNative(at("postgres")), openNative(at("postgres"))];
    const columns = async () =>
      (
        await sql`select * from pg_attribute where attrelid = 'public.in_use'::regclass and attname = 'more'`.execute(
          other.connection.kysely,
        )
      ).rows.length;
    let migrated: Promise<string[]> | undefined;
    await user.connection.kysely.transaction().execute(async (tx) => {
      await sql`select from public.in_use`.execute(tx);
      migrated = migrate(project, [next]);
      await expect.poll(() => waiting(other)).toBe(1);
      // Whoever comes now waits behind the migration, until it gives way.
      expect((await sql`select from public.in_use`.execute(other.connection.kysely)).rows).toEqual([]);
      expect(await columns()).toBe(0);
    });
    expect(await migrated).toEqual([next.version]);
    expect(await columns()).toBe(1);
    const { rows } = await sql<{ lock_timeout: string }>`show lock_timeout`.execute(project.connection.kysely);
    expect(rows).toEqual([{ lock_timeout: "0" }]);
    for (const one of [user, other]) await one.connection.close();
  });
});

/** How many sessions of its database wait for a lock. */
async function waiting({ connection }: StackDatabase): Promise<number> {
  const { rows } =
    await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      connection.kysely,
    );
  return rows.length;
}
