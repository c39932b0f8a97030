import { z } from "zod";
import { createModel, type Model } from "#lib/ai/model.ts";
import { type JobDatabase, jobsOverUrl } from "./job-database.ts";

const environment = z.object({
  APP_USER_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// URL of the role app_user"),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().min(1).optional(),
});

/**
 * What a job outside the embedded stack works with, from its environment variables; prints what is wrong with them and
 * ends the process otherwise.
 *
 * @param embeddingModel in place of the one in the environment
 */
export function openJobs(embeddingModel?: string): { database: JobDatabase; model: Model; stop: AbortController } {
  const parsed = environment.safeParse(process.env);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) console.error(`${issue.path.join(".")}: ${issue.message}`);
    process.exit(1);
  }
  const env = parsed.data;
  const model = createModel({
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
    embeddingModel: embeddingModel ?? env.OPENAI_EMBEDDING_MODEL,
  });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return { database: jobsOverUrl(env.APP_USER_DATABASE_URL), model, stop };
}

/** Prints a line that stands for the one before it: in its place on a terminal, below it in a log. */
export function showProgress(line: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
}
