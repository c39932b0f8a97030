import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { currentRequest } from "#lib/log.ts";
import type { Stack } from "#supabase/local/stack.ts";
import { type AppRoute, operationsOf, send, serve } from "#tests/api/app-routes.ts";
import { PASSWORD, signUp } from "#tests/stack/stack-process.ts";
import { type Answer, faultsOf } from "./checks.ts";
import { brokenInvariants, fingerprint } from "./invariants.ts";
import { asRequest, type FuzzRequest, type Ids, kindOf, requests, type Sender } from "./requests.ts";

/** Something that must not happen, with the smallest request that made it happen. */
export interface Violation {
  fault: string;
  request: FuzzRequest | null;
}

export interface FuzzReport {
  seed: number;
  requests: number;
  /** How often each status came, by operation. */
  statuses: Map<string, Map<number, number>>;
  violations: Violation[];
}

export interface FuzzOptions {
  stack: Stack;
  routes: AppRoute[];
  /** How many requests; a few more are sent to shrink one that has done harm. */
  requests: number;
  seed: number;
  /** Sent to the operations whose name has this in it: "POST /api/notes". All when left out. */
  only?: string;
  report?: (line: string) => void;
  /** Long enough for the slowest of computers; an answer that takes longer will not come. */
  patienceMs?: number;
}

/** Requests to two new people's journals, after which the database is asked about them. */
const ROUND = 1000;
const BATCH = 50;
/** Most requests that are sent to make one smaller. */
const TRIES = 30;

class Harm extends Error {}

/**
 * Sends random requests to every operation that the API's description lists, in the names of two people and of
 * nobody, and checks each answer, what is logged, and what is stored. The same seed sends the same requests, except
 * that the database chooses ids anew.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { stack, routes, requests: wanted, seed, only = "", report = () => {}, patienceMs = 180_000 } = options;
  const root = stack.database.connection.kysely;
  const operations = await operationsOf(routes);
  const chosen = operations.filter(({ method, path }) => `${method} ${path}`.includes(only));
  const arbitrary = fc.limitShrink(requests(chosen), TRIES);
  const result: FuzzReport = { seed, requests: 0, statuses: new Map(), violations: [] };
  const known = new Set<string>();
  const blame = (fault: string, request: FuzzRequest | null) => {
    known.add(fault);
    result.violations.push({ fault, request });
    report(`${fault}\n  ${JSON.stringify(request)?.slice(0, 2000)}`);
  };
  const listening = listen();
  try {
    for (let round = 0; result.requests < wanted; round++) {
      const people = await twoPeople(stack, `${seed}x${round}`);
      const size = Math.min(ROUND, wanted - result.requests);
      for (let sent = 0; sent < size; sent += BATCH) {
        /** Once a request has done new harm it is made smaller as long as it does the same. */
        let pursued: string | undefined;
        const run = async (request: FuzzRequest) => {
          const watched = isWatched(request) ? await fingerprint(root) : null;
          const { status, faults } = await answered(root, routes, request, people, listening, patienceMs);
          if (watched && status >= 400 && watched !== (await fingerprint(root)))
            faults.push("refused, and yet stored something");
          if (!pursued) count(result, request, status);
          const found = faults.length > 0 && `${request.method} ${request.path}: ${[...new Set(faults)].join("; ")}`;
          if (!found || (pursued ? found !== pursued : known.has(found))) return;
          pursued = found;
          throw new Harm(found);
        };
        const done = await fc.check(fc.asyncProperty(arbitrary, run), {
          seed: seed + round * ROUND + sent,
          numRuns: Math.min(BATCH, size - sent),
        });
        if (done.failed) {
          if (!(done.errorInstance instanceof Harm)) throw done.errorInstance;
          blame(done.errorInstance.message, done.counterexample?.[0] ?? null);
        }
      }
      while ((await embedPending(jobsOnStack(root), createModel({}), { batch: 256 })).embedded > 0);
      for (const fault of await brokenInvariants(root, people.words)) if (!known.has(fault)) blame(fault, null);
      for (const fault of await people.leave(root, routes)) if (!known.has(fault)) blame(fault, null);
      report(`${result.requests} requests, ${result.violations.length} violations`);
    }
  } finally {
    listening.stop();
  }
  return result;
}

/** Of the writes every third, since to look at all rows twice takes longer than most requests. */
const isWatched = (request: FuzzRequest) => request.method !== "GET" && JSON.stringify(request).length % 3 === 0;

function count(report: FuzzReport, { method, path }: FuzzRequest, status: number): void {
  const name = `${method} ${path}`;
  const statuses = report.statuses.get(name) ?? new Map<number, number>();
  report.statuses.set(name, statuses.set(status, (statuses.get(status) ?? 0) + 1));
  report.requests++;
}

type People = Awaited<ReturnType<typeof twoPeople>>;

