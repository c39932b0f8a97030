import { existsSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { logEvent } from "#lib/log.ts";
import type { StackDatabase } from "./database.ts";

/** Where a command asks the running stack for a Postgres socket; only the folder's owner can reach it. */
export function controlSocket(dataDir: string): string {
  return resolve(join(dataDir, "control.sock"));
}

/**
 * Lets the Supabase CLI at the embedded database while a command needs it: as long as somebody is connected
 * to the control socket, a Postgres port is open on 127.0.0.1 and this command alone holds the session.
 * With two clients on PGlite's one session, four of five transactions read another tenant's rows.
 *
 * @returns ends the service, and with it the commands that are at it: one that stays would keep the stack from ending.
 */
export function serveCliSocket(database: StackDatabase, dataDir: string): () => void {
  const { embedded } = database;
  if (!embedded) return () => {};
  const path = controlSocket(dataDir);
  if (existsSync(path)) rmSync(path);
  const clients = new Set<Socket>();
  const server = createServer(async (client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    client.on("error", () => {});
    const release = await embedded.lock.acquire();
    // It has gone while it waited for its turn: nothing would ever give the session back.
    if (client.destroyed) return release();
    const postgres = new PGLiteSocketServer({ db: embedded.pglite, port: 0, host: "127.0.0.1", maxConnections: 1 });
    let ended = false;
    const end = async () => {
      if (ended) return;
      ended = true;
      await postgres.stop().catch(() => {});
      // Whatever the command left set in the session ends with it.
      await embedded.pglite.exec("rollback; reset all; reset role; discard plans").catch(() => {});
      release();
    };
    client.on("close", end);
    try {
      await postgres.start();
      client.write(`postgresql://postgres@${postgres.getServerConn()}/postgres?sslmode=disable\n`);
    } catch {
      client.destroy();
    }
  });
  // A path of more than a hundred bytes takes no socket, for one. People are served all the same.
  server.on("error", ({ code }: NodeJS.ErrnoException) => logEvent("cli_socket_failed", { code }));
  server.listen(path);
  return () => {
    server.close();
    for (const client of clients) client.destroy();
  };
}
