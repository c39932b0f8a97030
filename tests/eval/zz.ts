import { HELD_OUT, people, TUNED_ON } from "./corpus.ts";
import { loadCorpus } from "./load.ts";
import { askAll, METHODS, meanOf } from "./retrieval.ts";

const t = Date.now();
const { stack, loaded } = await loadCorpus(people());
console.log("loaded", Date.now() - t);
for (const [n, m] of Object.entries(METHODS)) {
  if (n === "hybrid" && process.argv[2] !== "h") continue;
  const t = Date.now();
  const r = await askAll(loaded, m);
  const f = (s: any) => `R5 ${s.recall5.toFixed(3)} MRR ${s.reciprocalRank.toFixed(3)} nDCG ${s.ndcg10.toFixed(3)}`;
  console.log(
    n.padEnd(16),
    "tune",
    f(meanOf(r, TUNED_ON)),
    "held",
    f(meanOf(r, HELD_OUT)),
    (Date.now() - t) / r.length,
  );
}
await stack.close();
