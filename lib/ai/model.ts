import OpenAI from "openai";
import { traced } from "#lib/telemetry.ts";
import { checkedVectors } from "./embedding-vectors.ts";
import { ModelUnavailable } from "./model-unavailable.ts";
import { OFFLINE_CHAT_MODEL, OFFLINE_EMBEDDING_MODEL, offlineFetch } from "./offline-fetch.ts";
import { fetchWithoutLongPauses, retryAfter } from "./retry-after.ts";
import { startWatch, type Watch } from "./watch.ts";

export { EMBEDDING_DIMENSIONS } from "./embedding-vectors.ts";
export { ModelUnavailable } from "./model-unavailable.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface ModelConfig {
  apiKey?: string | undefined;
  baseURL?: string | undefined;
  chatModel?: string | undefined;
  embeddingModel?: string | undefined;
  /** Without one no provider is asked what it makes of a message: most of them have no such endpoint. */
  moderationModel?: string | undefined;
  /** Longest silence in milliseconds, before the first byte and between two pieces of a stream. */
  timeoutMs?: number;
  maxRetries?: number;
}

export interface Model {
  /** True when nothing leaves this process. */
  offline: boolean;
  chatModel: string;
  embeddingModel: string;
  /** @returns a vector of EMBEDDING_DIMENSIONS for each text, in order. @throws ModelUnavailable, AbortError */
  embed(texts: string[], options?: { signal?: AbortSignal }): Promise<number[][]>;
  /** Pieces of the answer as they come. @throws ModelUnavailable, AbortError, both also in the middle */
  streamChat(messages: ChatMessage[], options?: { signal?: AbortSignal; maxTokens?: number }): AsyncIterable<string>;
  /**
   * The provider's names for what it finds in a text, "self-harm/intent" for instance; none without a moderation model.
   * Asked once. @throws ModelUnavailable, also after MODERATION_MS
   */
  moderate(text: string): Promise<string[]>;
}

interface Provider {
  client: OpenAI;
  chatModel: string;
  embeddingModel: string;
  moderationModel: string | undefined;
  timeoutMs: number;
}

const CHAT_MODEL = "gpt-5.4-mini";
const EMBEDDING_MODEL = "text-embedding-3-small";
const EMBEDDING_BATCH = 96;
/** How long the end of a stream is waited for once the answer is whole, in milliseconds. */
const LAST_BYTES_MS = 1000;
/** An answer may wait this long for its end, should the moderation be slower than the answer itself. */
const MODERATION_MS = 3000;

/**
 * The only door to a model. With a key or a base URL it is that provider; with neither, an in-process model
 * behind the same client, so that there is one code path.
 */
export function createModel(config: ModelConfig): Model {
  const offline = !config.apiKey && !config.baseURL;
  const provider: Provider = {
    client: createClient(config, offline),
    timeoutMs: config.timeoutMs ?? 30_000,
    chatModel: offline ? OFFLINE_CHAT_MODEL : config.chatModel || CHAT_MODEL,
    embeddingModel: offline ? OFFLINE_EMBEDDING_MODEL : config.embeddingModel || EMBEDDING_MODEL,
    moderationModel: offline ? undefined : config.moderationModel,
  };
  return {
    offline,
    chatModel: provider.chatModel,
    embeddingModel: provider.embeddingModel,
    embed: (texts, options) => embed(provider, texts, options?.signal),
    streamChat: (messages, options) => streamChat(provider, messages, options),
    moderate: (text) => moderate(provider, text),
  };
}

function createClient(config: ModelConfig, offline: boolean): OpenAI {
  return new OpenAI({
    // Ollama, LM Studio and the in-process model want no key, the client insists on one.
    apiKey: config.apiKey || "none",
    baseURL: offline ? "http://offline.invalid/v1" : config.baseURL || "https://api.openai.com/v1",
    timeout: config.timeoutMs ?? 30_000,
    maxRetries: config.maxRetries ?? 2,
    // The client would read these from the environment, past our own reader, and log what it sends when asked to.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: "off",
    fetch: offline ? offlineFetch : fetchWithoutLongPauses,
    // A prompt goes to the address that was configured, not to wherever that address points.
    fetchOptions: { redirect: "error", cache: "no-store" },
  });
}

