import { readFileSync } from "node:fs";
import { z } from "zod";
import { createModel } from "#lib/ai/model.ts";
import { modelConfig, modelEnvironment, setVariables } from "#lib/ai/model-environment.ts";
import { runEmbeddingWorker } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { reembed } from "#lib/jobs/reembed.ts";
import { logEvent } from "#lib/log.ts";
import { serveCliSocket } from "./cli-socket.ts";
import { DataFolderInUse } from "./data-folder.ts";
import { redactConsole, sqlState } from "./log.ts";
import { quotaEnvironment } from "./quotas.ts";
import { stackEnv, startStack } from "./stack.ts";

/** How long a database that does not answer may keep the process from ending. What it has not acknowledged is lost either way. */
const SECONDS_TO_END = 10;

/** `npm run stack`: the local Supabase and the embedding worker, in one process. */
const environment = modelEnvironment.extend({
  ...quotaEnvironment.shape,
  SUPABASE_PORT: z.coerce.number().int().min(0).max(65535).default(54321),
  NIGHTLIGHT_DATA_DIR: z.string().default(".data"),
  NIGHTLIGHT_SITE_URL: z.url().optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must be a postgresql:// URL")
    .optional(),
  LEAK_SQL: z.string().optional(),
});

function readEnvironment() {
  const parsed = environment.safeParse(setVariables(process.env));
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) process.stderr.write(`${issue.path.join(".")}: ${issue.message}\n`);
  process.exit(1);
}

const env = readEnvironment();
redactConsole();
try {
  const stack = await startStack({
    dataDir: env.NIGHTLIGHT_DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    port: env.SUPABASE_PORT,
    quotas: env,
    siteUrl: env.NIGHTLIGHT_SITE_URL ?? `http://localhost:${env.PORT}`,
    ...(env.LEAK_SQL ? { afterMigrations: readFileSync(env.LEAK_SQL, "utf8") } : {}),
  });
  const stop = new AbortController();
  const jobs = jobsOnStack(stack.database.connection.kysely);
  const model = createModel(modelConfig(env));
  const worker = runEmbeddingWorker(jobs, model, { signal: stop.signal, report: logEvent });
  // Started with another embedding model than before: what is stored moves over. Elsewhere `npm run reembed` does it.
  const move = reembed(jobs, model, { signal: stop.signal }).then(
    ({ passagesDone }) => passagesDone > 0 && logEvent("reembedded", { count: passagesDone }),
    (error) => logEvent("reembed_failed", { sqlstate: sqlState(error) }),
  );
  const closeSocket = serveCliSocket(stack.database, env.NIGHTLIGHT_DATA_DIR);
  const end = async () => {
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => {
      logEvent("stop_timed_out");
      process.exit(1);
    }, SECONDS_TO_END * 1000).unref();
    closeSocket();
    await Promise.all([worker, move]);
    await stack.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
  // The launcher is gone, however it went: nothing may stay behind.
  process.on("disconnect", end);
  process.stdout.write(stackEnv(stack.url, stack.secrets));
  process.send?.({ url: stack.url, publishableKey: stack.secrets.publishableKey });
} catch (error) {
  const state = sqlState(error);
  const reason =
    error instanceof DataFolderInUse || !state
      ? (error as Error).message
      : `database error ${state}: ${(error as Error).message}`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
