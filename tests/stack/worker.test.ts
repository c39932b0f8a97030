import type { SupabaseClient } from "@supabase/supabase-js";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createModel, type Model, ModelUnavailable } from "#lib/ai/model.ts";
import type { Database } from "#lib/database.types.ts";
import { embedPending, runEmbeddingWorker } from "#lib/jobs/embed.ts";
import { type JobDatabase, jobsOnStack } from "#lib/jobs/job-database.ts";
import { reembed } from "#lib/jobs/reembed.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { signUp } from "./stack-process.ts";

let stack: Stack;
let jobs: JobDatabase;
let root: Kysely<any>;
let person: SupabaseClient<Database>;
let other: SupabaseClient<Database>;
const offline = createModel({});
const unreachable = createModel({ baseURL: "http://127.0.0.1:9/v1", maxRetries: 0 });

beforeAll(async () => {
  stack = await startStack();
  root = stack.database.connection.kysely;
  jobs = jobsOnStack(root);
  const run = Date.now().toString(36);
  const address = { url: stack.url, publishableKey: stack.secrets.publishableKey };
  person = await signUp(address, `worker-${run}@example.test`);
  other = await signUp(address, `second-${run}@example.test`);
});
beforeEach(async () => {
  await sql`delete from private.embedding_queue`.execute(root);
  await sql`delete from public.documents`.execute(root);
});
afterAll(() => stack.close());

async function dueNow(): Promise<void> {
  await sql`update private.embedding_queue set run_after = now()`.execute(root);
}
async function passages(of = person) {
  return (await of.from("documents").select("id, content, embedding, embedding_model").order("created_at")).data ?? [];
}
async function queue() {
  const { rows } = await sql<{ attempts: number; last_error: string | null; dead: boolean; due: boolean }>`
    select attempts, last_error, dead_at is not null as dead, run_after <= now() as due from private.embedding_queue`.execute(
    root,
  );
  return rows;
}
async function write(of: SupabaseClient<Database>, texts: string[]): Promise<void> {
  const { error } = await of.from("documents").insert(texts.map((content) => ({ content })));
  if (error) throw error;
}
/** The offline model under a name, which notes every request. */
function noted(embeddingModel = offline.embeddingModel): Model & { requests: string[][] } {
  const requests: string[][] = [];
  return {
    ...offline,
    embeddingModel,
    requests,
    embed(texts) {
      requests.push(texts);
      return offline.embed(texts);
    },
  };
}
/** A provider that refuses any text with a word in it. */
const refusing = (word: string): Model => ({
  ...offline,
  async embed(texts) {
    if (texts.some((text) => text.includes(word))) throw new ModelUnavailable("refused");
    return offline.embed(texts);
  },
});

