import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** `npm start` and `npm run dev`: stack, build if stale, web app; Ctrl-C ends all of it. */
const root = join(import.meta.dirname, "..");
const development = process.argv.includes("--dev");
const port = Number(process.env.PORT || 3000);
const next = join(root, "node_modules/next/dist/bin/next");
const children = new Set<ChildProcess>();
let stopping = false;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends every child and then this process; whatever has not gone after five seconds is killed. */
async function stop(code: number): Promise<never> {
  if (stopping) return new Promise(() => {});
  stopping = true;
  const ends = [...children].map((child) => new Promise((done) => child.once("exit", done)));
  for (const child of children) child.kill("SIGTERM");
  const impatient = setTimeout(() => {
    for (const child of children) child.kill("SIGKILL");
  }, 5_000);
  await Promise.all(ends);
  clearTimeout(impatient);
  process.exit(code);
}

/** Starts a child that is told by its IPC channel when this process is gone, and ends with it. */
function run(name: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  child.once("exit", (code) => {
    children.delete(child);
    if (stopping) return;
    say(`Nightlight: the ${name} ended (${code ?? "killed"}); stopping.`);
    void stop(1);
  });
  return child;
}

/** The web process gets what it needs and none of the stack's or the worker's variables. */
function webEnvironment(supabase: Record<string, string>): NodeJS.ProcessEnv {
  const {
    DATABASE_URL,
    APP_USER_DATABASE_URL,
    SUPABASE_SECRET_KEY,
    SUPABASE_SERVICE_ROLE_KEY,
    SUPABASE_JWT_SECRET,
    ...rest
  } = process.env;
  return { ...rest, ...supabase, NODE_ENV: development ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" };
}

async function startStack(): Promise<Record<string, string>> {
  const environment = { ...process.env, PORT: String(port) };
  const stack = run("database", [join(root, "supabase/local/main.ts")], environment);
  const ready = await new Promise<{ url: string; publishableKey: string }>((resolve) =>
    stack.once("message", (m) => resolve(m as never)),
  );
  return { SUPABASE_URL: ready.url, SUPABASE_PUBLISHABLE_KEY: ready.publishableKey };
}

/** Everything a build depends on, as one hash. */
function sourceHash(): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else {
      hash.update(path.slice(root.length)).update(readFileSync(path));
    }
  };
  const parts = ["app", "lib", "public", "proxy.ts", "next.config.ts", "postcss.config.mjs", "package-lock.json"];
  for (const part of parts) add(join(root, part));
  return hash.digest("hex");
}

async function buildIfStale(): Promise<void> {
  const stamp = join(root, ".next/nightlight-build");
  const hash = sourceHash();
  const fresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (fresh()) return;
  say("Building the app (once after each change, about half a minute) …");
  const release = await buildTurn();
  try {
    // Started twice at once, as the tests do: the other has built the same meanwhile.
    if (fresh()) return;
    const env = { ...webEnvironment({}), NODE_ENV: "production" as const };
    const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], {
      cwd: root,
      env,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (status !== 0) {
      process.stderr.write(`${stdout}\n${stderr}\n`);
      release();
      process.exit(status ?? 1);
    }
    writeFileSync(stamp, hash);
  } finally {
    release();
  }
}

/** Waits until nobody else builds here. Next has a lock too, but lets go of it before our stamp says what was built. */
async function buildTurn(): Promise<() => void> {
  const lock = join(root, "node_modules/.nightlight-build");
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => rmSync(lock, { force: true });
    } catch {
      if (!isRunning(lock)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** Whether the process that holds a lock is still there; one that was killed has left its lock behind. */
function isRunning(lock: string): boolean {
  try {
    return process.kill(Number(readFileSync(lock, "utf8")), 0);
  } catch {
    return false;
  }
}

async function refuseTakenPort(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
      .once("error", reject)
      .listen(port, () => probe.close(() => resolve()));
  }).catch(() => {
    say(`Port ${port} is in use. Is Nightlight running already? Otherwise choose another: PORT=3001 npm start`);
    process.exit(1);
  });
}

async function untilHealthy(url: string): Promise<void> {
  for (let attempt = 0; attempt < 240 && !stopping; attempt++) {
    const response = await fetch(`${url}/api/health`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  if (stopping) return;
  say("The app did not become healthy within a minute; stopping.");
  await stop(1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
process.on("disconnect", () => void stop(0));
await refuseTakenPort();
if (!development) await buildIfStale();
const external = process.env.SUPABASE_URL || process.env.NEXT_PUBLIC_SUPABASE_URL;
const supabase = external ? {} : await startStack();
const args = [
  "--import",
  join(root, "bin/end-with-parent.mjs"),
  next,
  development ? "dev" : "start",
  "-p",
  String(port),
];
run("web app", args, webEnvironment(supabase));
await untilHealthy(`http://127.0.0.1:${port}`);
say(`
Nightlight is ready: http://localhost:${port}
Sign up there with any e-mail address and a password of 8 characters or more; no mail is sent.
${external ? `Data: ${external}` : `Your data stays in ${process.env.NIGHTLIGHT_DATA_DIR || ".data"}.`} Ctrl-C stops everything.
`);
