import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import postgres from "postgres";
import { freePort } from "#tests/e2e/app-process.ts";

const root = join(import.meta.dirname, "../..");
const SECTION = "Two web instances on Postgres";
const PROGRAMS = ["nginx", "pgbouncer", "psql", "curl", "openssl"];

/** What a rehearsal needs and this machine lacks. */
export const missing = [
  ...(process.env.DATABASE_URL ? [] : ["DATABASE_URL, a native Postgres"]),
  ...PROGRAMS.filter((program) => spawnSync("which", [program]).status !== 0),
];

/** One request as nginx has logged it: the instances it went to, in turn, and what each answered. */
export interface Served {
  method: string;
  status: number;
  instances: string[];
  request: string;
}

/** The deployment of docs/deploy.md, made by its own words. */
export interface Rehearsal {
  /** Where nginx answers. */
  url: string;
  /** The two instances behind it. */
  instances: [URL, URL];
  /** The API behind those, and its publishable key. */
  api: { url: URL; publishableKey: string };
  /** The clone in which the page was followed. */
  clone: string;
  /** The database's owner. */
  owner: postgres.Sql;
  /** The process of an instance, or of another part, by the name of its file. */
  pid(name: string): number;
  /** What nginx has logged so far. */
  served(): Served[];
  /** What another part has printed so far. */
  log(name: string): string;
  /** Runs the shell blocks under a heading. @throws with their output when a command fails */
  follow(heading: string): Promise<void>;
  /** Runs one line in the same shell. */
  type(line: string): Promise<void>;
  /** Follows the page to its end, and removes what is left. */
  end(): Promise<void>;
}

/**
 * Clones this repository and runs the shell blocks of docs/deploy.md, as they stand, in one shell, up to where people
 * are served. What is installed already is taken along, so that nothing is downloaded.
 *
 * @param settings variables that the page leaves to whoever follows it
 */
export async function rehearse(settings: Record<string, string>): Promise<Rehearsal> {
  const folder = mkdtempSync(join(tmpdir(), "nightlight-deploy-"));
  const clone = join(folder, "nightlight");
  spawnSync("git", ["clone", "--quiet", root, clone], { stdio: "inherit" });
  const page = blocksOf(readFileSync(join(clone, "docs/deploy.md"), "utf8"));
  // PgBouncer refuses to run as root, and the page says so of everything.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if ("uid" in nobody) spawnSync("chown", ["-R", "65534:65534", folder]);
  takeAlong(join(root, "node_modules"), join(clone, "node_modules"));

  const server = postgres(process.env.DATABASE_URL as string, { max: 1, onnotice: () => {} });
  const database = `nightlight_deploy_${process.pid}`;
  await server.unsafe(`create database ${database}`);
  const address = new URL(process.env.DATABASE_URL as string);
  address.pathname = `/${database}`;

  const ports = [];
  for (const _ of Array(5)) ports.push(await freePort());
  const [publicPort, poolPort, apiPort, first, second] = ports;
  const run = join(folder, "run");
  const shell = spawn("bash", ["-eu"], {
    cwd: clone,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    ...nobody,
    env: {
      ...settings,
      // Node and npm as the machine has them: what the page installs comes first only once it says so.
      PATH: process.env.PATH?.split(":")
        .filter((entry) => !entry.includes("node_modules"))
        .join(":"),
      HOME: folder,
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: "production",
      RUN: run,
      DATABASE_URL: address.href,
      NIGHTLIGHT_SITE_URL: `http://127.0.0.1:${publicPort}`,
      PUBLIC_PORT: String(publicPort),
      POOL_PORT: String(poolPort),
      API_PORT: String(apiPort),
      WEB_PORTS: `${first} ${second}`,
    },
  });
  const type = conversation(shell);
  const owner = postgres(address.href, { max: 2, onnotice: () => {} });
  const follow = async (heading: string) => {
    const blocks = page.get(heading);
    if (!blocks) throw new Error(`docs/deploy.md has no shell block under "${heading}".`);
    for (const [at, block] of blocks.entries()) {
      const file = join(folder, `block-${at}.sh`);
      writeFileSync(file, block);
      await type(`. ${file} </dev/null`);
    }
  };
  const end = async () => {
    await owner.end();
    try {
      if (shell.exitCode === null) await follow(LAST);
    } finally {
      endAll(shell, run);
      await server.unsafe(`drop database if exists ${database} with (force)`);
      await server.unsafe("drop role if exists nightlight_api");
      await server.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  };
  try {
    for (const heading of page.keys()) if (!LATER.includes(heading)) await follow(heading);
  } catch (error) {
    await end().catch(() => {});
    throw error;
  }
  const env = parseEnv(readFileSync(join(run, "stack.env"), "utf8")) as Record<string, string>;
  return {
    url: `http://127.0.0.1:${publicPort}`,
    instances: [new URL(`http://127.0.0.1:${first}`), new URL(`http://127.0.0.1:${second}`)],
    api: { url: new URL(env.SUPABASE_URL as string), publishableKey: env.SUPABASE_PUBLISHABLE_KEY as string },
    clone,
    owner,
    pid: (name) => Number(readFileSync(join(run, `${name}.pid`), "utf8")),
    served: () => logLines(readFileSync(join(run, "access.log"), "utf8")),
    log: (name) => readFileSync(join(run, `${name}.log`), "utf8"),
    follow,
    type,
    end,
  };
}

const LAST = "Stop everything";
/** What the page offers for later. */
const LATER = ["Restart without anybody noticing", LAST];

/** The shell blocks of the section, by the heading under which they stand, in the page's order. */
function blocksOf(page: string): Map<string, string[]> {
  const section = page.split(/^## /m).find((part) => part.startsWith(SECTION)) ?? "";
  const blocks = new Map<string, string[]>();
  for (const part of section.split(/^### /m).slice(1)) {
    const found = [...part.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text as string);
    if (found.length > 0) blocks.set(part.slice(0, part.indexOf("\n")), found);
  }
  return blocks;
}

/** Copies a folder, by hard links where the file system has them. */
export function takeAlong(from: string, to: string): void {
  if (spawnSync("cp", ["-al", from, to]).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  cpSync(from, to, { recursive: true });
}

/** @returns runs a line in a shell, and waits until it is done. */
function conversation(shell: ChildProcess): (line: string) => Promise<void> {
  let output = "";
  let heard = () => {};
  for (const stream of [shell.stdout, shell.stderr])
    stream?.on("data", (chunk) => {
      output += chunk;
      heard();
    });
  shell.once("exit", () => heard());
  return (line) =>
    new Promise((resolve, reject) => {
      const from = output.length;
      heard = () => {
        if (output.slice(from).includes(DONE)) resolve();
        else if (shell.exitCode !== null || shell.signalCode !== null)
          reject(new Error(`"${line}" failed:\n${output.slice(from)}`));
      };
      shell.stdin?.write(`${line}\necho ${DONE}\n`);
    });
}
const DONE = "the-block-is-done";

/** Whatever is still there: what the shell has started, and the two that have left its group. */
function endAll(shell: ChildProcess, run: string): void {
  const files = ["nginx.pid", "pgbouncer.pid"].map((name) => join(run, name)).filter((file) => existsSync(file));
  for (const pid of [-(shell.pid as number), ...files.map((file) => Number(readFileSync(file, "utf8")))])
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It has gone.
    }
}

function logLines(text: string): Served[] {
  const lines = text.trim().split("\n").filter(Boolean);
  return lines.map((line) => {
    const { method, status, instances, request } = JSON.parse(line);
    return { method, status, request, instances: (instances as string).split(/, | : /).filter(Boolean) };
  });
}
