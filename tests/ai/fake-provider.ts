import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { offlineEmbedding } from "#lib/ai/offline-embedding.ts";

export type Behaviour =
  | "ok"
  | "silent"
  | "stall"
  | "drop"
  | "garbage"
  | "unfinished"
  | "wrong-count"
  | "too-long"
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
  behaviour: Behaviour;
  /** The words it answers with. */
  words: string[];
  /** With "held": lets the rest of the answer go. */
  letGo(): void;
  /** Resolves when a client has closed its connection before the answer was whole. */
  abandoned: Promise<void>;
  close(): Promise<void>;
}

export async function startFakeProvider(): Promise<FakeProvider> {
  const abandoned = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let failed = false;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    provider.bodies.push(body);
    response.on("close", () => response.writableFinished || abandoned.resolve());
    if (provider.behaviour === "silent") return;
    const status = /^status-(\d+)/.exec(provider.behaviour)?.[1];
    if (status && !(provider.behaviour.endsWith("once") && failed)) {
      failed = true;
      response.writeHead(Number(status), { "content-type": "application/json", "retry-after": "7" });
      return response.end('{"error":{"message":"no"}}');
    }
    if (request.url?.endsWith("/embeddings")) return embeddings(JSON.parse(body), response, provider.behaviour);
    return chat(response, provider, held.promise);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const provider: FakeProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies: [],
    behaviour: "ok",
    words: ["You ", "slept ", "badly ", "[1]."],
    letGo: held.resolve,
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

function embeddings({ input }: { input: string[] }, response: ServerResponse, behaviour: Behaviour): void {
  const data = input.map((one, index) => ({
    object: "embedding",
    index,
    embedding: offlineEmbedding(one) as unknown[],
  }));
  if (behaviour === "wrong-count") data.pop();
  if (behaviour === "too-long") data[0]?.embedding.push(1);
  if (behaviour === "not-a-number") (data[0] as { embedding: unknown[] }).embedding[3] = null;
  response.writeHead(200, { "content-type": "application/json" });
  // Out of order on purpose: the index says which is which.
  response.end(behaviour === "garbage" ? "<html>" : JSON.stringify({ object: "list", data: data.reverse() }));
}

async function chat(response: ServerResponse, provider: FakeProvider, held: Promise<void>): Promise<void> {
  const { behaviour, words } = provider;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  for (const [at, word] of words.entries()) {
    send({ content: word }, null);
    if (at > 0) continue;
    if (behaviour === "stall") return;
    if (behaviour === "garbage") return void response.end("data: {not json\n\n");
    if (behaviour === "drop") return void setTimeout(() => response.destroy(), 20);
    if (behaviour === "held") await held;
  }
  if (behaviour === "unfinished") return void response.end();
  send({}, "stop");
  response.end("data: [DONE]\n\n");
}
