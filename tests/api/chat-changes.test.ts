import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_EMBEDDING_MODEL } from "#lib/ai/offline-fetch.ts";
import { startFakeProvider } from "#tests/ai/fake-provider.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { POST as checkIn } from "../../app/api/check-ins/route.ts";
import { GET } from "../../app/api/conversations/[id]/route.ts";
import { GET as list } from "../../app/api/conversations/route.ts";
import { authenticate } from "../../lib/auth.ts";
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
  const of = async (who: Caller) => {
    const headers = { authorization: `Bearer ${who.token}` };
    return suggestionsFor(await authenticate(new Request("http://localhost", { headers })), "Europe/Berlin");
  };
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
