import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ServerType, serve } from "@hono/node-server";
import { App, type EmailDriver } from "@supabase/lite";
import { currentRequest, logEvent, requestId } from "#lib/log.ts";
import { ownDataFolder } from "./data-folder.ts";
import { acceptArraysAsVectors, openEmbedded, openNative, protectWithRls, type StackDatabase } from "./database.ts";
import { sqlState } from "./log.ts";
import { bootstrap, migrate } from "./migrate.ts";
import { type QuotaEnvironment, quotaEnvironment, setQuotas } from "./quotas.ts";
import { loadSecrets, type StackSecrets } from "./secrets.ts";

export interface StackOptions {
  /** Where the embedded database and the keys live; in memory when left out. */
  dataDir?: string;
  /** A native Postgres to use in place of the embedded one. */
  databaseUrl?: string;
  /** Port of the API on 127.0.0.1; 0 picks a free one. */
  port?: number;
  /** Where the web app answers: the links in mails lead there. */
  siteUrl?: string;
  /** Who delivers mail; prints it when left out. */
  email?: EmailDriver;
  /** What one person may do in a minute; the process's environment when left out. */
  quotas?: QuotaEnvironment;
  /** SQL to run as the owner after the migrations, before the first request. */
  afterMigrations?: string;
}

export interface Stack {
  url: string;
  secrets: StackSecrets;
  database: StackDatabase;
  /** The versions that this boot applied. */
  applied: string[];
  close(): Promise<void>;
}

/**
 * Starts the local Supabase: database, migrations, Data API and Auth API on 127.0.0.1.
 * The order matters and is the reason for this file: roles before migrations, migrations before the RLS
 * context, the RLS context before the first request.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  process.env.LITE_TELEMETRY = "0";
  const release = options.dataDir ? ownDataFolder(options.dataDir) : () => {};
  let database: StackDatabase | undefined;
  try {
    database = options.databaseUrl ? openNative(options.databaseUrl) : await openEmbedded(options.dataDir);
    const secrets = await loadSecrets(options.dataDir);
    await bootstrap(database);
    const applied = await migrate(database);
    await setQuotas(database, options.quotas ?? quotaEnvironment.parse(process.env));
    if (options.afterMigrations) await database.execute(options.afterMigrations);
    await acceptArraysAsVectors(database);
    await protectWithRls(database);
    const server = await listen(createApi(database, secrets, options), options.port ?? 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (options.dataDir) writeStackEnv(options.dataDir, url, secrets);
    return { url, secrets, database, applied, close: () => close(server, database as StackDatabase, release) };
  } catch (error) {
    await database?.connection.close().catch(() => {});
    release();
    throw error;
  }
}

function createApi(database: StackDatabase, secrets: StackSecrets, options: StackOptions): App {
  const siteUrl = options.siteUrl ?? "http://localhost:3000";
  return new App({
    connection: database.connection,
    auth: {
      enabled: true,
      jwt_secret: secrets.jwtSecret,
      publishable_key: secrets.publishableKey,
      site_url: siteUrl,
      minimum_password_length: 8,
      email: {
        template: {
          recovery: {
            subject: "Set a new Nightlight password",
            content_path: fileURLToPath(new URL("../templates/recovery.html", import.meta.url)),
          },
        },
      },
    },
    studio: { enabled: false },
    options: {
      server: { admin: false, disableStudio: true },
      drivers: { email: options.email ?? printedMail },
    },
  } as unknown as ConstructorParameters<typeof App>[0]) as App;
}

/** Locally nobody delivers mail: the link in it is what the person needs, so it is printed. */
const printedMail: EmailDriver = {
  async send({ to, subject, html }) {
    const links = [...(html ?? "").matchAll(/href="([^"]+)"/g)].map((match) => match[1]?.replaceAll("&amp;", "&"));
    process.stdout.write(`\nMail to ${to}: ${subject}\n${links.join("\n")}\n\n`);
  },
};

async function listen(app: App, port: number): Promise<ServerType> {
  const answer = (request: Request, peerAddress: string | null) => {
    return currentRequest.run({ id: requestId(request.headers), part: "stack" }, async () => {
      try {
        return await app.fetch(counted(request), { peerAddress });
      } catch (error) {
        logEvent("request_failed", { sqlstate: sqlState(error) });
        return Response.json({ message: "Internal error", code: "XX000" }, { status: 500 });
      }
    });
  };
  return await new Promise((resolve, reject) => {
    const server = serve(
      {
        port,
        hostname: "127.0.0.1",
        fetch: (request, env) => answer(request, env.incoming.socket.remoteAddress ?? null),
      },
      () => resolve(server),
    );
    // Longer than any client keeps a connection, by a minute, since the engine holds this process while it works: one
    // that is closed while the next request is on its way is a 503.
    if ("keepAliveTimeout" in server)
      Object.assign(server, { keepAliveTimeout: 65_000, keepAliveTimeoutBuffer: 60_000 });
    server.once("error", reject);
  });
}

/**
 * The request without its wish for an estimated number of rows: the planner's estimate comes of statistics about all rows
 * of a table, everybody's, and would tell of them. What is asked for is counted instead, under row level security.
 */
function counted(request: Request): Request {
  const prefer = request.headers.get("prefer");
  if (!prefer || !ESTIMATE.test(prefer)) return request;
  const headers = new Headers(request.headers);
  headers.set("prefer", prefer.replace(ESTIMATE, "count=exact"));
  return new Request(request, { headers });
}
const ESTIMATE = /\bcount\s*=\s*"?(?:planned|estimated)\b"?/i;

/** The two values the web app needs, in the format of `supabase status -o env`. No secret is in it. */
function writeStackEnv(dataDir: string, url: string, secrets: StackSecrets): void {
  writeFileSync(join(dataDir, "stack.env"), stackEnv(url, secrets), { mode: 0o600 });
}

/** @returns `NAME="value"` lines that let a client in. */
export function stackEnv(url: string, secrets: StackSecrets): string {
  return `SUPABASE_URL="${url}"\nSUPABASE_PUBLISHABLE_KEY="${secrets.publishableKey}"\n`;
}

async function close(server: ServerType, database: StackDatabase, release: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
  await database.connection.close();
  release();
}