describe("the embedding worker", () => {
  it("keeps the entry and puts the job off when the provider is down, and embeds it later", async () => {
    await person.from("check_ins").insert({ mood: 2, note: "Up at 2, at 3 and at 4." });
    expect(await embedPending(jobs, unreachable)).toMatchObject({ claimed: 1, embedded: 0, postponed: 1 });
    expect(await passages()).toMatchObject([{ content: "Up at 2, at 3 and at 4.", embedding: null }]);
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });

    await dueNow();
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 1, embedded: 1 });
    expect((await passages())[0]?.embedding_model).toBe(offline.embeddingModel);
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });
  });

  it("does not store a vector for text that changed while it was being embedded", async () => {
    const { data } = await person.from("check_ins").insert({ mood: 3, note: "first words" }).select("id");
    const editing: Model = {
      ...offline,
      async embed(texts) {
        await person
          .from("check_ins")
          .update({ note: "other words" })
          .eq("id", data?.[0]?.id as string);
        return offline.embed(texts);
      },
    };
    await embedPending(jobs, editing);
    expect(await passages()).toMatchObject([{ content: "other words", embedding: null }]);
    await dueNow();
    await embedPending(jobs, offline);
    expect((await passages())[0]?.embedding).not.toBeNull();
  });

  it("makes a check-in's vector of its tags, too, and another when they change", async () => {
    const model = noted();
    const row = { mood: 2, note: "Sat in the car till the song ended.", tags: ["jealousy", "bedtime"] };
    const { data } = await person.from("check_ins").insert(row).select("id").single();
    const tag = async (tags: string[]) => {
      const { error } = await person
        .from("check_ins")
        .update({ tags })
        .eq("id", data?.id as string);
      expect(error).toBeNull();
    };
    await embedPending(jobs, model);
    expect(await passages()).toMatchObject([{ content: row.note, embedding_model: offline.embeddingModel }]);
    await tag(row.tags);
    expect(await queue()).toEqual([]);
    await tag(["relief"]);
    expect(await passages()).toMatchObject([{ content: row.note, embedding: null, embedding_model: null }]);
    const tagging: Model = {
      ...model,
      async embed(texts) {
        await tag([]);
        return model.embed(texts);
      },
    };
    await embedPending(jobs, tagging);
    expect((await passages())[0]?.embedding).toBeNull();
    await dueNow();
    await embedPending(jobs, model);
    expect((await passages())[0]?.embedding).not.toBeNull();
    expect(model.requests).toEqual([[`${row.note}\n\njealousy, bedtime`], [`${row.note}\n\nrelief`], [row.note]]);
  });

  it("takes up again what a worker that died had claimed", async () => {
    await write(person, ["claimed and abandoned"]);
    await jobs.asJob((tx) => sql`select * from private.claim_embedding_jobs()`.execute(tx));
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });
    await dueNow();
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 1, embedded: 1 });
  });

  it("gives a text up that is refused eight times, without holding up the others, and says so without its content", async () => {
    await write(person, ["a good night", "a text with poison in it", "a bad night"]);
    const model = refusing("poison");
    expect(await embedPending(jobs, model)).toEqual({ claimed: 3, embedded: 2, postponed: 1, dead: 0 });
    for (let attempt = 2; attempt < 8; attempt++) {
      expect((await queue())[0]).toEqual({ attempts: attempt - 1, last_error: "refused", dead: false, due: false });
      await dueNow();
      expect(await embedPending(jobs, model)).toMatchObject({ claimed: 1, postponed: 1, dead: 0 });
    }
    await dueNow();
    expect(await embedPending(jobs, model)).toMatchObject({ claimed: 1, postponed: 0, dead: 1 });
    await dueNow();
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });
    const { rows } = await sql<object>`select * from private.embedding_queue where dead_at is not null`.execute(root);
    expect(rows).toMatchObject([{ attempts: 8, last_error: "refused" }]);
    expect(JSON.stringify(rows)).not.toContain("poison");

    const dead = (await passages()).find(({ embedding }) => embedding === null);
    await person
      .from("documents")
      .update({ content: "the same without it" })
      .eq("id", dead?.id as string);
    expect(await embedPending(jobs, model)).toMatchObject({ claimed: 1, embedded: 1 });
    expect(await queue()).toEqual([]);
  });

  it("gives a text up with which its worker dies eight times", async () => {
    await write(person, ["too much for any worker"]);
    for (let attempt = 1; attempt <= 8; attempt++) {
      const { rows } = await jobs.asJob((tx) => sql`select * from private.claim_embedding_jobs()`.execute(tx));
      expect(rows).toMatchObject([{ attempts: attempt }]);
      await dueNow();
    }
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });
    expect(await queue()).toMatchObject([{ attempts: 8, last_error: "worker_died", dead: true }]);
  });

  it("never gives anything up because the provider does not serve", async () => {
    await write(person, ["one", "two"]);
    await write(other, ["three"]);
    const wrongKey: Model = {
      ...offline,
      async embed() {
        throw new ModelUnavailable("refused");
      },
    };
    for (let round = 0; round < 10; round++) {
      for (const model of [unreachable, wrongKey]) {
        await dueNow();
        const { dead, pauseSeconds } = await embedPending(jobs, model);
        expect({ dead, pauseSeconds }).toEqual({ dead: 0, pauseSeconds: 1 });
      }
    }
    expect(await queue()).toMatchObject(Array(3).fill({ attempts: 0, dead: false }));
    await dueNow();
    expect(await embedPending(jobs, offline)).toMatchObject({ embedded: 3 });
  });

  it("gives back at once what it has not finished when it is stopped", async () => {
    await write(person, ["one", "two"]);
    await write(other, ["three"]);
    const stop = new AbortController();
    const stopped: Model = {
      ...offline,
      async embed(_, options) {
        stop.abort();
        options?.signal?.throwIfAborted();
        return [];
      },
    };
    expect(await embedPending(jobs, stopped, { signal: stop.signal })).toMatchObject({ claimed: 3, embedded: 0 });
    expect(await queue()).toEqual(Array(3).fill({ attempts: 0, last_error: null, dead: false, due: true }));
  });

  it("embeds each passage once with several at work, and sends no two people's words in one request", async () => {
    const words = (who: string) => Array.from({ length: 40 }, (_, n) => `${who} wrote this ${n}`);
    await Promise.all([write(person, words("first")), write(other, words("second"))]);
    const stop = new AbortController();
    const model = noted();
    let embedded = 0;
    const work = Array.from({ length: 4 }, () =>
      runEmbeddingWorker(jobs, model, {
        signal: stop.signal,
        batch: 7,
        report(event, { count }) {
          if (event === "embedded") embedded += Number(count);
          if (embedded === 80) stop.abort();
        },
      }),
    );
    await Promise.all(work);
    expect(model.requests.flat().sort()).toEqual([...words("first"), ...words("second")].sort());
    expect(model.requests.filter((texts) => new Set(texts.map((text) => text.split(" ")[0])).size > 1)).toEqual([]);
    expect(model.requests.some((texts) => texts.length > 1)).toBe(true);
    expect(await queue()).toEqual([]);
  });
});

