import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { POST as checkIn } from "../../app/api/check-ins/route.ts";
import { DELETE, GET, PATCH } from "../../app/api/conversations/[id]/route.ts";
import { GET as list } from "../../app/api/conversations/route.ts";
import { GET as health } from "../../app/api/health/route.ts";
import { GET as openapi } from "../../app/api/openapi.json/route.ts";
import { PATCH as profile } from "../../app/api/profile/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let ben: Caller;
const MADE_UP = "00000000-0000-4000-8000-000000000000";
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
  ben = await api.person("ben");
  await ada.call(checkIn, "POST", { mood: 2, sleepHours: 4, note: "Slept badly, canary-ada sang all night." });
  await ada.call(checkIn, "POST", { mood: 4, sleepHours: 7, note: "Slept like a stone." });
  await ben.call(checkIn, "POST", { mood: 3, sleepHours: 6, note: "Slept all right." });
  await api.embedAll();
});
afterAll(() => api.stack.close());
beforeEach(() => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_API_KEY;
});

function parts(stream: string): any[] {
  return stream.split("\n\n").flatMap((event) => (event.startsWith("data: {") ? [JSON.parse(event.slice(6))] : []));
}
async function ask(person: Caller, body: object) {
  const response = await person.call(chat, "POST", body);
  const all = parts(await response.text());
  return {
    response,
    text: all.map((part) => part.delta ?? "").join(""),
    conversation: all.find((part) => part.type === "data-conversation")?.data,
    sources: all.filter((part) => part.type === "source-document"),
    safety: all.find((part) => part.type === "data-safety")?.data,
  };
}
async function said(person: Caller, id: string) {
  const { messages } = await (await person.call(GET, "GET", undefined, { id })).json();
  return messages as { role: string; parts: { type: string; text?: string }[]; metadata: { status: string } }[];
}
async function provided<T>(work: (provider: FakeProvider) => Promise<T>): Promise<T> {
  const provider = await startFakeProvider();
  process.env.OPENAI_BASE_URL = provider.url;
  // The passages were embedded by the offline model; the fake provider makes the same vectors under its name.
  process.env.OPENAI_EMBEDDING_MODEL = OFFLINE_EMBEDDING_MODEL;
  try {
    return await work(provider);
  } finally {
    delete process.env.OPENAI_EMBEDDING_MODEL;
    await provider.close();
  }
}

