import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { type Behaviour, type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { POST as checkIn } from "../../app/api/check-ins/route.ts";
import { GET } from "../../app/api/conversations/[id]/route.ts";
import { GET as list } from "../../app/api/conversations/route.ts";
import { authenticate } from "../../lib/auth.ts";
import { contextOf } from "../../lib/chat-prompt.ts";
import { suggestionsFor } from "../../lib/suggestions.ts";
import { type Caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let ben: Caller;
const MADE_UP = "00000000-0000-4000-8000-000000000000";
beforeAll(async () => {
  api = await startApi();
  [ada, ben] = [await api.person("ada"), await api.person("ben")];
});
afterAll(() => api.stack.close());

/** A turn, read to its end. @returns the conversation's id and the stored question's. */
async function ask(who: Caller, body: object): Promise<{ status: number; id: string; questionId: string }> {
  const response = await who.call(chat, "POST", body);
  const text = await response.text();
  const data = /"data-conversation","data":(\{.*?\})\}/.exec(text)?.[1];
  return { status: response.status, ...(data ? JSON.parse(data) : JSON.parse(text).error) };
}
async function said(who: Caller, id: string): Promise<{ id: string; role: string; text: string }[]> {
  const { messages } = await (await who.call(GET, "GET", undefined, { id })).json();
  return messages.map((message: { id: string; role: string; parts: { type: string; text?: string }[] }) => ({
    id: message.id,
    role: message.role,
    text: message.parts.find(({ type }) => type === "text")?.text ?? "",
  }));
}

const sessionOf = ({ token }: Caller) =>
  authenticate(new Request("http://localhost", { headers: { authorization: `Bearer ${token}` } }));

async function provided<T>(behaviour: Behaviour, work: (provider: FakeProvider) => Promise<T>): Promise<T> {
  const provider = await startFakeProvider(behaviour);
  process.env.OPENAI_BASE_URL = provider.url;
  process.env.OPENAI_EMBEDDING_MODEL = OFFLINE_EMBEDDING_MODEL;
  try {
    return await work(provider);
  } finally {
    delete process.env.OPENAI_BASE_URL;
    delete process.env.OPENAI_EMBEDDING_MODEL;
    await provider.close();
  }
}

/** Runs with a database that answers 503 to these requests for messages. */
async function withFailing(fails: (method: string, body: string) => boolean, work: () => Promise<unknown>) {
  const real = globalThis.fetch;
  globalThis.fetch = (url, init) =>
    String(url instanceof Request ? url.url : url).includes("/rest/v1/messages") &&
    fails(init?.method ?? "GET", String(init?.body ?? ""))
      ? Promise.resolve(Response.json({ code: "08006", message: "gone" }, { status: 503 }))
      : real(url, init);
  try {
    await work();
  } finally {
    globalThis.fetch = real;
  }
}

describe("an answer", () => {
  it("given anew takes the place of the old one", async () => {
    const first = await ask(ada, { message: "How was October?" });
    const [question, old] = await said(ada, first.id);
    const again = { conversationId: first.id, message: "How was October?", retryOf: first.questionId };
    expect((await ada.call(chat, "POST", again)).status).toBe(409);
    expect((await ask(ada, { ...again, anew: true })).status).toBe(200);
    const now = await said(ada, first.id);
    expect(now.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(now[0]).toEqual(question);
    expect(now[1]?.id).not.toBe(old?.id);
  });

  it("stays when the provider is down while it should be given anew", async () => {
    const first = await ask(ada, { message: "How was November?" });
    const before = await said(ada, first.id);
    const provider = await startFakeProvider("status-500");
    process.env.OPENAI_BASE_URL = provider.url;
    process.env.OPENAI_EMBEDDING_MODEL = OFFLINE_EMBEDDING_MODEL;
    const answer = await ask(ada, {
      conversationId: first.id,
      message: "How was November?",
      retryOf: first.questionId,
      anew: true,
    });
    delete process.env.OPENAI_BASE_URL;
    delete process.env.OPENAI_EMBEDDING_MODEL;
    await provider.close();
    expect(answer.status).toBe(503);
    expect(await said(ada, first.id)).toEqual(before);
  });

  it("stays when the provider breaks off in the middle of another, and the client hears that it did", async () => {
    const first = await ask(ada, { message: "How was December?" });
    const before = await said(ada, first.id);
    const again = { conversationId: first.id, message: "How was December?", retryOf: first.questionId, anew: true };
    const text = await provided("drop", async () => (await ada.call(chat, "POST", again)).text());
    expect(text).toContain("The coach broke off.");
    expect(await said(ada, first.id)).toEqual(before);
  });

  it.each(["delete from public.messages", "insert of the answer"])(
    "is not lost with the old one when the database fails between the two: %s",
    async (failing) => {
      const first = await ask(ada, { message: "How was January?" });
      const [question, old] = await said(ada, first.id);
      const again = { conversationId: first.id, message: "How was January?", retryOf: first.questionId, anew: true };
      const fails = failing.startsWith("delete")
        ? (method: string) => method === "DELETE"
        : (method: string, body: string) => method === "POST" && body.includes(`"reply_to":"${question?.id}"`);
      await withFailing(fails, async () => (await ada.call(chat, "POST", again)).text());
      const now = await said(ada, first.id);
      expect(now[0]).toEqual(question);
      expect(now.some(({ role }) => role === "assistant")).toBe(true);
      if (failing.startsWith("delete")) expect(now).toContainEqual(old);
    },
  );
});

describe("a question that is corrected", () => {
  it("goes with its answer and all that came after it, once the new words are stored", async () => {
    const { id } = await ask(ada, { message: "First question" });
    const second = await ask(ada, { conversationId: id, message: "How did she slep?" });
    await ask(ada, { conversationId: id, message: "And the week before?" });
    const corrected = await ask(ada, {
      conversationId: id,
      message: "How did she sleep?",
      replaces: second.questionId,
    });
    expect(corrected.status).toBe(200);
    const now = await said(ada, id);
    expect(now.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(now.filter(({ role }) => role === "user").map(({ text }) => text)).toEqual([
      "First question",
      "How did she sleep?",
    ]);
  });

  it("only if it is the last is refused once the conversation went on, and nothing is lost or asked", async () => {
    const first = await ask(ada, { message: "How was the wlk?" });
    const corrects = {
      conversationId: first.id,
      message: "How was the walk?",
      replaces: first.questionId,
      ifLast: true,
    };
    const corrected = await ask(ada, corrects);
    expect(corrected.status).toBe(200);
    expect((await said(ada, first.id)).map(({ text }) => text)[0]).toBe("How was the walk?");
    await ask(ada, { conversationId: first.id, message: "Asked in another tab" });
    const before = await said(ada, first.id);
    expect(before).toHaveLength(4);
    // One that has been followed, and one that has been corrected elsewhere.
    for (const replaces of [corrected.questionId, first.questionId]) {
      const response = await ada.call(chat, "POST", { ...corrects, replaces });
      expect(response.status).toBe(409);
      expect((await response.json()).error.message).toContain("went on elsewhere");
    }
    expect(await said(ada, first.id)).toEqual(before);
    const others = await ben.call(chat, "POST", { ...corrects, replaces: corrected.questionId });
    expect(others.status).toBe(404);
  });

  it("of somebody else is one that does not exist, and nothing is asked", async () => {
    const theirs = await ask(ada, { message: "Only mine" });
    const own = await ask(ben, { message: "Ben's own" });
    const before = await said(ada, theirs.id);
    const answers = [];
    for (const replaces of [theirs.questionId, MADE_UP]) {
      const response = await ben.call(chat, "POST", { conversationId: own.id, message: "gone?", replaces });
      answers.push(`${response.status} ${await response.text()}`);
    }
    expect(answers[0]).toMatch(/^404 /);
    expect(answers[1]).toBe(answers[0]);
    expect(await said(ada, theirs.id)).toEqual(before);
    expect(await said(ben, own.id)).toHaveLength(2);
  });
});

describe("what the coach is told of before", () => {
  it("is what was said before the question, also when it is answered anew", async () => {
    const first = await ask(ada, { message: "How was the pram?" });
    const message = "How was the swing?";
    const second = await ask(ada, { conversationId: first.id, message });
    await ask(ada, { conversationId: first.id, message: "How was the slide?" });
    const before = (await said(ada, first.id)).slice(0, 2);
    const sent = await provided("ok", async (provider) => {
      await ask(ada, { conversationId: first.id, message, retryOf: second.questionId, anew: true });
      return provider.bodies.find((body) => body.includes('"stream":true')) as string;
    });
    const told = JSON.parse(sent).messages.slice(1, -1);
    expect(told).toEqual(before.map(({ role, text }) => ({ role, content: text })));
  });

  it("has the newest of many check-ins, oldest first", async () => {
    const cleo = await sessionOf(await api.person("cleo"));
    const now = Date.now();
    const { error } = await cleo.supabase.from("check_ins").insert(
      Array.from({ length: 110 }, (_, n) => ({
        mood: n < 10 ? 1 : n === 109 ? 5 : 3,
        happened_at: new Date(now - (120 - n) * 3_600_000).toISOString(),
      })),
    );
    expect(error).toBeNull();
    const conversation = { id: MADE_UP, title: null, projectId: null, createdAt: "", updatedAt: "" };
    const turn = { conversation, questionId: MADE_UP, question: "", answeredBefore: false, askedAt: "2026-11-01" };
    const { days } = (await contextOf(cleo, turn)).checkIns;
    expect(days).toHaveLength(100);
    expect([days[0]?.mood, days[99]?.mood]).toEqual([3, 5]);
  });
});

describe("a question that can't be stored", () => {
  it("leaves no conversation behind", async () => {
    const titles = async () =>
      (await (await ben.call(list, "GET")).json()).conversations.map(({ title }: { title: string }) => title);
    const before = await titles();
    await withFailing(
      (method) => method === "POST",
      async () => expect((await ben.call(chat, "POST", { message: "Never stored" })).status).toBe(503),
    );
    expect(await titles()).toEqual(before);
  });
});

describe("the search over conversations", () => {
  it("finds words in titles and in what was said, as they are written, among one's own alone", async () => {
    const { id } = await ask(ada, { message: "Did the night nurse help, 100%_sure?" });
    const found = async (who: Caller, q: string) =>
      (await (await who.call(list, "GET", undefined, {}, `?q=${encodeURIComponent(q)}`)).json()).conversations.map(
        (one: { id: string }) => one.id,
      );
    expect(await found(ada, "NIGHT nurse")).toEqual([id]);
    expect(await found(ada, "100%_sure")).toEqual([id]);
    expect(await found(ada, "1%e")).toEqual([]);
    expect(await found(ben, "night nurse")).toEqual([]);
  });
});

describe("questions to begin with", () => {
  const of = async (who: Caller) => suggestionsFor(await sessionOf(who), "Europe/Berlin");
  it("come from the person's own last weeks", async () => {
    expect(await of(ben)).toEqual(["How have I been sleeping?", "What made the good days good?", expect.anything()]);
    const day = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
    for (const [n, mood, note] of [
      [2, 5, "Pancakes in bed."],
      [3, 1, "Screaming since two."],
      [4, 3, "Nothing much."],
    ] as const)
      await ada.call(checkIn, "POST", { mood, note, tags: ["teething"], happenedAt: day(n) });
    const asked = await of(ada);
    expect(asked[0]).toBe("When did I last write about teething?");
    expect(asked[1]).toMatch(/^What made \d+ \w+ a good day\?$/);
    expect(asked[2]).toMatch(/^What was going on around \d+ \w+\?$/);
    expect((await of(ben)).join()).not.toContain("teething");
  });
});
