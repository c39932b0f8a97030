import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { retrieve } from "#lib/retrieve.ts";
import { createWorld, type World } from "#tests/leaks/world.ts";

const model = createModel({});
let world: World;
beforeAll(async () => {
  world = await createWorld();
  await write(world.stranger.id, [
    ["The fever started at noon, 39.2 and rising.", "2026-10-12T12:00:00Z"],
    ["The fever started at noon, 39.2 and rising.", "2026-10-12T12:05:00Z"],
    ["Whiny all evening, would not touch her dinner.", "2026-10-11T19:00:00Z"],
    ["We built a castle from boxes.", "2026-11-18T15:00:00Z"],
    ["Built a castle again, bigger.", "2026-05-18T15:00:00Z"],
    ["She said «never again» about the dentist.", "2026-06-01T15:00:00Z"],
  ]);
});
afterAll(() => world.close());

async function write(userId: string, passages: [string, string][]): Promise<void> {
  const vectors = await model.embed(passages.map(([content]) => content));
  for (const [at, [content, happenedAt]] of passages.entries()) {
    await sql`insert into public.documents (user_id, content, happened_at, embedding, embedding_model)
      values (${userId}, ${content}, ${happenedAt}, ${JSON.stringify(vectors[at])}::text::extensions.halfvec, ${model.embeddingModel})`.execute(
      world.root,
    );
  }
}

type Search = Partial<{ from_time: string; to_time: string; recent_at: string; match_count: number; words: boolean }>;
async function search(query: string, { words, ...options }: Search = {}) {
  const [vector] = await model.embed([query]);
  const { data, error } = await world.stranger.client.rpc("search_passages", {
    query_text: query,
    model: model.embeddingModel,
    ...(words ? {} : { query_embedding: JSON.stringify(vector) }),
    ...options,
  });
  if (error) throw new Error(`${error.code} ${error.message}`);
  return data;
}
const contents = async (...args: Parameters<typeof search>) => (await search(...args)).map((row) => row.content);

