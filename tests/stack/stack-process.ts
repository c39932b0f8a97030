import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "#lib/database.types.ts";

const main = join(import.meta.dirname, "../../supabase/local/main.ts");

/** The stack as a process of its own, as `npm run stack` starts it, on a free port. */
export interface StackProcess {
  child: ChildProcess;
  url: string;
  publishableKey: string;
  /** Everything it has printed so far. */
  output(): string;
  exited: Promise<number | null>;
}

/**
 * @param within a command that runs the one after it in surroundings of its own, such as `unshare`
 * @returns the process, and its address once it answers; `url` is empty when it ended before.
 */
export async function spawnStack(
  dataDir: string,
  env: Record<string, string> = {},
  within: string[] = [],
): Promise<StackProcess> {
  const [command = "", ...args] = [...within, process.execPath, main];
  const child = spawn(command, args, {
    env: { ...process.env, NIGHTLIGHT_DATA_DIR: dataDir, SUPABASE_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const ended = Promise.all([child.stdout, child.stderr].map((stream) => once(stream as Readable, "end")));
  const exited = once(child, "exit").then(async ([code]) => {
    await ended;
    return code as number | null;
  });
  const ready = new Promise<{ url: string; publishableKey: string }>((resolve) =>
    child.once("message", (message) => resolve(message as { url: string; publishableKey: string })),
  );
  const { url, publishableKey } = await Promise.race([ready, exited.then(() => ({ url: "", publishableKey: "" }))]);
  return { child, url, publishableKey, output: () => output, exited };
}

/** Everybody's who is invented here. */
export const PASSWORD = "a long night";

/** A client that belongs to one invented person, signed up now. */
export async function signUp(
  stack: { url: string; publishableKey: string },
  email: string,
): Promise<SupabaseClient<Database>> {
  const client = createClient<Database>(stack.url, stack.publishableKey, { auth: { persistSession: false } });
  const { error } = await client.auth.signUp({ email, password: PASSWORD });
  if (error) throw error;
  return client;
}
