import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#tests/e2e/app-process.ts";

/** Where PgBouncer is installed; empty where it is not. */
export const pgbouncer = spawnSync("which", ["pgbouncer"]).stdout.toString().trim();

export interface Pooler {
  url(user: string): string;
  stop(): Promise<void>;
}

/** A PgBouncer of our own before the database, with fewer connections than there are requests. */
export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const target = new URL(databaseUrl);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "nightlight-pooler-"));
  writeFileSync(join(folder, "users.txt"), `"${target.username}" "${target.password}"\n"app_user" ""\n`);
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`,
  );
  // It refuses to run as root; "nobody" must then be able to read its folder.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync(folder, 0o755);
  if ("uid" in nobody) chownSync(folder, 65534, 65534);
  const child: ChildProcess = spawn(pgbouncer, ["-q", join(folder, "pgbouncer.ini")], { stdio: "ignore", ...nobody });
  while (!(await answers(port))) await pause(50);
  return {
    url(user) {
      const own = new URL(databaseUrl);
      Object.assign(own, { hostname: "127.0.0.1", port: String(port), username: user });
      // A pooler in transaction mode keeps no prepared statement from one transaction to the next.
      own.searchParams.set("prepare", "false");
      return own.href;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.end());
  });
}
