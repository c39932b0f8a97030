import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { normalised, sentStatements } from "./wire.ts";

/**
 * Writes down every statement that reaches the embedded Postgres, with what the engine itself says of the session in
 * which it arrives. Loaded by Node before anything else (`NODE_OPTIONS=--import=…`), so that it is there in every process
 * of a run and the code that is watched knows nothing of it. The file is named by STATEMENTS.
 */
export interface Recorded {
  statement: string;
  /** The role that the statement runs as; "not asked" of what does not come by `query()`. */
  role: string;
  /** Whether a person is signed in for row level security, and whether a job has become a tenant. */
  person: boolean;
  tenant: boolean;
  /** Whose code sent it, from the call stack. */
  sender: string;
  count: number;
}

const file = process.env.STATEMENTS as string;
const seen = new Map<string, Recorded>();
const write = (one: Recorded) => appendFileSync(file, `${JSON.stringify({ process: process.pid, ...one })}\n`);

type Facts = Pick<Recorded, "role" | "person" | "tenant">;
const UNKNOWN: Facts = { role: "not asked", person: false, tenant: false };
const ASKED = `select current_user::text as role,
  coalesce(current_setting('request.jwt.claims', true), '') like '%"sub":"_%' as person,
  coalesce(current_setting('app.current_tenant_id', true), '') <> '' as tenant`;

let facts = UNKNOWN;
let sender = "unknown";
let asking = false;

const { query, exec, execProtocolRawSync } = PGlite.prototype;
Error.stackTraceLimit = 200;

/** Asks the engine who it takes itself to serve, lets the work begin, and forgets both when it is done. */
async function watched<T>(pglite: PGlite, stack: string, work: () => Promise<T>): Promise<T> {
  // Whoever sends statements holds the session, so what is asked here is still so when the statement runs.
  asking = true;
  const answer = await query.call<PGlite, [string], Promise<{ rows: unknown[] }>>(pglite, ASKED).catch(() => undefined);
  asking = false;
  // A transaction that has failed answers nothing more, and takes only its own end.
  facts = (answer?.rows[0] as Facts | undefined) ?? UNKNOWN;
  sender = senderIn(stack);
  try {
    return await work();
  } finally {
    facts = UNKNOWN;
    sender = "unknown";
  }
}

PGlite.prototype.query = function <T>(this: PGlite, ...args: Parameters<typeof query>) {
  return watched(this, String(new Error().stack), () => query.apply(this, args)) as ReturnType<typeof query<T>>;
};
PGlite.prototype.exec = function (...args) {
  return watched(this, String(new Error().stack), () => exec.apply(this, args));
};

/** What comes from another process while an operator's command has the session to itself (supabase/local/cli-socket.ts). */
const SOCKET = "the operator's socket";
let sockets = 0;
const { start, stop } = PGLiteSocketServer.prototype;
PGLiteSocketServer.prototype.start = function () {
  sockets++;
  return start.call(this);
};
PGLiteSocketServer.prototype.stop = function () {
  return stop.call(this).finally(() => sockets--);
};

// The one door of the engine: every message of every protocol goes through it.
PGlite.prototype.execProtocolRawSync = function (message) {
  const from = sender === "unknown" && sockets > 0 ? SOCKET : sender;
  if (!asking) for (const text of sentStatements(message)) record(normalised(text), from);
  return execProtocolRawSync.call(this, message);
};

/** Where the project's files are: here, or in the copy of it that a test runs in. */
const roots = [fileURLToPath(new URL("../..", import.meta.url)), `${process.cwd()}/`];

/** The nearest file that is neither this one, nor the engine, nor the query builder. */
function senderIn(stack: string): string {
  const frame =
    /@supabase\/lite|\.\/(?!tests\/statements\/|supabase\/local\/exclusive-dialect|node_modules\/)[\w./[\]-]+\.tsx?/.exec(
      roots.reduce((text, root) => text.replaceAll(root, "./"), stack),
    );
  return frame?.[0].replace(/^\.\//, "") ?? "unknown";
}

function record(statement: string, from: string): void {
  const key = JSON.stringify([statement, facts, from]);
  const one = seen.get(key) ?? { statement, ...facts, sender: from, count: 0 };
  seen.set(key, one);
  one.count++;
  // Test processes are ended without notice: counts are written while they grow.
  if (Number.isInteger(Math.log2(one.count))) write(one);
}
process.once("exit", () => {
  for (const one of seen.values()) if (!Number.isInteger(Math.log2(one.count))) write(one);
});
