import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { createClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/database.types.ts";
import { examine } from "#supabase/doctor/doctor.ts";
import { openNative, type StackDatabase } from "#supabase/local/database.ts";
import { readMigrations } from "#supabase/local/migrate.ts";
import { startStack } from "#supabase/local/stack.ts";
import { type BackupHeader, readBackup } from "#supabase/transfer/backup-file.ts";
import { differences, overall } from "#supabase/transfer/content.ts";
import { backUp, restore } from "#supabase/transfer/embedded.ts";
import { move, readContent } from "#supabase/transfer/move.ts";
import { createWorld } from "#tests/leaks/world.ts";
import { copyOf, migratedDatabase } from "./migrated-database.ts";
import { PASSWORD, type StackProcess, signUp, spawnStack } from "./stack-process.ts";

const command = join(import.meta.dirname, "../../supabase/transfer/main.ts");
/** Not synchronously: a connection to the running stack that nobody reads meanwhile is closed under us. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status: status as number, stdout, stderr };
}
const sumsIn = ({ tables }: BackupHeader) =>
  tables.map(({ name, rows, checksum }) => ({ table: name, rows, checksum }));

// What is backed up here is an embedded stack, also in a run on a native Postgres.
const server = process.env.DATABASE_URL;
delete process.env.DATABASE_URL;

const folder = mkdtempSync(join(tmpdir(), "nightlight-backup-"));
const at = (name: string) => join(folder, name);
const file = at("monday.backup");
const unzipped = (path: string) => gunzipSync(readFileSync(path)).toString("utf8");
// With a separator that some readers of lines take for an end of line.
const LINES = 'awake at two\u2028and at "four"\n😴';
let running: StackProcess;
const stop = (stack: StackProcess) => {
  stack.child.kill("SIGTERM");
  return stack.exited;
};

async function words(stack: StackProcess, email: string) {
  const client = createClient<Database>(stack.url, stack.publishableKey, { auth: { persistSession: false } });
  const { error } = await client.auth.signInWithPassword({ email, password: PASSWORD });
  if (error) return error.message;
  const { data } = await client.from("notes").select("text").order("created_at");
  return data?.map(({ text }) => text);
}

beforeAll(async () => {
  running = await spawnStack(at("data"));
  const first = await signUp(running, "first@example.test");
  await first.from("notes").insert({ text: LINES });
  await (await signUp(running, "second@example.test")).from("notes").insert({ text: "a good night" });
});
afterAll(async () => {
  await stop(running);
  rmSync(folder, { recursive: true, force: true });
});

describe("a backup of the embedded installation", () => {
  let backup: BackupHeader;

  it("is taken while it runs, can be read by its owner alone, and no name is used twice", async () => {
    const { status, stdout, stderr } = await run("backup", "--from", at("data"), "--to", file);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    backup = await readBackup(file);
    expect(sumsIn(backup).find(({ table }) => table === "auth.users")?.rows).toBe(2);
    expect(stdout).toContain(`checksum ${overall(sumsIn(backup))}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await words(running, "second@example.test")).toEqual(["a good night"]);

    const before = readFileSync(file);
    await expect(backUp(at("data"), file)).rejects.toThrow("is there already");
    expect(readFileSync(file).equals(before)).toBe(true);
    await expect(backUp(at("nothing"), at("other"))).rejects.toThrow("There is no data");
    expect(existsSync(at("other")) || existsSync(at("nothing"))).toBe(false);
  });

  it("becomes an installation again: the same sums, and each signs in to their own words", async () => {
    const { status, stdout, stderr } = await run("restore", "--from", file, "--to", at("restored"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`checksum ${overall(sumsIn(backup))}\n`);
    const stack = await spawnStack(at("restored"));
    try {
      expect(await words(stack, "first@example.test")).toEqual([LINES]);
      expect(await words(stack, "second@example.test")).toEqual(["a good night"]);
    } finally {
      expect(await stop(stack)).toBe(0);
    }
  });

  it("takes no folder's place unless told to, and no running one's at all", async () => {
    const place = join(at("restored"), "pgdata");
    const before = statSync(place).ino;
    await expect(restore(file, at("restored"), false)).rejects.toThrow("holds data");
    expect(statSync(place).ino).toBe(before);
    const refused = await run("restore", "--from", file, "--to", at("data"), "--replace");
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("Another Nightlight stack is using") });
    expect(await words(running, "second@example.test")).toEqual(["a good night"]);
  });

  it("of an older version is restored at that version and brought up to today's, in another's place when told to", async () => {
    const versions = readMigrations().map(({ version }) => version);
    writeFileSync(at("old"), gzipSync(unzipped(file).replace(`,"${versions.at(-1)}"]`, "]")));
    const place = join(at("restored"), "pgdata");
    const before = statSync(place).ino;
    const old = await restore(at("old"), at("restored"), true);
    expect(old.migrations).toEqual(versions.slice(0, -1));
    expect(statSync(place).ino).not.toBe(before);
    const again = await backUp(at("restored"), at("again"));
    expect(again.migrations).toEqual(versions);
    expect(differences(sumsIn(backup), sumsIn(again))).toEqual([]);
    expect(again.tables.length).toBe(backup.tables.length);
  });

  it("leaves installations that the doctor finds well, running or stopped, and one that is cut short ill", async () => {
    const look = async (folder: string) =>
      (await examine({ NIGHTLIGHT_DATA_DIR: at(folder) })).map(({ name, state }) => `${state} ${name}`);
    for (const folder of ["data", "restored"]) {
      const seen = await look(folder);
      expect(seen).toEqual(expect.arrayContaining(["ok data folder", "ok migrations", "ok policies"]));
      expect(seen.filter((line) => !line.startsWith("ok"))).toEqual([]);
    }
    expect(await words(running, "second@example.test")).toEqual(["a good night"]);
    renameSync(join(at("restored"), "pgdata"), join(at("restored"), "pgdata.before"));
    expect(await look("restored")).toEqual(expect.arrayContaining(["fail data folder", "skip database"]));
  });

  it("is refused when it is broken, before anything is touched", async () => {
    const whole = readFileSync(file);
    const lines = unzipped(file).split("\n");
    const broken: Record<string, Buffer> = {
      "cut off": whole.subarray(0, whole.length - 40),
      "one byte changed": whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte)) as Buffer,
      "a word changed": gzipSync(unzipped(file).replace("a good night", "a bad night!")),
      "a row left out": gzipSync(lines.toSpliced(2, 1).join("\n")),
      "a row twice": gzipSync([...lines.slice(0, -1), lines.at(-2), ""].join("\n")),
      "something else": Buffer.from("not a backup at all"),
      empty: Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(broken)) {
      writeFileSync(at(name), bytes);
      await expect(restore(at(name), at("untouched"), false), name).rejects.toThrow("is not a whole backup");
    }
    writeFileSync(at("newer"), gzipSync(unzipped(file).replace('"migrations":[', '"migrations":["29990101000000",')));
    await expect(restore(at("newer"), at("untouched"), false)).rejects.toThrow("of a newer version");
    expect(existsSync(at("untouched"))).toBe(false);
    expect(await readBackup(file)).toEqual(backup);
  });
});

const client = Number(/\d+/.exec(spawnSync("pg_dump", ["--version"]).stdout?.toString() ?? "")?.[0] ?? 0);
if (!server || client < 17)
  process.stdout.write(
    "not run here: pg_dump and pg_restore (needs DATABASE_URL, and pg_dump of the server's version)\n",
  );

/** Who may do what, by policy and by grant; `pg_dump` leaves out rights that are the default, and keeps no order among them. */
async function guards({ connection }: StackDatabase) {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass::text as name, relrowsecurity, relforcerowsecurity,
      (select array_agg(a::text order by a::text) from unnest(coalesce(relacl, acldefault('r', relowner))) a) as acl,
      (select jsonb_agg(to_jsonb(p) order by policyname) from pg_catalog.pg_policies p
        where schemaname = nspname and tablename = relname) as policies
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and nspname in ('public', 'private') order by 1`.execute(connection.kysely);
  expect(rows.length).toBeGreaterThan(15);
  return rows;
}

describe.runIf(server && client >= 17)("pg_dump and pg_restore, as docs/operations.md has them", () => {
  it("bring back every row, right and policy, and everybody signs in", async () => {
    const template = await migratedDatabase(server as string);
    const from = await copyOf(server as string, template, `nightlight_dumped_${process.pid}`);
    const to = await copyOf(server as string, { ...template, name: "template0" }, `nightlight_undumped_${process.pid}`);
    const world = await createWorld("");
    try {
      const source = openNative(from.url);
      await move(world.stack.database, source);
      const dump = spawnSync("pg_dump", ["--format=custom", `--file=${at("dump")}`, from.url], { encoding: "utf8" });
      expect(dump).toMatchObject({ status: 0, stderr: "" });
      const restored = spawnSync(
        "pg_restore",
        ["--exit-on-error", "--single-transaction", "--no-owner", `--dbname=${to.url}`, at("dump")],
        { encoding: "utf8" },
      );
      expect(restored).toMatchObject({ status: 0, stderr: "" });
      const stack = await startStack({ databaseUrl: to.url });
      const read = (database: typeof source) =>
        database.connection.kysely.transaction().execute(async (tx) => (await readContent(tx)).sums);
      expect(stack.applied).toEqual([]);
      expect(await guards(stack.database)).toEqual(await guards(source));
      const sums = await read(source);
      expect(sums.find(({ table }) => table === "public.notes")?.rows).toBeGreaterThan(0);
      expect(differences(sums, await read(stack.database))).toEqual([]);
      const signedIn = createClient(stack.url, stack.secrets.publishableKey, { auth: { persistSession: false } });
      const { data } = await world.owner.client.auth.getUser();
      const { error } = await signedIn.auth.signInWithPassword({
        email: data.user?.email as string,
        password: PASSWORD,
      });
      expect(error).toBeNull();
      const { data: seen } = await signedIn.from("notes").select("text");
      expect(seen?.length).toBe(2);
      await source.connection.close();
      await stack.close();
    } finally {
      await world.close();
      await from.drop();
      await to.drop();
      await template.drop();
    }
  });
});
