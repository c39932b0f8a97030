import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
/** What stands between a person and the app: passes on, or gets it wrong. */
export type Behaviour = (asked: Asked, forward: (asked: Asked) => Promise<Answered>) => Promise<Answered>;

/** A reverse proxy in front of the app at an address, on a free port. */
export async function startProxy(app: string, behave: Behaviour): Promise<{ url: string; close(): Promise<void> }> {
  const target = new URL(app);
  const forward = ({ method, url, headers, body }: Asked) =>
    new Promise<Answered>((resolve, reject) => {
      const outgoing = request({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
        answer.on("error", reject);
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", async () => {
      const { "accept-encoding": _, ...headers } = incoming.headers;
      const asked = {
        method: incoming.method ?? "GET",
        url: incoming.url ?? "/",
        headers,
        body: Buffer.concat(chunks),
      };
      const unreachable: Answered = { status: 502, headers: {}, body: Buffer.from("") };
      const answer = await behave(asked, forward).catch(() => unreachable);
      const { "transfer-encoding": __, "content-length": ___, ...rest } = answer.headers;
      outgoing.writeHead(answer.status, rest as Record<string, string>).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
