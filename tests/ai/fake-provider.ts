import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { offlineEmbeddings } from "#lib/ai/offline-embedding.ts";

export type Behaviour =
  | "ok"
  | "silent"
  | "stall"
  | "drop"
  | "garbage"
  | "unfinished"
  | "no-end"
  | "error-event"
  | "web-page"
  | "elsewhere"
  | "echo"
  | "hostile"
  | "wrong-count"
  | "wrong-index"
  | "too-long"
  | "short"
  | "zeros"
  | "not-a-number"
  | "status-401"
  | "status-429"
  | "status-500-once"
  | "status-500"
  | "held";

/** A provider that speaks OpenAI's protocol over a real socket, and misbehaves when told to. */
export interface FakeProvider {
  /** To be given as the base URL. */
  url: string;
  /** The bodies of all requests so far: what reaches a model provider. */
  bodies: string[];
  /** The same with their paths and headers. */
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
  behaviour: Behaviour;
  /** Sent with a 429 (and with a 500 when it was set by the test): seconds. */
  retryAfter: string | undefined;
  /** What its moderation finds in any text; "silent" or a status when that endpoint alone misbehaves. */
  moderation: string[] | "silent" | "status-404";
  /** The words it answers with. */
  words: string[];
  /** With "held": lets the rest of the answers go that have begun. */
  letGo(): void;
  /** Resolves when a client has closed its connection before the answer was whole. */
  abandoned: Promise<void>;
  close(): Promise<void>;
}

/** @param behaviour how it answers until a test sets another. */
export async function startFakeProvider(behaviour: Behaviour = "ok"): Promise<FakeProvider> {
  const abandoned = Promise.withResolvers<void>();
  let held = Promise.withResolvers<void>();
  let failed = false;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    provider.bodies.push(body);
    provider.requests.push({ path: request.url ?? "", headers: request.headers, body });
    response.on("close", () => response.writableFinished || abandoned.resolve());
    if (provider.behaviour === "silent") return;
    const status = /^status-(\d+)/.exec(provider.behaviour)?.[1];
    if (status && !(provider.behaviour.endsWith("once") && failed)) {
      failed = true;
      const pause = provider.retryAfter ?? (status === "429" ? "7" : undefined);
      response.writeHead(Number(status), {
        "content-type": "application/json",
        ...(pause && { "retry-after": pause }),
      });
      return response.end(JSON.stringify({ error: { message: `no: ${body}` } }));
    }
    if (provider.behaviour === "elsewhere" && request.url?.startsWith("/v1/")) {
      return response.writeHead(307, { location: `/other${request.url}` }).end();
    }
    if (provider.behaviour === "web-page") return response.end("<html>Welcome</html>");
    if (request.url?.endsWith("/embeddings")) return embeddings(JSON.parse(body), response, provider.behaviour);
    if (request.url?.endsWith("/moderations")) return moderate(response, provider);
    return chat(JSON.parse(body), response, provider, held.promise);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const provider: FakeProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies: [],
    requests: [],
    behaviour,
    retryAfter: undefined,
    moderation: [],
    words: ["You ", "slept ", "badly ", "[1]."],
    letGo() {
      held.resolve();
      held = Promise.withResolvers();
    },
    abandoned: abandoned.promise,
    async close() {
      held.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

function moderate(response: ServerResponse, { moderation }: FakeProvider): void {
  if (moderation === "silent") return;
  if (moderation === "status-404") return void response.writeHead(404).end();
  const categories = Object.fromEntries(["violence", ...moderation].map((name) => [name, moderation.includes(name)]));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "1", model: "fake", results: [{ flagged: moderation.length > 0, categories }] }));
}

async function embeddings({ input }: { input: string[] }, response: ServerResponse, behaviour: Behaviour) {
  const vectors: unknown[][] = await offlineEmbeddings(input);
  const data = vectors.map((embedding, index) => ({ object: "embedding", index, embedding }));
  const first = data[0] as (typeof data)[number];
  if (behaviour === "wrong-count") data.pop();
  if (behaviour === "wrong-index") first.index = data.length - 1;
  if (behaviour === "too-long") first.embedding.push(1);
  if (behaviour === "short") first.embedding = [0.6, 0.8];
  if (behaviour === "zeros") first.embedding.fill(0);
  if (behaviour === "not-a-number") first.embedding[3] = null;
  response.writeHead(200, { "content-type": "application/json" });
  // Out of order on purpose: the index says which is which.
  const answer = JSON.stringify({ object: "list", data: data.reverse() });
  if (behaviour === "stall") return void response.write(answer.slice(0, 100));
  response.end(behaviour === "garbage" ? "<html>" : answer);
}

interface ChatBody {
  messages: { role: string; content: string }[];
}

/** What the behaviour makes of a prompt, in pieces. */
function piecesFor({ messages }: ChatBody, { behaviour, words }: FakeProvider): string[] {
  const prompt = messages.map(({ content }) => content).join("\n");
  if (behaviour === "echo") return prompt.match(/[\s\S]{1,80}/g) ?? [];
  return words;
}

async function chat(
  body: ChatBody,
  response: ServerResponse,
  provider: FakeProvider,
  held: Promise<void>,
): Promise<void> {
  const { behaviour } = provider;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  for (const [at, word] of piecesFor(body, provider).entries()) {
    send({ content: word }, null);
    if (at > 0) continue;
    if (behaviour === "stall") return;
    if (behaviour === "garbage") return void response.end("data: {not json\n\n");
    if (behaviour === "error-event") return void response.end('data: {"error":{"message":"overloaded"}}\n\n');
    if (behaviour === "drop") return void setTimeout(() => response.destroy(), 20);
    if (behaviour === "held") await held;
  }
  // It asks for tools that nobody offered, in the new way and in the old.
  if (behaviour === "hostile") {
    const call = { name: "delete_all_entries", arguments: '{"user":"everyone"}' };
    send({ tool_calls: [{ index: 0, id: "call_1", type: "function", function: call }], function_call: call }, null);
  }
  if (behaviour === "unfinished") return void response.end();
  send({}, behaviour === "hostile" ? "tool_calls" : "stop");
  if (behaviour === "no-end") return;
  response.end("data: [DONE]\n\n");
}