describe("search_passages", () => {
  it("finds by words and by meaning, each once, the nearest first", async () => {
    const found = await contents("When did the fever start?");
    expect(found[0]).toMatch(/^The fever started/);
    expect(found.filter((content) => content.startsWith("The fever started"))).toHaveLength(1);
  });

  it("works with words alone, takes quoted words together and leaves out what has a minus", async () => {
    expect(await contents("castle", { words: true })).toHaveLength(2);
    expect(await contents("castle -bigger", { words: true })).toEqual(["We built a castle from boxes."]);
    expect(await contents('"castle from boxes"')).toEqual(["We built a castle from boxes."]);
    expect(await contents('"boxes from castle"')).toEqual([]);
    expect(await contents("'; drop table documents; -- \\ ' & | ! <-> :*", { words: true })).toEqual([]);
  });

  it("keeps to the time asked for, and brings what stands in it although it shares no word", async () => {
    const evening = { from_time: "2026-10-11T00:00:00Z", to_time: "2026-10-12T00:00:00Z" };
    expect(await contents("How was the fever?", evening)).toEqual(["Whiny all evening, would not touch her dinner."]);
    const november = await contents("castle", { from_time: "2026-11-01T00:00:00Z" });
    expect(november[0]).toBe("We built a castle from boxes.");
    expect(november.join()).not.toContain("bigger");
  });

  it("lets the recent weigh more when the question is about now", async () => {
    const [first, second] = (await search("castle bigger again", {})).map((row) => row.content);
    expect(first).toContain("bigger");
    expect(second).toContain("boxes");
    const scores = Object.fromEntries(
      (await search("castle bigger again", { recent_at: "2026-11-20T00:00:00Z" })).map((row) => [
        row.content,
        row.score,
      ]),
    );
    const plain = Object.fromEntries((await search("castle bigger again")).map((row) => [row.content, row.score]));
    const gain = (content: string) => (scores[content] as number) / (plain[content] as number);
    expect(gain("We built a castle from boxes.")).toBeGreaterThan(1.2);
    expect(gain("Built a castle again, bigger.")).toBeCloseTo(1, 3);
  });

  it("never returns more than asked, nor more than 50", async () => {
    expect(await contents("castle", { match_count: 1 })).toHaveLength(1);
    expect((await contents("the fever castle dentist", { match_count: 1000 })).length).toBeLessThanOrEqual(50);
  });

  it("gives the same bytes whatever others have stored, and nothing of theirs", async () => {
    const questions = ["When did the fever start?", "castle", "dentist never again", "How was the evening?"];
    const trace = async () => JSON.stringify(await Promise.all(questions.map((question) => search(question))));
    const before = await trace();
    expect(before).toContain("The fever started");
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom(...questions, "fever fever", "zzcanary castle"),
            fc.date({ min: new Date("2026-01-01"), max: new Date("2026-11-20"), noInvalidDate: true }),
          ),
          { minLength: 1, maxLength: 12 },
        ),
        async (theirs) => {
          await write(
            world.third.id,
            theirs.map(([content, at]) => [`zzcanary ${content}`, at.toISOString()]),
          );
          const after = await trace();
          expect(after).toBe(before);
          expect(after).not.toContain("zzcanary");
        },
      ),
      { numRuns: 10 },
    );
  });

  it("finds a check-in by a tag that its words do not say, and by no tag of anybody else's", async () => {
    const tagged = (client: typeof world.stranger.client, note: string, tags: string[]) =>
      client
        .from("check_ins")
        .insert({ mood: 2, note, tags, happened_at: "2026-01-05T22:00:00Z" })
        .select("id")
        .single();
    const { data } = await tagged(world.stranger.client, "Sat in the car till the song ended.", [
      "jealousy",
      "bedtime",
    ]);
    const question = ["When was I jealous? Jealousy at bedtime", { words: true }] as const;
    const before = await search(...question);
    expect(before).toMatchObject([{ content: "Sat in the car till the song ended.", tags: ["jealousy", "bedtime"] }]);
    expect(await contents('"jealousy bedtime"', { words: true })).toHaveLength(1);
    for (const note of ["zzcanary one", "zzcanary two"])
      expect((await tagged(world.third.client, note, ["jealousy", "castle"])).error).toBeNull();
    expect(JSON.stringify(await search(...question))).toBe(JSON.stringify(before));

    const { error } = await world.stranger.client
      .from("check_ins")
      .update({ tags: ["relief"] })
      .eq("id", data?.id as string);
    expect(error).toBeNull();
    expect(await contents(...question)).toEqual([]);
    expect(await contents("relief", { words: true })).toEqual(["Sat in the car till the song ended."]);
  });

  it("is not for people who are not signed in", async () => {
    const { error } = await world.anon.rpc("search_passages", { query_text: "fever" });
    expect(error?.code).toBe("42501");
  });
});

describe("check_in_summary", () => {
  const summary = async (args: object) => {
    const { data, error } = await world.stranger.client.rpc("check_in_summary", args as never).single();
    if (error) throw new Error(`${error.code} ${error.message}`);
    return data as Record<string, unknown>;
  };

  it("counts the caller's own days by the caller's own clock", async () => {
    const rows = [
      // 1 October in Berlin, still September in UTC.
      { mood: 1, sleep_hours: 2, happened_at: "2026-09-30T22:30:00Z" },
      { mood: 5, sleep_hours: 8, happened_at: "2026-10-10T08:00:00Z" },
      { mood: 3, sleep_hours: null, happened_at: "2026-10-31T22:30:00Z" },
    ];
    expect((await world.stranger.client.from("check_ins").insert(rows)).error).toBeNull();
    expect(
      (
        await world.third.client
          .from("check_ins")
          .insert([{ mood: 1, sleep_hours: 1, happened_at: "2026-10-10T08:00:00Z" }])
      ).error,
    ).toBeNull();
    const october = { from_day: "2026-10-01", to_day: "2026-10-31" };
    expect(await summary({ ...october, time_zone: "Europe/Berlin" })).toMatchObject({
      check_ins: 3,
      mood_least: 1,
      mood_most: 5,
      sleep_count: 2,
      sleep_average: 5,
      best_day: "2026-10-10",
      hardest_day: "2026-10-01",
    });
    expect(await summary({ ...october, time_zone: "UTC" })).toMatchObject({ check_ins: 2, sleep_average: 8 });
    expect(await summary({ ...october, time_zone: "No/Where" })).toMatchObject({ check_ins: 2 });
    expect(await summary({ ...october, time_zone: "Europe/Berlin", measure: "sleep", at_most: 4.9 })).toMatchObject({
      matching: 1,
      matching_days: ["2026-10-01"],
    });
    expect(await summary({ from_day: "2020-01-01", to_day: "2020-01-02" })).toMatchObject({
      check_ins: 0,
      mood_average: null,
      best_day: null,
    });
  });
});

