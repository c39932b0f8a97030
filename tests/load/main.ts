import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { SupabaseClient } from "@supabase/supabase-js";
import autocannon from "autocannon";
import { startFakeProvider } from "#tests/ai/fake-provider.ts";
import { startApp } from "#tests/e2e/app-process.ts";
import { signUp } from "#tests/stack/stack-process.ts";

/**
 * Many people at once on the built app, with a model that answers at once:
 *
 *   npm run load                              200 people, half a minute of each profile, on the embedded stack
 *   DATABASE_URL=… npm run load               the same on a native Postgres
 *   npm run load -- --people 50 --seconds 10
 *   npm run load -- --soak 60                 and then everything mixed for an hour: does memory grow?
 *
 * Ends with exit code 1 when a request below the quota failed, when the slowest search in a hundred took ten times
 * the usual one or more, or when memory grew by a tenth over the soak.
 */
const { values: flags } = parseArgs({
  options: {
    people: { type: "string", default: "200" },
    seconds: { type: "string", default: "30" },
    soak: { type: "string", default: "0" },
  },
});
const people = Number(flags.people);
const ENTRIES = 60;
const ROUND_MINUTES = 10;
const WORDS = [
  "up at three",
  "slept in one piece",
  "the fever",
  "shouted about the shoes",
  "a nap in the car",
  "teething",
];

type Request = autocannon.Request;
const post = (path: string, body: () => object): Request => ({
  method: "POST",
  path,
  setupRequest: (request) => ({ ...request, body: JSON.stringify(body()) }),
});
const word = () => WORDS[Math.floor(Math.random() * WORDS.length)] as string;
const SEARCH = post("/api/search", () => ({ query: `How was it with ${word()}?` }));
const WRITE = post("/api/check-ins", () => ({ mood: 3, sleepHours: 5, note: `Again ${word()}.` }));
const CHAT = post("/api/chat", () => ({ message: `When was ${word()}?` }));
const READ: Request = { method: "GET", path: "/api/journal" };
const PROFILES: Record<string, Request[]> = {
  searching: [SEARCH],
  "writing check-ins": [WRITE],
  "reading the journal": [READ],
  "asking the coach": [CHAT],
  "everything mixed": [READ, WRITE, SEARCH, READ, WRITE, CHAT],
};

