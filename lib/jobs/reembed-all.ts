import { parseArgs } from "node:util";
import { endRefused, openJobs, showProgress } from "./environment.ts";
import { type Move, reembed } from "./reembed.ts";

/** `npm run reembed -- --model <name>`: moves every person's vectors to another embedding model; to be started again when stopped. */
const { values } = parseArgs({ options: { model: { type: "string" } } });
if (!values.model) {
  console.error("npm run reembed -- --model <name of the embedding model to move to>");
  process.exit(1);
}
const { database, model, stop } = openJobs(values.model);
if (model.embeddingModel !== values.model) {
  console.error(`Without OPENAI_API_KEY or OPENAI_BASE_URL there is only ${model.embeddingModel}.`);
  process.exit(1);
}

function bar({ passages, passagesDone, tenants, tenantsDone, refused }: Move): string {
  const part = passages === 0 ? 1 : Math.min(1, passagesDone / passages);
  const filled = "#".repeat(Math.round(part * 30)).padEnd(30, ".");
  return `[${filled}] ${Math.floor(part * 100)} %  ${passagesDone}/${passages} passages, ${tenantsDone}/${tenants} people${refused ? `, ${refused} refused` : ""}`;
}

console.log(`Moving to ${model.embeddingModel}. Ctrl-C stops; what is moved stays moved.`);
let shown = 0;
const move = await reembed(database, model, {
  signal: stop.signal,
  onProgress(state) {
    if (Date.now() - shown < 500 && state.passagesDone < state.passages) return;
    shown = Date.now();
    showProgress(bar(state));
  },
}).catch(endRefused);
await database.close();
console.log(
  `\n${stop.signal.aborted ? "Stopped" : "Done"}: ${move.passagesDone - move.refused} moved, ${move.refused} kept their old vector.`,
);
if (move.refused > 0) process.exitCode = 1;
