import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

const start = join(import.meta.dirname, "../../bin/start.ts");

export interface AppProcess {
  url: string;
  child: ChildProcess;
  output(): string;
  /** Ends it as Ctrl-C does and waits until it has gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The whole product as `npm start` runs it, in a data folder of its own. */
export async function startApp(dataDir: string, env: Record<string, string> = {}): Promise<AppProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [start], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(port),
      SUPABASE_PORT: "0",
      NIGHTLIGHT_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes("Nightlight is ready")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`The app ended before it was ready:\n${output}`)));
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  await ready;
  return {
    url: `http://localhost:${port}`,
    child,
    output: () => output,
    stop(signal = "SIGINT") {
      child.kill(signal);
      return exited;
    },
  };
}