const folder = mkdtempSync(join(tmpdir(), "nightlight-load-"));
const provider = await startFakeProvider();
const app = await startApp(folder, {
  OPENAI_BASE_URL: provider.url,
  OPENAI_API_KEY: "none",
  // Low enough for one person in a loop to reach it on a slow machine.
  NIGHTLIGHT_SEARCHES_PER_MINUTE: "120",
});
const faults: string[] = [];
try {
  const clients = await arrive();
  const tokens = await tokensOf(clients);
  console.log(`${people} people with ${ENTRIES} entries each, one connection for each; times in ms`);
  console.log("profile               requests/s     p50     p90     p99   errors   refused (429)");
  for (const [name, requests] of Object.entries(PROFILES))
    report(name, await run(requests, Number(flags.seconds), tokens));
  await overQuota(tokens);
  if (Number(flags.soak) > 0) await soak(Number(flags.soak), clients);
} finally {
  await app.stop();
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(`short of the aim: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);

/** Accounts with entries that are embedded. @returns each one's own client, signed in */
async function arrive(): Promise<SupabaseClient[]> {
  const env = Object.fromEntries(
    [...readFileSync(join(folder, "stack.env"), "utf8").matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const stack = { url: env.SUPABASE_URL as string, publishableKey: env.SUPABASE_PUBLISHABLE_KEY as string };
  const clients: SupabaseClient[] = [];
  const run = Date.now().toString(36);
  for (let at = 0; at < people; at++) {
    const client = await signUp(stack, `load-${run}-${at}@example.test`);
    const rows = Array.from({ length: ENTRIES }, (_, day) => ({
      mood: 1 + (day % 5),
      sleep_hours: 3 + (day % 6),
      note: `Night ${day}: ${WORDS[day % WORDS.length]}.`,
      happened_at: new Date(Date.now() - day * 86_400_000).toISOString(),
    }));
    const { error } = await client.from("check_ins").insert(rows);
    if (error) throw new Error(error.message);
    clients.push(client);
    if (process.stdout.isTTY) process.stdout.write(`\r${at + 1} of ${people} people have arrived `);
  }
  // What was written last is embedded last.
  const [token] = await tokensOf(clients.slice(-1));
  const last = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  for (;;) {
    const response = await fetch(`${app.url}/api/search`, {
      method: "POST",
      headers: last,
      body: JSON.stringify({ query: "the fever", limit: 50 }),
    });
    const { matches } = (await response.json()) as { matches: { similarity: number }[] };
    if (matches.length === 50 && matches.every(({ similarity }) => similarity !== 0)) break;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  if (process.stdout.isTTY) process.stdout.write("\r");
  return clients;
}

/** An access token that has its hour before it, of each one. */
async function tokensOf(clients: SupabaseClient[]): Promise<string[]> {
  const tokens: string[] = [];
  for (const client of clients) {
    const { data, error } = await client.auth.refreshSession();
    if (error) throw error;
    tokens.push(data.session?.access_token as string);
  }
  return tokens;
}

function run(requests: Request[], seconds: number, tokens: string[]): Promise<autocannon.Result> {
  let next = 0;
  return autocannon({
    url: app.url,
    connections: tokens.length,
    duration: seconds,
    timeout: 60,
    setupClient(client) {
      const headers = {
        authorization: `Bearer ${tokens[next++ % tokens.length]}`,
        "content-type": "application/json",
      };
      client.setRequests(requests.map((request) => ({ ...request, headers })));
    },
  });
}

function report(name: string, result: autocannon.Result): void {
  const { latency, errors, timeouts } = result;
  const refused = result.statusCodeStats?.["429"]?.count ?? 0;
  const failed = errors + timeouts + result.non2xx - refused;
  const cell = (value: number, width: number) => String(Math.round(value)).padStart(width);
  console.log(
    `${name.padEnd(22)}${cell(result.requests.average, 10)}${cell(latency.p50, 8)}${cell(latency.p90, 8)}${cell(latency.p99, 8)}${cell(failed, 9)}${cell(refused, 16)}`,
  );
  if (failed > 0) faults.push(`${name}: ${failed} requests failed (${JSON.stringify(result.statusCodeStats)})`);
  if (name === "searching" && latency.p99 >= 10 * latency.p50)
    faults.push(`searching: p99 is ${(latency.p99 / latency.p50).toFixed(1)} times p50`);
}

/** One person in a loop is refused; the others, at the same time, are not. */
async function overQuota(tokens: string[]): Promise<void> {
  const [greedy, ...others] = tokens as [string, ...string[]];
  const flood = run([SEARCH], 40, Array(20).fill(greedy));
  const rest = await run([SEARCH], 40, others.slice(0, 20));
  const refused = (await flood).statusCodeStats?.["429"]?.count ?? 0;
  console.log(
    `one person in a loop: ${refused} requests refused; ${others.slice(0, 20).length} others meanwhile: ${rest.non2xx + rest.errors} refused or failed`,
  );
  if (refused === 0) faults.push("nobody was refused above the quota");
  if (rest.non2xx + rest.errors > 0) faults.push("others were refused or failed meanwhile");
}

/** Everything mixed for a long time, and what the processes hold meanwhile. */
async function soak(minutes: number, clients: SupabaseClient[]): Promise<void> {
  const held: number[] = [];
  const sample = () => held.push(memory(app.child.pid as number));
  const timer = setInterval(sample, 30_000);
  // A token lives for an hour, so that a long soak is made of rounds.
  for (let from = 0; from < minutes; from += ROUND_MINUTES) {
    const until = Math.min(minutes, from + ROUND_MINUTES);
    const result = await run(PROFILES["everything mixed"] as Request[], (until - from) * 60, await tokensOf(clients));
    report(`mixed, minute ${until}`, result);
    console.log(`  all processes hold ${Math.round(held.at(-1) ?? 0)} MB`);
  }
  clearInterval(timer);
  // The first third warms up: caches, pools, compiled code.
  const warm = held.slice(Math.ceil(held.length / 3));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [early, late] = [
    mean(warm.slice(0, Math.ceil(warm.length / 4))),
    mean(warm.slice(-Math.ceil(warm.length / 4))),
  ];
  const growth = late / early - 1;
  console.log(
    `memory of all processes: ${Math.round(early)} MB, then ${Math.round(late)} MB (${(growth * 100).toFixed(1)} %)`,
  );
  if (growth > 0.1) faults.push(`memory grew by ${(growth * 100).toFixed(1)} %`);
}

/** Megabytes that a process and its children hold. */
function memory(pid: number): number {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,rss="], { encoding: "utf8" }).trim().split("\n");
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  const family = new Set([pid]);
  for (const [child, parent] of processes) if (family.has(parent)) family.add(child);
  return processes.reduce((sum, [one, , kilobytes]) => (family.has(one) ? sum + kilobytes / 1024 : sum), 0);
}
