import type { SupabaseClient } from "@supabase/supabase-js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel, type Model } from "#lib/ai/model.ts";
import type { Database } from "#lib/database.types.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { type JobDatabase, jobsOnStack } from "#lib/jobs/job-database.ts";
import { type Stack, startStack } from "#supabase/local/stack.ts";
import { signUp } from "./stack-process.ts";

let stack: Stack;
let jobs: JobDatabase;
let person: SupabaseClient<Database>;
const offline = createModel({});
const unreachable = createModel({ baseURL: "http://127.0.0.1:9/v1", maxRetries: 0 });

beforeAll(async () => {
  stack = await startStack();
  jobs = jobsOnStack(stack.database.connection.kysely);
  person = await signUp({ url: stack.url, publishableKey: stack.secrets.publishableKey }, "worker@example.test");
});
afterAll(() => stack.close());

async function dueNow(): Promise<void> {
  await sql`update private.embedding_queue set run_after = now()`.execute(stack.database.connection.kysely);
}
async function passages() {
  return (await person.from("documents").select("content, embedding, embedding_model").order("created_at")).data ?? [];
}

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
    expect((await passages()).find((row) => row.content === "other words")?.embedding).toBeNull();
    await dueNow();
    await embedPending(jobs, offline);
    expect((await passages()).find((row) => row.content === "other words")?.embedding).not.toBeNull();
  });

  it("takes up again what a worker that died had claimed", async () => {
    await person.from("check_ins").insert({ mood: 3, note: "claimed and abandoned" });
    await jobs.asJob((tx) => sql`select * from private.claim_embedding_jobs()`.execute(tx));
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 0 });
    await dueNow();
    expect(await embedPending(jobs, offline)).toMatchObject({ claimed: 1, embedded: 1 });
  });
});
