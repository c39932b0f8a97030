import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What goes wrong between two machines. */
export type Fault =
  /** Nobody listens: the connection is refused. */
  | "refused"
  /** The connection is taken and reset at once. */
  | "reset"
  /** The connection is taken, and then nothing: a machine that hangs, a cable that is out. */
  | "silent"
  /** What is asked arrives; the answer does not. */
  | "answer lost"
  /** The answer breaks off in the middle. */
  | "answer cut"
  /** Bytes that are no HTTP at all. */
  | "wrong bytes"
  /** A gateway in between says 502 with a page of HTML. */
  | "gateway page"
  /** A second of delay in each direction. */
  | "slow"
  /** Twenty kilobytes a second or so. */
  | "narrow";

/** A TCP proxy in front of one server, through which everything goes, well or badly. */
export interface FaultProxy {
  port: number;
  /** Every connection, those that are open included, from now on. */
  set(fault: Fault | null): Promise<void>;
  close(): Promise<void>;
}

/** @param target port on this machine that it stands in front of */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const open = new Set<Socket>();
  let fault: Fault | null = null;
  let listening: Server;
  const handle = (client: Socket) => {
    keep(client);
    if (fault === "reset") return void client.resetAndDestroy();
    if (fault === "silent") return void client.resume();
    if (fault === "wrong bytes") return void client.once("data", () => client.end(Buffer.alloc(300, 0xfe)));
    if (fault === "gateway page") return void client.once("data", () => client.end(GATEWAY_PAGE));
    const server = keep(connect(target, "127.0.0.1"));
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("close", end);
    client.on("data", (bytes) => pass(bytes, server));
    server.on("data", (bytes) => {
      if (fault === "answer lost") return client.resetAndDestroy();
      if (fault !== "answer cut") return pass(bytes, client);
      client.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => client.resetAndDestroy());
    });
  };
  const pass = async (bytes: Buffer, to: Socket) => {
    if (fault === "slow") return void setTimeout(() => to.destroyed || to.write(bytes), 1_000);
    if (fault !== "narrow") return void to.write(bytes);
    for (let at = 0; at < bytes.length; at += 2_000) {
      to.write(bytes.subarray(at, at + 2_000));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    return socket;
  };
  const listen = async (port: number) => {
    listening = createServer(handle).listen(port, "127.0.0.1");
    await once(listening, "listening");
    return (listening.address() as AddressInfo).port;
  };
  const hangUp = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const port = await listen(0);
  return {
    port,
    async set(next) {
      const before = fault;
      if (next === before) return;
      fault = next;
      hangUp();
      if (next === "refused") await new Promise((resolve) => listening.close(resolve));
      else if (before === "refused") await listen(port);
      // The clients learn of it.
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
    async close() {
      hangUp();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}

const GATEWAY_PAGE =
  "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 26\r\n\r\n<html>Bad Gateway</html>\r\n";
