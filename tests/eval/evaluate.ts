import { type Kysely, sql } from "kysely";
import { createModel, type Model } from "#lib/ai/model.ts";
import { offlineAnswer } from "#lib/ai/offline-coach.ts";
import { relatedWords } from "#lib/ai/offline-embedding.ts";
import { buildCoachPrompt } from "#lib/ai/prompt.ts";
import { webEnv } from "#lib/env.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { periodIn } from "#lib/period.ts";
import { startStack } from "#supabase/local/stack.ts";
import { type Journal, NOW, type Question, storeJournal } from "./corpus.ts";

export const METHODS = ["words", "vector", "hybrid", "coach"] as const;
export type Method = (typeof METHODS)[number];

/** Of the marked passages: the share among the first five, 1/rank of the first, nDCG of the first ten, any in five. */
export interface Figures {
  recall: number;
  mrr: number;
  ndcg: number;
  hit: number;
}
export interface Scored {
  journal: string;
  question: Question;
  methods: Record<Method, Figures>;
  answer: { text: string; honest: boolean; verbatim: boolean; citesRetrieved: boolean; citesMarked: boolean };
}

interface Row {
  source_id: string;
  content: string;
  happened_at: string | Date | null;
  source_kind: string;
  title: string | null;
  coverage: number;
}

/** Puts the journals into a stack of their own, asks every question in every way, as its owner, and scores what comes. */
export async function evaluate(journals: Journal[]): Promise<{ model: string; scored: Scored[] }> {
  const stack = await startStack();
  const root = stack.database.connection.kysely;
  const model = modelOfTheEnvironment(stack.url, stack.secrets.publishableKey);
  const scored: Scored[] = [];
  try {
    for (const journal of journals) scored.push(...(await evaluateOne(root, model, journal)));
  } finally {
    await stack.close();
  }
  return { model: model.embeddingModel, scored };
}

function modelOfTheEnvironment(url: string, key: string): Model {
  process.env.SUPABASE_URL ??= url;
  process.env.SUPABASE_PUBLISHABLE_KEY ??= key;
  return createModel(webEnv().model);
}

// biome-ignore lint/suspicious/noExplicitAny: the tests speak SQL; there is no Kysely schema
async function evaluateOne(root: Kysely<any>, model: Model, journal: Journal): Promise<Scored[]> {
  const userId = crypto.randomUUID();
  await sql`insert into auth.users (id, email) values (${userId}, ${`${userId}@example.test`})`.execute(root);
  const claims = JSON.stringify({ sub: userId, role: "authenticated" });
  const entries = await root.transaction().execute(async (tx) => {
    await sql`select set_config('request.jwt.claims', ${claims}, true)`.execute(tx);
    return storeJournal(tx, userId, journal);
  });
  const jobs = jobsOnStack(root);
  while ((await embedPending(jobs, model, { batch: 256 })).claimed > 0);
  const asOwner = (query: ReturnType<typeof sql<Row>>) =>
    root.transaction().execute(async (tx) => {
      await sql`select set_config('request.jwt.claims', ${claims}, true)`.execute(tx);
      await sql`set local role authenticated`.execute(tx);
      return (await query.execute(tx)).rows;
    });
  const scored: Scored[] = [];
  for (const question of journal.questions) {
    const [vector] = await model.embed([question.question]);
    const found = await inEveryWay(asOwner, question.question, JSON.stringify(vector));
    const ids = (rows: Row[]) => rows.map(({ source_id }) => entries.get(source_id) ?? "");
    scored.push({
      journal: journal.person.slug,
      question,
      methods: Object.fromEntries(
        METHODS.map((method) => [method, figures(ids(found[method]), question.relevant)]),
      ) as Record<Method, Figures>,
      answer: judged(question, found.coach.slice(0, 8), ids(found.coach)),
    });
  }
  return scored;
}

async function inEveryWay(
  asOwner: (query: ReturnType<typeof sql<Row>>) => Promise<Row[]>,
  question: string,
  vector: string,
): Promise<Record<Method, Row[]>> {
  const related = relatedWords(question);
  const period = periodIn(question, NOW, "UTC");
  const hybrid = (from: string | null, before: string | null) =>
    asOwner(sql<Row>`select * from public.search_passages(${question}, ${vector}::text::extensions.halfvec, 10,
      ${from}::timestamptz, ${before}::timestamptz, null, null, array(select jsonb_array_elements_text(${JSON.stringify(related)}::text::jsonb)))`);
  return {
    words: await asOwner(sql<Row>`
      with asked as (select string_agg(quote_literal(lexeme), '|')::tsquery as words from unnest(to_tsvector('english', ${question}::text)))
      select *, coalesce(check_in_id, note_id) as source_id, 0 as coverage from public.documents d, asked
      where d.words @@ asked.words order by ts_rank_cd(d.words, asked.words) desc, id limit 10`),
    vector: await asOwner(
      sql<Row>`select *, 0 as coverage from public.match_documents(${vector}::text::extensions.halfvec, 10)`,
    ),
    hybrid: await hybrid(null, null),
    coach: await hybrid(period?.from ?? null, period?.before ?? null),
  };
}

function figures(ranked: string[], relevant: string[]): Figures {
  const gain = (at: number) => 1 / Math.log2(at + 2);
  const first = ranked.findIndex((id) => relevant.includes(id));
  const top = ranked.slice(0, 5).filter((id) => relevant.includes(id)).length;
  const dcg = ranked.slice(0, 10).reduce((sum, id, at) => sum + (relevant.includes(id) ? gain(at) : 0), 0);
  const ideal = relevant.slice(0, 10).reduce((sum, _, at) => sum + gain(at), 0);
  return {
    recall: top / Math.max(1, Math.min(relevant.length, 5)),
    mrr: first < 0 ? 0 : 1 / (first + 1),
    ndcg: ideal === 0 ? 0 : dcg / ideal,
    hit: top > 0 ? 1 : 0,
  };
}

/** The offline coach's answer from these passages, and whether it keeps its promises. */
function judged(question: Question, rows: Row[], ids: string[]): Scored["answer"] {
  const period = periodIn(question.question, NOW, "UTC");
  const [, user] = buildCoachPrompt({
    question: question.question,
    passages: rows.map((row, at) => ({
      label: String(at + 1),
      kind: row.source_kind,
      title: row.title,
      happenedAt: row.happened_at ? new Date(row.happened_at).toISOString() : null,
      content: row.content,
      coverage: row.coverage,
    })),
    checkIns: { period: period?.words ?? "in the last 14 days", measures: [], days: [] },
    history: [],
    now: NOW,
    timeZone: "UTC",
  });
  const text = offlineAnswer(user?.content ?? "");
  const cited = [...text.matchAll(/“([^”]*)” \[(\d+)\]/g)].map(([, quote = "", label]) => ({
    quote,
    at: Number(label) - 1,
  }));
  const labels = [...text.matchAll(/\[(\d+)\]/g)].map(([, label]) => Number(label) - 1);
  return {
    text,
    honest: /I don't find that/.test(text),
    verbatim: cited.every(({ quote, at }) => rows[at]?.content.includes(quote)),
    citesRetrieved: labels.every((at) => at >= 0 && at < rows.length),
    citesMarked: labels.some((at) => question.relevant.includes(ids[at] ?? "")),
  };
}
