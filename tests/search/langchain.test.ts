import { SupabaseVectorStore } from "@langchain/community/vectorstores/supabase";
import { Document } from "@langchain/core/documents";
import { Embeddings } from "@langchain/core/embeddings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { createWorld, type World } from "#tests/leaks/world.ts";

/** LangChain's own classes, unmodified, as a developer who follows its documentation uses them. */
class OfflineEmbeddings extends Embeddings {
  private readonly model = createModel({});
  constructor() {
    super({});
  }
  override embedDocuments(texts: string[]): Promise<number[][]> {
    return this.model.embed(texts);
  }
  override async embedQuery(text: string): Promise<number[]> {
    return (await this.model.embed([text]))[0] as number[];
  }
}

let world: World;
let store: SupabaseVectorStore;
let strangers: SupabaseVectorStore;
beforeAll(async () => {
  world = await createWorld();
  const storeOf = (client: any) =>
    new SupabaseVectorStore(new OfflineEmbeddings(), { client, tableName: "documents", queryName: "match_documents" });
  store = storeOf(world.owner.client);
  strangers = storeOf(world.stranger.client);
});
afterAll(() => world.close());

const page = (pageContent: string, metadata: Record<string, unknown> = {}) => new Document({ pageContent, metadata });

describe("LangChain's SupabaseVectorStore on match_documents", () => {
  it("adds, searches, filters by object and by function, and deletes", async () => {
    const ids = await store.addDocuments([
      page("He slept through the night in his own cot.", { topic: "sleep", week: 1 }),
      page("She had a fever and slept on my arm.", { topic: "illness", week: 2 }),
      page("We counted ducks at the pond.", { topic: "outside", week: 3 }),
    ]);
    expect(ids).toHaveLength(3);

    const [best] = await store.similaritySearch("ducks at the pond", 1);
    expect(best?.pageContent).toBe("We counted ducks at the pond.");
    expect(best?.metadata).toEqual({ topic: "outside", week: 3 });

    const scored = await store.similaritySearchWithScore("slept", 3, { topic: "illness" });
    expect(scored.map(([{ pageContent }]) => pageContent)).toEqual(["She had a fever and slept on my arm."]);
    expect(scored[0]?.[1]).toBeGreaterThan(0);

    // The form that LangChain calls a filter function sends no count and narrows the result itself.
    const late = await store.similaritySearch("slept", 5, (rpc) => rpc.filter("metadata->week::int", "gt", 1));
    expect(late.map(({ metadata }) => metadata.topic).sort()).toEqual(["illness", "outside"]);

    await store.delete({ ids: [ids[2] as string] });
    const left = await store.similaritySearch("ducks at the pond", 50);
    expect(left.map(({ pageContent }) => pageContent)).not.toContain("We counted ducks at the pond.");
  });

  it("writes a document again under its own id", async () => {
    const id = crypto.randomUUID();
    await store.addDocuments([page("first wording")], { ids: [id] });
    await store.addDocuments([page("second wording")], { ids: [id] });
    const found = await store.similaritySearch("wording", 50);
    expect(found.map(({ pageContent }) => pageContent).filter((text) => text.includes("wording"))).toEqual([
      "second wording",
    ]);
  });

  it("shows one person nothing of another's, whatever filter they send", async () => {
    await store.addDocuments([page("my secret canary of a night", { secret: true })]);
    for (const filter of [undefined, { secret: true }]) {
      const found = await strangers.similaritySearch("my secret canary of a night", 50, filter);
      expect(JSON.stringify(found)).not.toContain("secret canary");
    }
    const own = await store.similaritySearch("my secret canary of a night", 1, { secret: true });
    expect(own[0]?.pageContent).toBe("my secret canary of a night");
  });
});

describe("the calls of the Supabase documentation", () => {
  it("insert a text with its vector as an array, and search by threshold and count", async () => {
    const model = createModel({});
    const [embedding] = await model.embed(["the first words were moon and no"]);
    const { error } = await world.owner.client
      .from("documents")
      .insert({ content: "the first words were moon and no", embedding } as never);
    expect(error).toBeNull();
    const [query_embedding] = await model.embed(["first words"]);
    const { data, error: failed } = await world.owner.client.rpc("match_documents", {
      query_embedding: query_embedding as never,
      match_threshold: 0.1,
      match_count: 3,
    });
    expect(failed).toBeNull();
    expect(data?.[0]).toMatchObject({ content: "the first words were moon and no", similarity: expect.any(Number) });
    for (const { similarity } of data ?? []) expect(similarity).toBeGreaterThanOrEqual(0.1);
  });
});
