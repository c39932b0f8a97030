import { z } from "zod";
import { createModel } from "#lib/ai/model.ts";
import { runEmbeddingWorker } from "./embed.ts";
import { jobsOverUrl } from "./job-database.ts";

/** `npm run worker`: embeds what is pending on a Supabase that is not the embedded one. */
const environment = z.object({
  APP_USER_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// URL of the role app_user"),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().min(1).optional(),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const issue of parsed.error.issues) console.error(`${issue.path.join(".")}: ${issue.message}`);
  process.exit(1);
}
const env = parsed.data;
const model = createModel({
  apiKey: env.OPENAI_API_KEY,
  baseURL: env.OPENAI_BASE_URL,
  embeddingModel: env.OPENAI_EMBEDDING_MODEL,
});
const database = jobsOverUrl(env.APP_USER_DATABASE_URL);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

console.log(`Embedding with ${model.embeddingModel}. Ctrl-C stops.`);
let embedded = 0;
await runEmbeddingWorker(database, model, {
  signal: stop.signal,
  report(event, fields) {
    if (event === "embedded") embedded += Number(fields.count);
    console.log(event === "embedded" ? `embedded ${embedded} passages so far` : `${event} ${JSON.stringify(fields)}`);
  },
});
await database.close();
