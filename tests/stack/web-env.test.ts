import { expect, it } from "vitest";
import { webEnv } from "#lib/env.ts";

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
