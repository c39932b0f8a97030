import { readTime } from "#lib/period.ts";
import { NOW, people } from "./corpus.ts";

let ok = 0,
  n = 0;
for (const p of people())
  for (const q of p.questions) {
    const t = readTime(q.question, NOW, "UTC");
    const exp = q.from ? `${q.from}..${q.to}` : "";
    const got = t.period ? `${t.period.from}..${t.period.to}` : "";
    n++;
    if (exp === got) ok++;
    else console.log(q.type, q.question, "| exp", exp, "got", got);
    if (t.event) console.log("   EVENT", q.question, JSON.stringify(t.event));
  }
console.log(ok, n);
