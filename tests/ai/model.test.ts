import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModel, EMBEDDING_DIMENSIONS, type Model, ModelUnavailable } from "#lib/ai/model.ts";
import { type Behaviour, type FakeProvider, startFakeProvider } from "./fake-provider.ts";

let provider: FakeProvider;
let model: Model;
beforeEach(async () => {
  provider = await startFakeProvider();
  model = createModel({ baseURL: provider.url, apiKey: "sk-canary", timeoutMs: 2_000, maxRetries: 0 });
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
    ["web-page", "bad_response"],
    ["error-event", "truncated"],
    ["elsewhere", "unreachable"],
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

  it.each<Behaviour>(["wrong-count", "wrong-index", "too-long", "zeros", "not-a-number", "garbage", "web-page"])(
    "refuses embeddings that are %s",
    async (behaviour) => {
      provider.behaviour = behaviour;
      await expect(model.embed(["one", "two"])).rejects.toMatchObject({ code: "bad_response" });
    },
  );

  it("pads shorter vectors with zeros", async () => {
    provider.behaviour = "short";
    const [vector] = await model.embed(["one", "two"]);
    expect(vector?.slice(0, 3)).toEqual([0.6, 0.8, 0]);
    expect(vector).toHaveLength(EMBEDDING_DIMENSIONS);
  });

  it("sends long lists in several requests and keeps their order", async () => {
    const texts = Array.from({ length: 200 }, (_, at) => `memory number ${at}`);
    const vectors = await createModel({ baseURL: provider.url }).embed(texts);
    expect(provider.bodies.map((body) => JSON.parse(body).input.length)).toEqual([96, 96, 8]);
    const [asked] = await model.embed(["memory number 150"]);
    // Alone and among others a vector differs in its seventh digit.
    const alike = (vector: number[]) => vector.reduce((sum, value, at) => sum + value * (asked?.[at] as number), 0);
    expect(vectors).toHaveLength(200);
    expect(alike(vectors[150] as number[])).toBeCloseTo(1, 5);
    for (const at of [0, 149, 151, 199]) expect(alike(vectors[at] as number[])).toBeLessThan(0.9999);
  });

  it("does not wait for ever for embeddings whose answer stalls half-way", async () => {
    provider.behaviour = "stall";
    await expect(model.embed(["one"])).rejects.toMatchObject({ code: "timeout" });
  });

  it("does not count the time a slow reader takes as the provider's silence", async () => {
    const pieces = createModel({ baseURL: provider.url, timeoutMs: 800 }).streamChat(question);
    let answer = "";
    for await (const piece of pieces) {
      answer += piece;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    expect(answer).toBe("You slept badly [1].");
  });

  it("takes an answer as whole once the model has said so, whether the connection closes or not", async () => {
    provider.behaviour = "no-end";
    expect(await read()).toBe("You slept badly [1].");
  });

  it("does not follow a provider that sends the prompt elsewhere", async () => {
    provider.behaviour = "elsewhere";
    await expect(read()).rejects.toMatchObject({ code: "unreachable" });
    expect(provider.requests.map(({ path }) => path)).toEqual(["/v1/chat/completions"]);
  });

  it("does not sleep through a long Retry-After, but hands it on", async () => {
    provider.behaviour = "status-429";
    provider.retryAfter = "3600";
    await expect(read(createModel({ baseURL: provider.url, maxRetries: 3 }))).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 3600,
    });
    expect(provider.bodies).toHaveLength(1);
  });

  it("does not try again once an answer has begun", async () => {
    provider.behaviour = "drop";
    await expect(read(createModel({ baseURL: provider.url, maxRetries: 3 }))).rejects.toMatchObject({
      code: "truncated",
    });
    expect(provider.bodies).toHaveLength(1);
  });

  it("asks nobody when it is cancelled before it begins", async () => {
    await expect(read(model, AbortSignal.abort("changed my mind"))).rejects.toMatchObject({ name: "AbortError" });
    await expect(model.embed(["one"], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect(provider.bodies).toEqual([]);
  });

  it("closes the connection when the reader stops early", async () => {
    provider.behaviour = "held";
    for await (const piece of createModel({ baseURL: provider.url }).streamChat(question)) {
      expect(piece).toBe("You ");
      break;
    }
    await provider.abandoned;
  });

  it("sends what was configured and nothing from the environment", async () => {
    process.env.OPENAI_ORG_ID = "org-canary";
    try {
      await read(createModel({ baseURL: provider.url, chatModel: "qwen3" }));
    } finally {
      delete process.env.OPENAI_ORG_ID;
    }
    expect(provider.requests[0]?.headers).toMatchObject({ authorization: "Bearer none" });
    expect(JSON.stringify(provider.requests)).not.toContain("org-canary");
    expect(JSON.parse(provider.bodies[0] as string)).toEqual({ model: "qwen3", messages: question, stream: true });
  });

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
