import { setTimeout as pause } from "node:timers/promises";
import { offlineAnswer } from "./offline-coach.ts";
import { offlineEmbeddings } from "./offline-embedding.ts";

export const OFFLINE_CHAT_MODEL = "nightlight-offline-coach";
export const OFFLINE_EMBEDDING_MODEL = "nightlight-offline-embedding-3";

interface ChatRequest {
  messages: { role: string; content: string }[];
  stream?: boolean;
}

/** An OpenAI-compatible server without a network: handed to the `openai` client as its `fetch`. */
export async function offlineFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  init?.signal?.throwIfAborted();
  const path = new URL(input instanceof Request ? input.url : input).pathname;
  const body = JSON.parse(String(init?.body ?? "{}"));
  if (path.endsWith("/embeddings")) return embeddings(body);
  if (path.endsWith("/chat/completions")) return completion(body, init?.signal ?? undefined);
  return Response.json({ error: { message: "not found" } }, { status: 404 });
}

async function embeddings({ input }: { input: string | string[] }): Promise<Response> {
  const vectors = await offlineEmbeddings([input].flat());
  const data = vectors.map((embedding, index) => ({ object: "embedding", index, embedding }));
  return Response.json({
    object: "list",
    model: OFFLINE_EMBEDDING_MODEL,
    data,
    usage: { prompt_tokens: 0, total_tokens: 0 },
  });
}

function completion({ messages, stream }: ChatRequest, signal?: AbortSignal): Response {
  const prompt = messages.findLast((message) => message.role === "user")?.content ?? "";
  const answer = offlineAnswer(prompt);
  if (stream) {
    const pieces = events(answer, signal);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(new TextEncoder().encode(value));
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
  const message = { role: "assistant", content: answer };
  return Response.json({
    id: "offline",
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: "stop" }],
  });
}

/** The answer a few words at a time, so that it is read as it is written. */
async function* events(answer: string, signal?: AbortSignal): AsyncGenerator<string> {
  const event = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({ id: "offline", object: "chat.completion.chunk", model: OFFLINE_CHAT_MODEL, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  for (const piece of answer.match(/(?:\S+\s*){1,3}/g) ?? []) {
    await pause(15, undefined, signal ? { signal } : {});
    yield event({ content: piece }, null);
  }
  yield event({}, "stop");
  yield "data: [DONE]\n\n";
}
