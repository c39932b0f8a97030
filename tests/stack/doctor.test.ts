import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readExceptions } from "#supabase/audit/exceptions.ts";
import { type Check, clock } from "#supabase/doctor/check.ts";
import { database, migrations, pgvector, postgresVersion, workerLogin } from "#supabase/doctor/database.ts";
import { dataFolder, diskSpace, keyKinds, nodeVersion } from "#supabase/doctor/machine.ts";
import { modelProvider, supabaseApi } from "#supabase/doctor/services.ts";
import { type DatabaseSession, databaseSession } from "#supabase/local/cli.ts";
import { controlSocket, serveCliSocket } from "#supabase/local/cli-socket.ts";
import { readMigrations } from "#supabase/local/migrate.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { startFakeProvider } from "#tests/ai/fake-provider.ts";

const folder = mkdtempSync(join(tmpdir(), "nightlight-doctor-"));
let stack: Stack;
let stopService: () => void;
beforeAll(async () => {
  stack = await startStack({ dataDir: join(folder, "data") });
  stopService = serveCliSocket(stack.database, folder);
});
afterAll(async () => {
  stopService?.();
  await stack?.close();
  rmSync(folder, { recursive: true, force: true });
});

const states = (checks: Check[]) => checks.map(({ name, state }) => `${state} ${name}`);
const token = (role: string) => `e30.${Buffer.from(JSON.stringify({ role })).toString("base64url")}.signature`;

describe("the doctor looks at this machine", () => {
  it("its Node", () => {
    expect(nodeVersion().state).toBe("ok");
    expect(nodeVersion("22.12.0").state).toBe("ok");
    for (const old of ["20.19.4", "22.11.0"])
      expect(nodeVersion(old)).toMatchObject({ state: "fail", fix: /Node 22.12/ });
  });

  it("its disk, also of a folder that is yet to be made", async () => {
    expect((await diskSpace(join(folder, "not", "yet"))).seen).toMatch(/GB free/);
    expect((await diskSpace(folder, 5e9)).state).toBe("ok");
    expect((await diskSpace(folder, 5e8)).state).toBe("warn");
    expect((await diskSpace(folder, 5e7)).state).toBe("fail");
  });

  it("who can read the data folder, and a restore that was cut short", () => {
    expect(dataFolder(stack ? join(folder, "data") : "").state).toBe("ok");
    expect(dataFolder(join(folder, "none")).state).toBe("ok");
    const open = join(folder, "open");
    mkdirSync(open);
    chmodSync(open, 0o755);
    expect(dataFolder(open)).toMatchObject({ state: "fail", fix: `chmod go-rwx ${open}` });
    chmodSync(open, 0o700);
    expect(dataFolder(open).state).toBe("ok");
    writeFileSync(join(open, "keys.json"), "{}", { mode: 0o644 });
    expect(dataFolder(open).seen).toContain("keys.json");
    chmodSync(join(open, "keys.json"), 0o600);
    mkdirSync(join(open, "pgdata.before"));
    expect(dataFolder(open)).toMatchObject({ state: "fail", seen: "a restore was cut short" });
    mkdirSync(join(open, "pgdata"), { mode: 0o700 });
    expect(dataFolder(open).state).toBe("ok");
  });

  it.each([
    ["ok", { SUPABASE_PUBLISHABLE_KEY: "sb_publishable_abcdefgh" }],
    ["ok", { SUPABASE_ANON_KEY: token("anon") }],
    ["fail", { SUPABASE_PUBLISHABLE_KEY: `sb_secret_${"abcdefghijk"}` }],
    ["fail", { NEXT_PUBLIC_SUPABASE_ANON_KEY: token("service_role") }],
    ["fail", { SUPABASE_PUBLISHABLE_KEY: "copied from somewhere" }],
    ["fail", { NEXT_PUBLIC_KEY: `sb_secret_${"abcdefghijk"}` }],
    ["fail", { NEXT_PUBLIC_DATABASE: `postgresql://postgres:${"swordfish"}@db.example.test/postgres` }],
    ["warn", { SUPABASE_SECRET_KEY: `sb_secret_${"abcdefghijk"}` }],
    ["warn", { SUPABASE_SERVICE_ROLE_KEY: token("service_role") }],
  ])("what kind of key is where: %s for %o", (state, env: Record<string, string>) => {
    const checks = keyKinds(env);
    expect(states(checks)).toEqual([`${state} ${Object.keys(env)[0]}`]);
    for (const value of Object.values(env)) expect(JSON.stringify(checks)).not.toContain(value);
  });

  it("nothing where there is nothing to complain of", () => {
    expect(keyKinds({ NEXT_PUBLIC_SITE_NAME: "Nightlight", HOME: "/home/somebody" })).toEqual([]);
  });

  it("how far clocks are apart", () => {
    const now = Date.now();
    expect(clock("theirs", now - 3_000, now).state).toBe("ok");
    expect(clock("theirs", now + 30_000, now).state).toBe("warn");
    expect(clock("theirs", now - 3_600_000, now)).toMatchObject({ state: "fail", seen: /^3600 s/ });
  });
});

