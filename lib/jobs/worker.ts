import { runEmbeddingWorker } from "./embed.ts";
import { endRefused, openJobs, showProgress } from "./environment.ts";

/** `npm run worker`: embeds what is pending on a Supabase that is not the embedded one. Any number may run at once. */
const { database, model, stop } = openJobs();
console.log(`Embedding with ${model.embeddingModel}. Ctrl-C stops.`);
const counts: Record<string, number> = { embedded: 0, embedding_postponed: 0, embedding_given_up: 0 };
const started = Date.now();
await runEmbeddingWorker(database, model, {
  signal: stop.signal,
  batch: 64,
  report(event, fields) {
    if (!(event in counts)) return console.error(`${event} ${JSON.stringify(fields)}`);
    counts[event] = (counts[event] as number) + Number(fields.count);
    const seconds = Math.round((Date.now() - started) / 1000);
    showProgress(
      `${counts.embedded} passages embedded, ${counts.embedding_postponed} put off, ${counts.embedding_given_up} given up, ${seconds} s`,
    );
  },
}).catch(endRefused);
await database.close();
