import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { webEnv } from "#lib/env.ts";
import { databaseSession } from "#supabase/local/cli.ts";
import { controlSocket } from "#supabase/local/cli-socket.ts";
import { spawnStack } from "./stack-process.ts";

const token = (role: string) =>
  ["{}", JSON.stringify({ role }), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
const started = (key: string) => () =>
  webEnv({ SUPABASE_URL: "http://127.0.0.1:54321", SUPABASE_PUBLISHABLE_KEY: key });

it.each([
  ["a publishable key", "sb_publishable_abcdefghijk"],
  ["the older anon token", token("anon")],
])("the app starts with %s", (_, key) => {
  expect(started(key)().supabasePublishableKey).toBe(key);
});

it.each([
  ["a secret key", `sb_secret_${"abcdefghijk"}`],
  ["the older service_role token", token("service_role")],
])("the app refuses %s, and does not print it", (_, key) => {
  expect(started(key)).toThrow("SUPABASE_PUBLISHABLE_KEY: holds a secret key");
  expect(started(key)).not.toThrow(key);
});

/** What compose and hosts' settings pages make of a variable that was left out. */
const BLANK = Object.fromEntries(
  [
    "DATABASE_URL",
    "LEAK_SQL",
    "NIGHTLIGHT_CHAT_PER_MINUTE",
    "NIGHTLIGHT_SITE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_EMBEDDING_MODEL",
    "OPENAI_TIMEOUT_MS",
    "PORT",
    "SUPABASE_TIMEOUT_MS",
  ].map((name) => [name, ""]),
);

it("the local stack serves from a folder whose path is longer than a socket's may be", async () => {
  const parent = mkdtempSync(join(tmpdir(), "nightlight-environment-"));
  const stack = await spawnStack(join(parent, "a-long-name".repeat(15)));
  try {
    const answer = await fetch(`${stack.url}/auth/v1/health`, { headers: { apikey: stack.publishableKey } });
    expect(answer.status, stack.output()).toBe(200);
    expect(stack.output()).toContain("cli_socket_failed");
  } finally {
    stack.child.kill("SIGTERM");
    await stack.exited;
    rmSync(parent, { recursive: true });
  }
});

describe("a variable that is there and blank counts as left out", () => {
  it("for the app", () => {
    const settings = { SUPABASE_URL: "http://127.0.0.1:54321", SUPABASE_PUBLISHABLE_KEY: "sb_publishable_abcdefghijk" };
    expect(webEnv({ ...settings, ...BLANK })).toEqual(webEnv(settings));
    expect(() => webEnv({ ...settings, OPENAI_BASE_URL: "nowhere" })).toThrow("OPENAI_BASE_URL");
  });

  it("for the local stack and for the worker, which does not work with the rights of an owner", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightlight-environment-"));
    const stack = await spawnStack(folder, BLANK);
    try {
      expect(stack.url, stack.output()).toMatch(/^http/);
      const session = await databaseSession(controlSocket(folder));
      const worker = spawn(process.execPath, [join(import.meta.dirname, "../../lib/jobs/worker.ts")], {
        env: { ...process.env, ...BLANK, APP_USER_DATABASE_URL: session.url },
        timeout: 20_000,
      });
      const [printed, [code]] = await Promise.all([text(worker.stderr), once(worker, "exit")]);
      await session.close();
      expect(printed).toContain("The worker must log in as app_user, not as postgres, which bypasses RLS.");
      expect(code).toBe(1);
    } finally {
      stack.child.kill("SIGTERM");
      await stack.exited;
      rmSync(folder, { recursive: true });
    }
  });
});
