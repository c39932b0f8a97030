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
});