/** Sends a request and reads its answer to the end. @returns every fault of the answer, of the log, and of what was stored */
async function answered(
  root: Kysely<any>,
  routes: AppRoute[],
  fuzzed: FuzzRequest,
  people: People,
  log: Log,
  patienceMs: number,
) {
  const sender = people.senders[fuzzed.who];
  const request = asRequest(fuzzed, sender);
  log.take();
  const guard = Promise.withResolvers<Answer | Error>();
  // Counted in steps: a computer that stands still for minutes takes one, and is no request's fault.
  let steps = 0;
  const timer = setInterval(() => ++steps > STEPS && guard.resolve(new Error("does not end")), patienceMs / STEPS);
  const answer = await Promise.race([whole(routes, request), guard.promise]);
  clearInterval(timer);
  // What was left to itself has failed by now.
  await new Promise((resolve) => setImmediate(resolve));
  const faults = faultsOfLog(log.take(), sender.word);
  if (answer instanceof Error) return { status: 599, faults: [...faults, answer.message] };
  faults.push(...faultsOf(answer));
  for (const { word } of Object.values(people.senders))
    if (word !== sender.word && answer.text.includes(word)) faults.push("shows another person's words");
  const file = fuzzed.path === "/api/documents" && /\{"file":(\{.*\})\}\s*$/.exec(answer.text)?.[1];
  if (file && !(await isWhole(root, JSON.parse(file)))) faults.push("a file without all its passages");
  const seen = answer.status < 300 ? (answer.text.match(UUID) ?? []).slice(0, 10) : [];
  const kind = kindOf(fuzzed.path);
  if (seen.length > 0) sender.own.set(kind, [...new Set([...seen, ...(sender.own.get(kind) ?? [])])].slice(0, 10));
  return { status: answer.status, faults };
}

const STEPS = 100;
const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;

/** @returns the answer, or what was thrown in its place */
async function whole(routes: AppRoute[], request: Request): Promise<Answer | Error> {
  try {
    const response = await serve(routes, request);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    return new Error(`throws ${name} ${code ?? ""}`);
  }
}

interface Log {
  /** The lines since it was last asked. */
  take(): string[];
  stop(): void;
}

/** Keeps what the app logs. What the stack logs in the same process is not the app's; tests/leaks/logs.test.ts reads that. */
function listen(): Log {
  let lines: string[] = [];
  const keep = (...written: unknown[]) => {
    if (currentRequest.getStore()?.part !== "stack")
      lines.push(written.map((one) => (one instanceof Error ? one.stack : String(one))).join(" "));
  };
  const rejected = (reason: unknown) => lines.push(`unhandled ${(reason as Error)?.name}`);
  const before = { ...console };
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text: string | Uint8Array) => {
    keep(String(text));
    return true;
  };
  for (const level of ["log", "info", "warn", "error", "debug", "trace"] as const) console[level] = keep;
  process.on("unhandledRejection", rejected).on("uncaughtException", rejected);
  return {
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
    stop() {
      Object.assign(console, before);
      process.stderr.write = write;
      process.off("unhandledRejection", rejected).off("uncaughtException", rejected);
    },
  };
}

/** What is wrong with lines that were logged while a request was served. */
export function faultsOfLog(lines: string[], word: string): string[] {
  const faults = lines.flatMap((line) => {
    const unexpected = /"event":"unexpected_error","name":"(\w+)"/.exec(line);
    return unexpected ? [`unexpected ${unexpected[1]}`] : (/^unhandled \w+/.exec(line)?.[0] ?? []);
  });
  return lines.some((line) => line.includes(word)) ? [...faults, "logs what was sent"] : faults;
}

async function isWhole(root: Kysely<any>, file: { id: string; passages: number }): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from public.documents where file_id = ${file.id}`.execute(root);
  return rows[0]?.n === file.passages;
}

/** Two new people of one round, and the two who are nobody. */
async function twoPeople(stack: Stack, round: string) {
  const address = { url: stack.url, publishableKey: stack.secrets.publishableKey };
  const person = async (name: string) => {
    const client = await signUp(address, `${name}-${round}@example.test`);
    const { session } = (await client.auth.getSession()).data;
    if (!session) throw new Error("nobody was signed up");
    return { id: session.user.id, client, session, word: `canary${name}` };
  };
  const [ada, bo] = [await person("ada"), await person("bo")];
  const ids: Record<string, Ids> = { ada: new Map([["", [ada.id]]]), bo: new Map([["", [bo.id]]]) };
  const of = ({ word }: typeof ada, headers: Record<string, string>): Sender => ({
    word,
    own: (word === bo.word ? ids.bo : ids.ada) as Ids,
    others: (word === bo.word ? ids.ada : ids.bo) as Ids,
    headers,
  });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const cookie = `sb-127-auth-token=base64-${Buffer.from(JSON.stringify(ada.session)).toString("base64url")}`;
  const nobody = { ...ada, id: "none", word: "canarynobody" };
  const senders: Record<FuzzRequest["who"], Sender> = {
    ada: of(ada, bearer(ada.session.access_token)),
    bo: of(bo, bearer(bo.session.access_token)),
    "ada by cookie": of(ada, { cookie, "sec-fetch-site": "same-origin" }),
    nobody: of(nobody, {}),
    "a bad token": of(nobody, bearer(`${ada.session.access_token.slice(0, -4)}AAAA`)),
  };
  return {
    senders,
    words: { [ada.id]: ada.word, [bo.id]: bo.word },
    /** Both delete their accounts. @returns what does not go as it should */
    async leave(root: Kysely<any>, routes: AppRoute[]): Promise<string[]> {
      for (const { client, session } of [ada, bo]) {
        const body = { password: PASSWORD, confirm: "delete my account" };
        const { status } = await send(routes, "DELETE", "/api/account", { token: session.access_token, body });
        // After ten wrong passwords among the requests the route makes them wait; what it calls is open to them.
        const gone = status === 200 || (status === 429 && !(await client.rpc("delete_own_account")).error);
        if (!gone) return [`an account can't be deleted: ${status}`];
      }
      return (await brokenInvariants(root, {})).map((fault) => `after the accounts are gone, ${fault}`);
    },
  };
}
