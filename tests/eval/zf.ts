import { people, TUNED_ON } from "./corpus.ts";
import { loadCorpus } from "./load.ts";
import { askAll, METHODS } from "./retrieval.ts";

const { stack, loaded } = await loadCorpus(people(TUNED_ON));
const r = await askAll(loaded, METHODS["hybrid"]!);
for (const x of r) {
  const p = loaded.find((p) => p.person.slug === x.slug)!;
  const t = (id: string) => p.entries.find((e) => e.id === id)?.text?.slice(0, 260);
  console.log("\n##", x.type, x.question, x.scores.recall5.toFixed(2), x.ranked.slice(0, 5).join(" "));
  if (x.scores.recall5 < 1)
    for (const id of x.relevant.filter((i) => !x.ranked.slice(0, 5).includes(i)).slice(0, 3))
      console.log("   missed", id, p.entries.find((e) => e.id === id)?.happenedAt.slice(0, 10), t(id));
}
await stack.close();
