import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlSocket, serveCliSocket } from "./cli-socket.ts";
import type { StackDatabase } from "./database.ts";
import { redactConsole } from "./log.ts";
import { startStack } from "./stack.ts";

/**
 * `npm run supabase -- <command>`: the Supabase CLI against the local database, for example
 * `npm run supabase -- migration list` or `npm run supabase -- db advisors`.
 * Uses the running stack when there is one, a fresh database in a temporary folder otherwise.
 */
export async function runSupabaseCli(args: string[], stdio: "inherit" | "pipe" = "inherit") {
  const dataDir = process.env.NIGHTLIGHT_DATA_DIR || ".data";
  const running = await databaseSession(controlSocket(dataDir)).catch(() => undefined);
  const session = running ?? (await temporaryDatabase());
  try {
    const child = spawn("supabase", [...args, `--remote=${session.url}`], {
      stdio: stdio === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
      env: { ...process.env, DO_NOT_TRACK: "1", SUPABASE_TELEMETRY_DISABLED: "1" },
    });
    let output = "";
    let messages = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (messages += chunk));
    const status = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
    return { status, output, messages };
  } finally {
    await session.close();
  }
}

export interface DatabaseSession {
  url: string;
  close(): Promise<void>;
}

/** Asks a running stack for its database; the answer is good for as long as the connection stays open. */
export function databaseSession(path: string): Promise<DatabaseSession> {
  return new Promise((resolve, reject) => {
    const client = connect(path);
    let text = "";
    client.on("error", reject);
    client.on("close", () => reject(new Error("the stack closed the connection")));
    client.on("data", (chunk) => {
      text += chunk;
      if (!text.endsWith("\n")) return;
      resolve({
        url: text.trim(),
        close: () => new Promise((done) => client.end(() => done())),
      });
    });
  });
}

async function temporaryDatabase(): Promise<DatabaseSession> {
  redactConsole();
  const folder = mkdtempSync(join(tmpdir(), "nightlight-cli-"));
  const stack = await startStack({ dataDir: folder });
  return sessionWith(stack.database, folder, async () => {
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** A session with a database that this process has opened itself. @param close what comes after the session's end */
export async function sessionWith(
  database: StackDatabase,
  dataDir: string,
  close: () => Promise<void>,
): Promise<DatabaseSession> {
  const stopService = serveCliSocket(database, dataDir);
  const session = await databaseSession(controlSocket(dataDir));
  return {
    url: session.url,
    async close() {
      await session.close();
      stopService();
      await close();
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  if (spawnSync("supabase", ["--version"]).error)
    throw new Error("Run this through npm: npm run supabase -- <command>");
  const { status } = await runSupabaseCli(process.argv.slice(2));
  process.exit(status);
}
