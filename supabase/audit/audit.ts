import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import postgres from "postgres";
import { databaseSession } from "#supabase/local/cli.ts";
import { controlSocket, serveCliSocket } from "#supabase/local/cli-socket.ts";
import { redactConsole } from "#supabase/local/log.ts";
import { startStack } from "#supabase/local/stack.ts";
import { askAdvisors } from "./advisors.ts";
import { auditApp, readApp } from "./app.ts";
import { auditDatabase, type DatabaseAudit, type Query, type Scope } from "./database.ts";
import { applyExceptions, type Exception } from "./exceptions.ts";
import type { Report } from "./report.ts";
import type { Finding } from "./rule.ts";

export interface AuditOptions {
  /** Any Postgres; this project's own migrations on a fresh embedded one when left out. */
  url?: string | undefined;
  scope?: Scope;
  /** Folder of a Next.js app; none is looked at when left out. */
  app?: string | undefined;
  /** Its build, `<app>/.next` unless told. */
  build?: string | undefined;
  advisors?: boolean;
  exceptions?: Exception[];
}

type Part = Pick<Report, "findings" | "looked" | "skipped">;

/** Audits a database and an app. @throws when the database can't be reached */
export async function audit(options: AuditOptions): Promise<Report> {
  const scope = options.scope ?? {};
  const advisors = options.advisors ?? true;
  const database = options.url ? await auditUrl(options.url, scope, advisors) : await auditOwn(scope, advisors);
  const app = options.app ? lookAtApp(options.app, options.build) : { findings: [], looked: [], skipped: [] };
  const sorted = applyExceptions([...database.findings, ...app.findings], options.exceptions ?? []);
  return {
    ...sorted,
    looked: [...database.looked, ...app.looked],
    skipped: [...database.skipped, ...app.skipped],
  };
}

/** In one read-only snapshot: the audit can't change what it looks at. */
async function auditUrl(url: string, scope: Scope, advisors: boolean): Promise<Part> {
  const { hostname, searchParams } = new URL(url);
  const local = /^(localhost|127\.|\[::1\]|$)/.test(hostname);
  const client = postgres(url, {
    ...(local || searchParams.has("sslmode") ? {} : { ssl: "prefer" as const }),
    max: 1,
    prepare: false,
    onnotice: () => {},
    connection: { application_name: "audit" },
  });
  try {
    const result = await client.begin("isolation level repeatable read read only", (tx) =>
      auditDatabase(async (text) => [...(await tx.unsafe(text))], scope),
    );
    return await withAdvisors(result as DatabaseAudit, advisors ? url : undefined);
  } finally {
    await client.end();
  }
}

/** This repository's migrations in a database of their own, gone afterwards. */
async function auditOwn(scope: Scope, advisors: boolean): Promise<Part> {
  redactConsole();
  const folder = mkdtempSync(join(tmpdir(), "nightlight-audit-"));
  const stack = await startStack({ dataDir: folder });
  const stopService = serveCliSocket(stack.database, folder);
  try {
    const result = await stack.database.connection.kysely.transaction().execute((tx) => {
      const query: Query = async (text) => (await sql.raw<Record<string, unknown>>(text).execute(tx)).rows;
      return auditDatabase(query, scope);
    });
    if (!advisors) return await withAdvisors(result);
    const session = await databaseSession(controlSocket(folder));
    try {
      return await withAdvisors(result, session.url);
    } finally {
      await session.close();
    }
  } finally {
    stopService();
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withAdvisors(result: DatabaseAudit, url?: string): Promise<Part> {
  const looked = [`PostgreSQL ${result.serverVersion}, schemas ${result.schemas.join(", ")}`];
  const { findings, skipped } = result;
  if (!url) return { findings, skipped, looked };
  try {
    const advice: Finding[] = await askAdvisors(url);
    return { findings: [...findings, ...advice], skipped, looked: [...looked, "supabase db advisors"] };
  } catch (error) {
    return { findings, skipped: [...skipped, { rule: "advisors", reason: (error as Error).message }], looked };
  }
}

function lookAtApp(folder: string, build = join(folder, ".next")): Part {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  const app = readApp(folder, build);
  const looked = [`${app.source.length} source files in ${folder}`];
  const unbuilt = app.build.length === 0 ? [{ rule: "build", reason: `there is no build in ${build}` }] : [];
  return {
    findings: auditApp(app),
    looked: unbuilt.length > 0 ? looked : [...looked, `${app.build.length} files of the build in ${build}`],
    skipped: unbuilt,
  };
}