async function embed(provider: Provider, texts: string[], signal?: AbortSignal): Promise<number[][]> {
  const { client, embeddingModel: model, timeoutMs } = provider;
  const vectors: number[][] = [];
  for (let at = 0; at < texts.length; at += EMBEDDING_BATCH) {
    const input = texts.slice(at, at + EMBEDDING_BATCH);
    const watch = startWatch(timeoutMs, signal);
    try {
      const request = client.embeddings.create({ model, input, encoding_format: "float" }, { signal: watch.signal });
      const answer = await traced("model embeddings", { model }, () => watch.during(request));
      vectors.push(...checkedVectors(answer, input.length));
    } catch (error) {
      throw asFault(error, watch, signal);
    } finally {
      watch.end();
    }
  }
  return vectors;
}

async function* streamChat(
  provider: Provider,
  messages: ChatMessage[],
  options: { signal?: AbortSignal; maxTokens?: number } = {},
): AsyncIterable<string> {
  const watch = startWatch(provider.timeoutMs, options.signal);
  let begun = false;
  let finished = false;
  try {
    const body = { model: provider.chatModel, messages, stream: true as const, ...limit(provider, options.maxTokens) };
    const request = provider.client.chat.completions.create(body, { signal: watch.signal });
    const stream = await traced("model chat", { model: provider.chatModel }, () => watch.during(request));
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await watch.during(chunks.next(), finished ? LAST_BYTES_MS : provider.timeoutMs);
      if (done) break;
      const choice = value?.choices?.[0];
      const piece = choice?.delta?.content;
      if (choice?.finish_reason) finished = true;
      if (!piece) continue;
      begun = true;
      yield piece;
    }
    // The client ends an aborted stream as if it were whole.
    if (options.signal?.aborted || (watch.timedOut() && !finished)) throw new Error("aborted");
    if (!finished) throw new ModelUnavailable(begun ? "truncated" : "bad_response");
    // Everything the model was allowed went into thinking, or a filter took the answer away.
    if (!begun) throw new ModelUnavailable("truncated");
  } catch (error) {
    if (finished && begun && !options.signal?.aborted) return;
    throw asFault(error, watch, options.signal, begun);
  } finally {
    // A consumer that stops early ends the request too.
    watch.end();
  }
}

async function moderate({ client, moderationModel: model }: Provider, input: string): Promise<string[]> {
  if (!model) return [];
  const watch = startWatch(MODERATION_MS);
  try {
    const request = client.moderations.create({ model, input }, { signal: watch.signal, maxRetries: 0 });
    const { results } = await traced("model moderation", { model }, () => watch.during(request));
    return Object.entries(results[0]?.categories ?? {}).flatMap(([name, found]) => (found ? [name] : []));
  } catch (error) {
    throw asFault(error, watch);
  } finally {
    watch.end();
  }
}

/** OpenAI and Azure know only the new name of the limit, most of the servers that imitate them only the old one. */
function limit({ client }: Provider, maxTokens?: number) {
  if (!maxTokens) return {};
  const isOpenAI = /(^|\.)(openai|azure)\.com$/.test(new URL(client.baseURL).hostname);
  return isOpenAI ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens };
}

/** Errors of the client as one of ours; a cancellation by the caller stays a cancellation. */
function asFault(error: unknown, watch: Watch, caller?: AbortSignal, begun = false): Error {
  if (caller?.aborted) return new DOMException("The request was cancelled.", "AbortError");
  if (watch.timedOut() || error instanceof OpenAI.APIConnectionTimeoutError) return new ModelUnavailable("timeout");
  if (error instanceof ModelUnavailable) return error;
  if (error instanceof OpenAI.APIConnectionError) return new ModelUnavailable("unreachable");
  if (error instanceof OpenAI.APIError) {
    if (error.status === undefined) return new ModelUnavailable(begun ? "truncated" : "unreachable");
    if (error.status === 429) return new ModelUnavailable("rate_limited", retryAfter(error.headers));
    return error.status >= 500
      ? new ModelUnavailable("unreachable", retryAfter(error.headers))
      : new ModelUnavailable("refused");
  }
  // What fetch says when a connection breaks while the body is read.
  if (error instanceof TypeError) return new ModelUnavailable(begun ? "truncated" : "unreachable");
  return new ModelUnavailable("bad_response");
}