describe("a long note", () => {
  const paragraphs = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `Part ${at}. ${"We talked about the night and the day after it. ".repeat(12)}`,
    );
  const pieces = async (id: string) => {
    const { data } = await world.stranger.client
      .from("documents")
      .select("content, chunk_index")
      .eq("note_id", id)
      .order("chunk_index");
    return data ?? [];
  };

  it("becomes several passages that are the note when put together, and one again when it is cut", async () => {
    const text = paragraphs(12).join("\n\n");
    const { data } = await world.stranger.client.from("notes").insert({ text, title: "Long" }).select("id").single();
    const id = data?.id as string;
    const stored = await pieces(id);
    expect(stored.length).toBeGreaterThan(2);
    expect(stored.map((piece) => piece.chunk_index)).toEqual(stored.map((_, at) => at));
    expect(stored.map((piece) => piece.content).join("")).toBe(text);
    for (const { content } of stored) expect(content.length).toBeLessThanOrEqual(2400);
    expect(stored.slice(1).every((piece) => piece.content.startsWith("Part "))).toBe(true);
    await world.stranger.client.from("notes").update({ text: "Short after all." }).eq("id", id);
    expect(await pieces(id)).toEqual([{ content: "Short after all.", chunk_index: 0 }]);
  });

  it("of up to 4,000 characters stays one passage, verbatim; without any space it is still cut", async () => {
    const insert = async (text: string) =>
      (await world.stranger.client.from("notes").insert({ text }).select("id").single()).data?.id as string;
    expect(await pieces(await insert("x".repeat(4000)))).toHaveLength(1);
    const whole = "y".repeat(19_999);
    const cut = await pieces(await insert(whole));
    expect(cut.map((piece) => piece.content).join("")).toBe(whole);
    expect(cut.length).toBeGreaterThan(5);
  });

  it("shows each passage with its neighbours", async () => {
    const text = paragraphs(12).join("\n\n").replace("Part 6.", "Part 6 is about the hamster.");
    const { data } = await world.stranger.client.from("notes").insert({ text }).select("id").single();
    const stored = await pieces(data?.id as string);
    const found = (await search("hamster", { words: true }))[0];
    const at = found?.chunk_index as number;
    expect(found?.content).toContain("hamster");
    expect(at).toBeGreaterThan(0);
    expect(found?.before_content).toBe(stored[at - 1]?.content);
    expect(found?.after_content).toBe(stored[at + 1]?.content);
  });
});

describe("retrieve", () => {
  it("puts the latest of many first when the last time is asked for, however much more others say", async () => {
    const told = "Fever again: teething, teething, teething, and the fever came back at night";
    const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at * 9, 12)).toISOString();
    await write(world.third.id, [
      ...Array.from({ length: 24 }, (_, at): [string, string] => [`${told}, day ${at + 1}.`, day(at)]),
      ["Teething gel, fever drops, bed.", "2026-11-14T20:00:00Z"],
    ]);
    vi.stubEnv("SUPABASE_URL", world.stack.url);
    vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", world.stack.secrets.publishableKey);
    const session = { supabase: world.third.client, userId: world.third.id, email: null };
    const options = { limit: 5, now: new Date("2026-11-20T21:00:00Z") };
    const first = async (question: string) => (await retrieve(session, question, options))[0]?.source.happenedAt;
    expect(await first("When did I last write about the teething fever?")).toBe("2026-11-14T20:00:00Z");
    expect(await first("When was the most recent fever with teething?")).toBe("2026-11-14T20:00:00Z");
    // Without "last" the fullest telling comes first, as it should.
    expect(await first("Tell me about the teething fever that came back at night")).not.toBe("2026-11-14T20:00:00Z");
  });
});
