import OpenAI from "openai";
import { OFFLINE_CHAT_MODEL, OFFLINE_EMBEDDING_MODEL, offlineFetch } from "./offline-fetch.ts";

/** Every stored vector has this many dimensions; shorter ones are padded with zeros, which leaves cosine unchanged. */
export const EMBEDDING_DIMENSIONS = 1536;
const EMBEDDING_BATCH = 96;

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface ModelConfig {
  apiKey?: string | undefined;
  baseURL?: string | undefined;
  chatModel?: string | undefined;
  embeddingModel?: string | undefined;
  /** Longest silence in milliseconds, before the first byte and between two pieces of a stream. */
  timeoutMs?: number;
  maxRetries?: number;
}

export interface Model {
  /** True when nothing leaves this process. */
  offline: boolean;
  chatModel: string;
  embeddingModel: string;
  /** @returns a vector of EMBEDDING_DIMENSIONS for each text, in order. @throws ModelUnavailable */
  embed(texts: string[], options?: { signal?: AbortSignal }): Promise<number[][]>;
  /** Pieces of the answer as they come. @throws ModelUnavailable, also in the middle */
  streamChat(messages: ChatMessage[], options?: { signal?: AbortSignal; maxTokens?: number }): AsyncIterable<string>;
}

type Fault = "timeout" | "unreachable" | "rate_limited" | "refused" | "bad_response" | "truncated";

/** The provider did not do its part. Carries no prompt, no answer and no key: it may be logged. */
export class ModelUnavailable extends Error {
  readonly code: Fault;
  readonly retryAfterSeconds: number | undefined;
  constructor(code: Fault, retryAfterSeconds?: number) {
    super(`The model is not available (${code}).`);
    this.name = "ModelUnavailable";
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The only door to a model. With a key or a base URL it is that provider; with neither, an in-process model
 * behind the same client, so that there is one code path.
 */
export function createModel(config: ModelConfig): Model {
  const offline = !config.apiKey && !config.baseURL;
  const timeout = config.timeoutMs ?? 30_000;
  const client = new OpenAI({
    // Ollama, LM Studio and the in-process model want no key, the client insists on one.
    apiKey: config.apiKey ?? "none",
    timeout,
    maxRetries: config.maxRetries ?? 2,
    logLevel: "off",
    ...(config.baseURL ? { baseURL: config.baseURL } : {}),
    ...(offline ? { fetch: offlineFetch, baseURL: "http://offline.invalid/v1" } : {}),
  });
  const chatModel = offline ? OFFLINE_CHAT_MODEL : (config.chatModel ?? "gpt-5-mini");
  const embeddingModel = offline ? OFFLINE_EMBEDDING_MODEL : (config.embeddingModel ?? "text-embedding-3-small");
  return {
    offline,
    chatModel,
    embeddingModel,
    embed: (texts, options) => embed(client, embeddingModel, texts, options?.signal),
    streamChat: (messages, options) => streamChat(client, chatModel, messages, timeout, options),
  };
}

async function embed(client: OpenAI, model: string, texts: string[], signal?: AbortSignal): Promise<number[][]> {
  const vectors: number[][] = [];
  for (let at = 0; at < texts.length; at += EMBEDDING_BATCH) {
    const input = texts.slice(at, at + EMBEDDING_BATCH);
    try {
      const response = await client.embeddings.create(
        { model, input, encoding_format: "float" },
        requestOptions(signal),
      );
      vectors.push(...checkedVectors(response.data, input.length));
    } catch (error) {
      throw asFault(error, signal);
    }
  }
  return vectors;
}

function checkedVectors(data: { index: number; embedding: number[] }[], expected: number): number[][] {
  if (!Array.isArray(data) || data.length !== expected) throw new ModelUnavailable("bad_response");
  return data
    .toSorted((a, b) => a.index - b.index)
    .map(({ embedding }) => {
      const usable =
        Array.isArray(embedding) &&
        embedding.length > 0 &&
        embedding.length <= EMBEDDING_DIMENSIONS &&
        embedding.every(Number.isFinite) &&
        embedding.some((value) => value !== 0);
      if (!usable) throw new ModelUnavailable("bad_response");
      return [...embedding, ...new Array(EMBEDDING_DIMENSIONS - embedding.length).fill(0)];
    });
}

async function* streamChat(
  client: OpenAI,
  model: string,
  messages: ChatMessage[],
  timeout: number,
  options: { signal?: AbortSignal; maxTokens?: number } = {},
): AsyncIterable<string> {
  const silence = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal;
  let timer = setTimeout(() => silence.abort(), timeout);
  let finished = false;
  try {
    const stream = await client.chat.completions.create(
      { model, messages, stream: true, ...(options.maxTokens ? { max_completion_tokens: options.maxTokens } : {}) },
      { signal },
    );
    for await (const chunk of stream) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), timeout);
      const choice = chunk.choices?.[0];
      if (choice?.delta?.content) yield choice.delta.content;
      if (choice?.finish_reason) finished = true;
    }
    if (silence.signal.aborted) throw new ModelUnavailable("timeout");
    if (options.signal?.aborted) throw options.signal.reason;
    if (!finished) throw new ModelUnavailable("truncated");
  } catch (error) {
    if (silence.signal.aborted) throw new ModelUnavailable("timeout");
    throw asFault(error, options.signal);
  } finally {
    clearTimeout(timer);
    // A consumer that stops early ends the request too.
    silence.abort();
  }
}

function requestOptions(signal?: AbortSignal) {
  return signal ? { signal } : {};
}

/** Errors of the client as one of ours; a cancellation by the caller stays a cancellation. */
function asFault(error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof ModelUnavailable) return error;
  if (signal?.aborted) return signal.reason;
  if (error instanceof OpenAI.APIConnectionTimeoutError) return new ModelUnavailable("timeout");
  if (error instanceof OpenAI.APIConnectionError) return new ModelUnavailable("unreachable");
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    const retryAfter = Number(error.headers?.get("retry-after"));
    if (error.status === 429)
      return new ModelUnavailable(
        "rate_limited",
        Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
      );
    return new ModelUnavailable(error.status >= 500 ? "unreachable" : "refused");
  }
  if (error instanceof TypeError) return new ModelUnavailable("truncated");
  return new ModelUnavailable("bad_response");
}
