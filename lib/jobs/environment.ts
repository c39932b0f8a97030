import { z } from "zod";
import { createModel, type Model } from "#lib/ai/model.ts";
import { modelConfig, modelEnvironment, setVariables } from "#lib/ai/model-environment.ts";
import { type JobDatabase, jobsOverUrl, TooStrongLogin } from "./job-database.ts";

const environment = modelEnvironment.extend({
  APP_USER_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// URL of the role app_user"),
});

/**
 * What a job outside the embedded stack works with, from its environment variables; prints what is wrong with them and
 * ends the process otherwise.
 *
 * @param embeddingModel in place of the one in the environment
 */
export function openJobs(embeddingModel?: string): { database: JobDatabase; model: Model; stop: AbortController } {
  const parsed = environment.safeParse(setVariables(process.env));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) console.error(`${issue.path.join(".")}: ${issue.message}`);
    process.exit(1);
  }
  const config = modelConfig(parsed.data);
  const model = createModel(embeddingModel ? { ...config, embeddingModel } : config);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return { database: jobsOverUrl(parsed.data.APP_USER_DATABASE_URL), model, stop };
}

/** Ends the process with one line when no job may be done with its login. Any other error is thrown again. */
export function endRefused(error: unknown): never {
  if (!(error instanceof TooStrongLogin)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** Prints a line that stands for the one before it: in its place on a terminal, below it in a log. */
export function showProgress(line: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
}