describe("POST /api/chat", () => {
  it("streams an answer from the person's own entries, with its sources, and keeps it", async () => {
    const { response, text, conversation, sources } = await ask(ada, { message: "How did I sleep?" });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(text).toContain("5.5 hours on average");
    expect(sources.length).toBeGreaterThan(0);
    expect(sources[0].providerMetadata.nightlight).toMatchObject({
      kind: "check_in",
      excerpt: expect.stringContaining("Slept"),
    });
    const kept = await said(ada, conversation.id);
    expect(kept.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(kept[1]?.parts[0]?.text).toBe(text);
    expect(kept[1]?.parts.filter(({ type }) => type === "source-document")).toHaveLength(sources.length);
  });

  it("says by which tags an entry was found, at once and when the conversation is opened again", async () => {
    const cleo = await api.person("cleo");
    await cleo.call(checkIn, "POST", {
      mood: 2,
      note: "Sat in the car till the song ended.",
      tags: ["jealousy", "night"],
    });
    await api.embedAll();
    const { text, conversation, sources } = await ask(cleo, { message: "When was there jealousy?" });
    expect(text).toContain("Sat in the car");
    const shown = (all: { type: string }[]) => all.flatMap((part: any) => part.providerMetadata?.nightlight.tags ?? []);
    expect(shown(sources)).toEqual(["jealousy", "night"]);
    expect(shown((await said(cleo, conversation.id))[1]?.parts ?? [])).toEqual(["jealousy", "night"]);
  });

  it("never brings one person's words to another: not in the answer, not in the sources, not to the provider", async () => {
    const { text, sources } = await ask(ben, { message: "How did I sleep, and what about canary-ada?" });
    expect(text + JSON.stringify(sources)).not.toContain("sang all night");
    expect(text).toContain("Slept all right");
    await provided(async (provider) => {
      await ask(ben, { message: "How did I sleep?" });
      expect(provider.bodies.join()).toContain("Slept all right");
      expect(provider.bodies.join()).not.toContain("canary-ada");
      await ask(ada, { message: "How did I sleep?" });
      expect(provider.bodies.join()).toContain("canary-ada");
    });
  });

  it("asks for a session, and refuses 2,001 characters", async () => {
    expect((await caller("").call(chat, "POST", { message: "hello" })).status).toBe(401);
    expect((await ada.call(chat, "POST", { message: "x".repeat(2001) })).status).toBe(400);
    expect((await ada.call(chat, "POST", { message: "x".repeat(2000) })).status).toBe(200);
  });

  it("answers a foreign conversation exactly as a made-up one", async () => {
    const { conversation } = await ask(ada, { message: "hi" });
    const answers = [];
    for (const conversationId of [conversation.id, MADE_UP, "nonsense"]) {
      const response = await ben.call(chat, "POST", { conversationId, message: "let me in" });
      answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    const retry = await ben.call(chat, "POST", {
      conversationId: conversation.id,
      message: "x",
      retryOf: conversation.questionId,
    });
    expect(retry.status).toBe(404);
    expect(await said(ada, conversation.id)).toHaveLength(2);
  });

  it("keeps the question when the provider is down, says 503, and answers it on a retry", async () => {
    process.env.OPENAI_BASE_URL = "http://127.0.0.1:9/v1";
    const down = await ada.call(chat, "POST", { message: "Is anybody there?" });
    expect(down.status).toBe(503);
    expect(Number(down.headers.get("retry-after"))).toBeGreaterThan(0);
    const { error } = await down.json();
    expect(error).toMatchObject({ code: "model_unavailable", conversationId: expect.any(String) });
    expect(await said(ada, error.conversationId)).toMatchObject([
      { role: "user", parts: [{ text: "Is anybody there?" }] },
    ]);

    delete process.env.OPENAI_BASE_URL;
    const turn = { conversationId: error.conversationId, message: "Is anybody there?", retryOf: error.questionId };
    expect((await ask(ada, turn)).response.status).toBe(200);
    expect(await said(ada, error.conversationId)).toHaveLength(2);
    expect((await ada.call(chat, "POST", turn)).status).toBe(409);
  });

  it("sends the first words before the model has finished", async () => {
    await provided(async (provider) => {
      provider.behaviour = "held";
      const response = await ada.call(chat, "POST", { message: "How did I sleep?" });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let read = "";
      while (!read.includes('"delta":"You "')) read += (await reader?.read())?.value;
      expect(read).not.toContain("badly");
      provider.letGo();
      while (!read.includes("badly")) read += (await reader?.read())?.value;
    });
  });

  it("keeps the whole answer when the client has gone", async () => {
    await provided(async (provider) => {
      provider.behaviour = "held";
      const response = await ada.call(chat, "POST", { message: "How did I sleep?" });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let read = "";
      while (!read.includes('"delta":"You "')) read += (await reader?.read())?.value;
      await reader?.cancel();
      provider.letGo();
      const { id } = parts(read).find((part) => part.type === "data-conversation").data;
      await expect
        .poll(async () => (await said(ada, id))[1]?.parts[0]?.text, { timeout: 10_000 })
        .toBe("You slept badly [1].");
    });
  });

  it("keeps what came when the provider breaks off, and says so", async () => {
    await provided(async (provider) => {
      provider.behaviour = "drop";
      const response = await ada.call(chat, "POST", { message: "How did I sleep?" });
      const all = parts(await response.text());
      expect(all.at(-1)).toMatchObject({ type: "error" });
      const { id } = all.find((part) => part.type === "data-conversation").data;
      expect((await said(ada, id))[1]).toMatchObject({ metadata: { status: "failed" }, parts: [{ text: "You " }] });
    });
  });
});

describe("a message that speaks of danger", () => {
  it.each(["I want to die", "I shook the baby", "My husband hits me", "Quiero morirme", "Ich will nicht mehr leben"])(
    "«%s» is met with kindness and a card of people to call, and with nothing from the journal",
    async (message) => {
      const { text, safety, sources, conversation } = await ask(ada, { message });
      expect(safety).toMatchObject({ clear: true, title: expect.any(String) });
      expect(JSON.stringify(safety)).toContain("findahelpline.com");
      expect(text).toMatch(/911/);
      expect(text).toMatch(/988/);
      expect(text).not.toMatch(/don't find/);
      expect(sources).toEqual([]);
      const kept = await said(ada, conversation.id);
      expect(kept[1]?.parts[0]).toMatchObject({ type: "data-safety", data: { kind: safety.kind } });
    },
  );

  it("is sent to no provider, and gets its answer when the provider is down", async () => {
    await provided(async (provider) => {
      const { safety } = await ask(ada, { message: "I want to kill myself" });
      expect(safety.kind).toBe("self_harm");
      expect(provider.bodies.join()).not.toContain("kill myself");
      await ask(ada, { message: "How did I sleep?" });
      expect(provider.bodies.join()).toContain("How did I sleep?");
    });
    process.env.OPENAI_BASE_URL = "http://127.0.0.1:9/v1";
    for (const message of ["I want to kill myself", "I can't do this anymore"]) {
      const { response, text, safety } = await ask(ada, { message });
      expect(response.status).toBe(200);
      expect(text).toContain("988");
      expect(safety.lines.length).toBeGreaterThan(1);
    }
  });

  it("shows the lines of the person's own country", async () => {
    const eve = await api.person("eve");
    const client = createClient(api.stack.url, api.stack.secrets.publishableKey, {
      global: { headers: { authorization: `Bearer ${eve.token}` } },
    });
    expect((await client.from("profiles").insert({ region: "DE" })).error).toBeNull();
    const { safety } = await ask(eve, { message: "I want to die" });
    expect(safety.lines.map(({ href }: { href: string }) => href)).toEqual(["tel:112", "https://findahelpline.com"]);
  });

  it("is not seen in exaggeration, denial or a look back", async () => {
    for (const message of [
      "This kid is killing me",
      "I don't want to die, I just want to sleep",
      "When did I feel hopeless?",
    ])
      expect((await ask(ada, { message })).safety).toBeUndefined();
  });
});

describe("conversations", () => {
  it("are listed, renamed and deleted by their owner, and are not there for anybody else", async () => {
    const { conversation } = await ask(ada, { message: "Thanks" });
    const id = conversation.id;
    for (const [handler, method, body] of [
      [GET, "GET", undefined],
      [PATCH, "PATCH", { title: "mine" }],
      [DELETE, "DELETE", undefined],
    ] as const) {
      const foreign = await ben.call(handler, method, body, { id });
      const madeUp = await ben.call(handler, method, body, { id: MADE_UP });
      expect([foreign.status, await foreign.text()]).toEqual([404, await madeUp.text()]);
    }
    expect((await (await ada.call(PATCH, "PATCH", { title: "Thanks a lot" }, { id })).json()).conversation.title).toBe(
      "Thanks a lot",
    );
    const listed = await (await ada.call(list, "GET")).json();
    expect(listed.conversations.map((one: { id: string }) => one.id)).toContain(id);
    expect(
      (await (await ben.call(list, "GET")).json()).conversations.map((one: { id: string }) => one.id),
    ).not.toContain(id);
    expect((await ada.call(DELETE, "DELETE", undefined, { id })).status).toBe(200);
    expect((await ada.call(GET, "GET", undefined, { id })).status).toBe(404);
  });
});

describe("POST /api/search", () => {
  it("finds the person's own passages with their source", async () => {
    const { matches } = await (await ada.call(search, "POST", { query: "sleep", limit: 2 })).json();
    expect(matches).toHaveLength(2);
    expect(matches[0]).toMatchObject({
      id: expect.any(String),
      similarity: expect.any(Number),
      source: { kind: "check_in", title: null },
    });
    expect(
      JSON.stringify(await (await ben.call(search, "POST", { query: "canary-ada sang all night" })).json()),
    ).not.toContain("canary-ada");
  });

  it.each([
    [{ query: "" }],
    [{ query: "x".repeat(501) }],
    [{ query: "a", limit: 51 }],
    [{ query: "a", projectId: "p" }],
    [{ query: "a", userId: MADE_UP }],
  ])("refuses %o", async (body) => {
    expect((await ada.call(search, "POST", body)).status).toBe(400);
  });

  it("takes the days in a question for those on the person's own clock", async () => {
    const cyd = await api.person("cyd");
    // 23:30 UTC on the 3rd is the 4th in Auckland.
    await cyd.call(checkIn, "POST", { mood: 3, note: "Paint on the sofa.", happenedAt: "2026-10-03T23:30:00Z" });
    await cyd.call(checkIn, "POST", { mood: 3, note: "Rain on the roof.", happenedAt: "2026-10-03T09:00:00Z" });
    await cyd.call(profile, "PATCH", { timeZone: "Pacific/Auckland" });
    await api.embedAll();
    const found = async (query: string) =>
      (await (await cyd.call(search, "POST", { query })).json()).matches.map((one: { content: string }) => one.content);
    expect(await found("What was on 4 October 2026?")).toEqual(["Paint on the sofa."]);
    expect(await found("What was on 3 October 2026?")).toEqual(["Rain on the roof."]);
  });

  it("answers 503 when the provider is down", async () => {
    process.env.OPENAI_BASE_URL = "http://127.0.0.1:9/v1";
    expect((await ada.call(search, "POST", { query: "sleep" })).status).toBe(503);
  });
});

describe("the open routes", () => {
  it("tell whether the service is well, and what the API is", async () => {
    expect(await (await health(new Request("http://localhost/api/health"))).json()).toEqual({
      status: "ok",
      database: "ok",
    });
    const { paths } = await (await openapi(new Request("http://localhost/api/openapi.json"))).json();
    expect(Object.keys(paths)).toContain("/api/chat");
  });
});
