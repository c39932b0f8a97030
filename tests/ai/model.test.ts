import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModel, EMBEDDING_DIMENSIONS, type Model, ModelUnavailable } from "#lib/ai/model.ts";
import { type Behaviour, type FakeProvider, startFakeProvider } from "./fake-provider.ts";

let provider: FakeProvider;
let model: Model;
beforeEach(async () => {
  provider = await startFakeProvider();
  model = createModel({ baseURL: provider.url, apiKey: "sk-canary", timeoutMs: 300, maxRetries: 0 });
});
afterEach(() => provider.close());

const question = [{ role: "user" as const, content: "a private question" }];
async function read(from: Model = model, signal?: AbortSignal): Promise<string> {
  let answer = "";
  for await (const piece of from.streamChat(question, signal ? { signal } : {})) answer += piece;
  return answer;
}

describe("the model client against a server that speaks the protocol", () => {
  it("streams an answer", async () => {
    expect(await read()).toBe("You slept badly [1].");
  });

  it("hands on the first piece before the server has finished", async () => {
    provider.behaviour = "held";
    const pieces = createModel({ baseURL: provider.url, maxRetries: 0 }).streamChat(question)[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toBe("You ");
    provider.letGo();
    expect((await pieces.next()).value).toBe("slept ");
  });

  it("embeds in the order asked, whatever the order of the answer, at 1,536 dimensions", async () => {
    const [one, other] = await model.embed(["sleep", "school"]);
    expect([one?.length, other?.length]).toEqual([EMBEDDING_DIMENSIONS, EMBEDDING_DIMENSIONS]);
    expect([one]).toEqual(await model.embed(["sleep"]));
    expect(await model.embed([])).toEqual([]);
  });

  it.each<[Behaviour, string]>([
    ["silent", "timeout"],
    ["stall", "timeout"],
    ["drop", "truncated"],
    ["unfinished", "truncated"],
    ["garbage", "bad_response"],
    ["status-401", "refused"],
    ["status-429", "rate_limited"],
    ["status-500", "unreachable"],
  ])("turns a %s stream into %s, without a word of the question or the key", async (behaviour, code) => {
    provider.behaviour = behaviour;
    const error = await read().then(
      () => undefined,
      (caught) => caught as ModelUnavailable,
    );
    expect(error).toBeInstanceOf(ModelUnavailable);
    expect(error?.code).toBe(code);
    expect(JSON.stringify(error) + error?.message).not.toMatch(/private|canary/);
    if (behaviour === "status-429") expect(error?.retryAfterSeconds).toBe(7);
  });

  it.each<Behaviour>(["wrong-count", "too-long", "not-a-number", "garbage"])(
    "refuses embeddings that are %s",
    async (behaviour) => {
      provider.behaviour = behaviour;
      await expect(model.embed(["one", "two"])).rejects.toMatchObject({ code: "bad_response" });
    },
  );

  it("tries again after a fault that passes", async () => {
    provider.behaviour = "status-500-once";
    expect(await read(createModel({ baseURL: provider.url, maxRetries: 1 }))).toBe("You slept badly [1].");
  });

  it("says that nobody answers when nobody listens", async () => {
    await provider.close();
    await expect(read()).rejects.toMatchObject({ code: "unreachable" });
    provider = await startFakeProvider();
  });

  it("closes the connection when the caller cancels in the middle", async () => {
    provider.behaviour = "held";
    const cancel = new AbortController();
    const pieces = createModel({ baseURL: provider.url })
      .streamChat(question, { signal: cancel.signal })
      [Symbol.asyncIterator]();
    await pieces.next();
    cancel.abort();
    await expect(pieces.next()).rejects.toMatchObject({ name: "AbortError" });
    await provider.abandoned;
  });

  it("does not mix up two streams", async () => {
    const other = await startFakeProvider();
    other.words = ["Something ", "else."];
    const answers = await Promise.all([read(), read(createModel({ baseURL: other.url })), read()]);
    expect(answers).toEqual(["You slept badly [1].", "Something else.", "You slept badly [1]."]);
    await other.close();
  });
});