describe("moving to another embedding model", () => {
  /** Every passage of a person, by the model in which a search finds it. */
  async function found(of: SupabaseClient<Database>, model: string): Promise<string[]> {
    const [vector] = await offline.embed(["this was written"]);
    const { data, error } = await of.rpc("match_documents", { query_embedding: JSON.stringify(vector), model });
    if (error) throw error;
    return data.map(({ content }) => content);
  }

  it("leaves every passage to be found at every moment, in one of the two, and goes on where it was stopped", async () => {
    const texts = (who: string) => Array.from({ length: 30 }, (_, n) => `${who} this was written ${n}`);
    await write(person, texts("first"));
    await write(other, [...texts("second"), "poison"]);
    await person
      .from("documents")
      .insert({ content: "by somebody else's program", embedding: JSON.stringify([1, ...Array(1535).fill(0)]) });
    while ((await embedPending(jobs, noted("old-model"))).claimed > 0);

    const complete = async () => {
      for (const [of, who] of [
        [person, "first"],
        [other, "second"],
      ] as const) {
        const both = [...(await found(of, "old-model")), ...(await found(of, "new-model"))];
        expect(both.filter((text) => text !== "poison").sort()).toEqual(texts(who).sort());
      }
    };
    const model = { ...refusing("poison"), embeddingModel: "new-model" };
    const stop = new AbortController();
    const first = await reembed(jobs, model, {
      signal: stop.signal,
      onProgress: ({ tenantsDone }) => tenantsDone === 1 && stop.abort(),
    });
    expect(first).toMatchObject({ tenants: 2, tenantsDone: 1, passages: 61 });
    await complete();
    expect((await found(person, "new-model")).length + (await found(other, "new-model")).length).toBe(30);

    expect((await reembed(jobs, model)).passagesDone).toBeGreaterThanOrEqual(30);
    await complete();
    expect(await found(person, "new-model")).toHaveLength(30);
    expect(await found(other, "new-model")).toHaveLength(30);
    expect(await found(other, "old-model")).toEqual(["poison"]);
    expect((await passages()).filter(({ embedding_model }) => embedding_model === null)).toHaveLength(1);
    expect(await reembed(jobs, model)).toMatchObject({ tenants: 1, passages: 1, refused: 1 });
  });
});
