import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** An OpenTelemetry collector that keeps what it is sent. */
export interface Collector {
  url: string;
  /** Every request so far, in the order of arrival. */
  received: { path: string; body: string }[];
  /** The spans among it. */
  spans(): Span[];
  close(): void;
}

export async function startCollector(): Promise<Collector> {
  const received: Collector["received"] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    received.push({ path: request.url as string, body });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    spans: () =>
      received
        .filter(({ path }) => path === "/v1/traces")
        .flatMap(({ body }) => JSON.parse(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap((scope: { spans: Span[] }) => scope.spans),
    close: () => server.close(),
  };
}