describe("the doctor looks at Supabase", () => {
  it("and finds both APIs answering, and closed to whoever is not signed in", async () => {
    const checks = await supabaseApi(`${stack.url}/`, stack.secrets.publishableKey);
    expect(states(checks)).toEqual(["ok auth API", "ok auth API's clock", "ok data API"]);
  });

  it("and sees a key of another project, and nobody at the address", async () => {
    const stranger = `${stack.secrets.publishableKey.slice(0, -4)}aaaa`;
    expect(states(await supabaseApi(stack.url, stranger))).toEqual(["fail auth API", "ok auth API's clock"]);
    expect(await supabaseApi("http://127.0.0.1:9", "sb_publishable_x")).toMatchObject([{ state: "fail" }]);
  });

  it("and sees what is open to everybody", async () => {
    await stack.database.execute("grant select on public.notes to anon");
    const checks = await supabaseApi(stack.url, stack.secrets.publishableKey);
    await stack.database.execute("revoke select on public.notes from anon");
    expect(states(checks).at(-1)).toBe("fail data API");
  });

  it("and sees an hour between its clock and ours, and a database without our tables", async () => {
    const server = createServer((request, response) => {
      response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString());
      response.writeHead(request.url?.startsWith("/rest") ? 404 : 200, { "content-type": "application/json" });
      response.end('{"code":"PGRST205"}');
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const checks = await supabaseApi(`http://127.0.0.1:${port}`, "sb_publishable_x");
    server.close();
    expect(states(checks)).toEqual(["ok auth API", "fail auth API's clock", "fail data API"]);
    expect(checks[2]?.fix).toContain("supabase db push");
  });

  it("and at the model's provider", async () => {
    expect(await modelProvider({})).toMatchObject({ state: "ok", seen: /offline/ });
    const provider = await startFakeProvider();
    const config = { baseURL: provider.url, apiKey: "sk-invented", embeddingModel: "some-model" };
    expect(await modelProvider(config)).toMatchObject({ state: "ok", seen: /some-model/ });
    provider.behaviour = "status-401";
    const refused = await modelProvider(config);
    expect(refused).toMatchObject({ state: "fail", seen: /refused/, fix: /OPENAI_API_KEY/ });
    expect(JSON.stringify(refused)).not.toContain("sk-invented");
    await provider.close();
    expect(await modelProvider(config)).toMatchObject({ state: "fail", fix: /OPENAI_BASE_URL/ });
  });
});

describe("the doctor looks at the database", () => {
  const exceptions = readExceptions(join(import.meta.dirname, "../../supabase/audit/exceptions.json"));
  let session: DatabaseSession | undefined;
  const look = async () => {
    session = await databaseSession(controlSocket(folder));
    try {
      return await database(session.url, exceptions);
    } finally {
      await session.close();
    }
  };

  it("and finds nothing wrong with a fresh one", async () => {
    expect(states(await look())).toEqual([
      "ok database",
      "ok postgres",
      "ok pgvector",
      "ok roles",
      "ok migrations",
      "ok database's clock",
      "ok policies",
    ]);
  });

  it.each([
    ["alter role authenticated bypassrls", "alter role authenticated nobypassrls", "fail policies: role-past-rls"],
    [
      "alter table public.notes no force row level security",
      "alter table public.notes force row level security",
      "policies: ",
    ],
    [
      'alter policy "read own notes" on public.notes using (true)',
      'alter policy "read own notes" on public.notes using ((select auth.uid()) = user_id)',
      "fail policies: ",
    ],
  ])("and sees what opens it: %s", async (planted, mended, found) => {
    await stack.database.execute(planted);
    const checks = states(await look());
    await stack.database.execute(mended);
    expect(checks.filter((line) => line.includes(found))).not.toEqual([]);
    expect(checks).not.toContain("ok policies");
  });

  it("and sees roles that are missing, and does not audit what is not there", async () => {
    await stack.database.execute("alter role app_user rename to somebody_else");
    const checks = await look();
    await stack.database.execute("alter role somebody_else rename to app_user");
    expect(states(checks)).toEqual(expect.arrayContaining(["fail roles", "skip policies"]));
    expect(checks.find(({ name }) => name === "roles")?.seen).toBe("missing: app_user");
  });

  it("and tells what is pending and what is newer than the code", () => {
    const versions = readMigrations().map(({ version }) => version);
    expect(migrations(versions).state).toBe("ok");
    expect(migrations(versions.slice(0, -2))).toMatchObject({ state: "fail", seen: /^2 of / });
    expect(migrations(null).state).toBe("fail");
    expect(migrations([...versions, "29990101000000"])).toMatchObject({ state: "warn", seen: /1 that this code/ });
  });

  it("and tells which versions are too old", () => {
    const server = { version: "16.9", number: 160_009, encoding: "UTF8" };
    expect(postgresVersion(server).state).toBe("ok");
    expect(postgresVersion({ ...server, version: "14.20", number: 140_020 }).state).toBe("fail");
    expect(postgresVersion({ ...server, encoding: "SQL_ASCII" }).state).toBe("fail");
    expect(pgvector({ vector: "0.8.0", vectorSchema: "extensions" }).state).toBe("ok");
    expect(pgvector({ vector: "0.7.4", vectorSchema: "extensions" }).state).toBe("fail");
    expect(pgvector({ vector: "0.8.0", vectorSchema: "public" }).state).toBe("fail");
    expect(pgvector({ vector: null, vectorSchema: null }).state).toBe("fail");
  });

  it("and says when nobody is there, without the password", async () => {
    const url = `postgresql://postgres:${"swordfish"}@127.0.0.1:9/postgres`;
    for (const checks of [await database(url), [await workerLogin(url)]]) {
      expect(checks).toMatchObject([{ state: "fail", seen: /ECONNREFUSED/ }]);
      expect(JSON.stringify(checks)).not.toContain("swordfish");
    }
  });
});

const server = process.env.DATABASE_URL;
if (!server) process.stdout.write("not run here: the worker's login (needs DATABASE_URL, a native Postgres)\n");

it.runIf(server)("the doctor refuses an owner where the worker logs in, and takes app_user", async () => {
  const url = new URL(server as string);
  expect(await workerLogin(url.href)).toMatchObject({ state: "fail", seen: /bypasses/ });
  url.username = "app_user";
  expect(await workerLogin(url.href)).toMatchObject({ state: "ok" });
});

describe("npm run doctor", () => {
  const run = async (env: Record<string, string>, ...args: string[]) => {
    const main = join(import.meta.dirname, "../../supabase/doctor/main.ts");
    const { DATABASE_URL, SUPABASE_URL, ...rest } = process.env;
    const child = spawn(process.execPath, [main, ...args], { env: { ...rest, ...env } });
    const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    return { stdout, status: status as number };
  };

  it("looks at the installation that runs, prints a line each and ends with 0", async () => {
    const { stdout, status } = await run({
      SUPABASE_URL: stack.url,
      SUPABASE_PUBLISHABLE_KEY: stack.secrets.publishableKey,
    });
    expect(stdout).toMatch(/^ok {4}settings: complete$/m);
    expect(stdout).toMatch(/^ok {4}data API: /m);
    expect(stdout).toMatch(/\n\d+ ok, 0 warn, 0 fail, 1 skip\n$/);
    expect(stdout).not.toContain(stack.secrets.publishableKey);
    expect(status).toBe(0);
  });

  it("ends with 1 when something fails, prints JSON when asked, and no key ever", async () => {
    const key = `sb_secret_${"abcdefghijk"}`;
    const { stdout, status } = await run({ SUPABASE_URL: stack.url, SUPABASE_PUBLISHABLE_KEY: key }, "--json");
    const checks = JSON.parse(stdout) as Check[];
    expect(states(checks)).toEqual(expect.arrayContaining(["fail SUPABASE_PUBLISHABLE_KEY", "fail settings"]));
    expect(stdout).not.toContain(key);
    expect(status).toBe(1);
    expect((await run({}, "--nonsense")).status).toBe(2);
  });
});
