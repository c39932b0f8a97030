import { z } from "zod";
import type { StackDatabase } from "./database.ts";

const perMinute = z.coerce.number().int().min(1).max(1_000_000_000).optional();

/** What one person may do in a minute, as the environment sets it; what it leaves out is the migrations' own number. */
export const quotaEnvironment = z.object({
  NIGHTLIGHT_WRITES_PER_MINUTE: perMinute,
  NIGHTLIGHT_ROWS_PER_MINUTE: perMinute,
  NIGHTLIGHT_CHAT_PER_MINUTE: perMinute,
  NIGHTLIGHT_SEARCHES_PER_MINUTE: perMinute,
});
export type QuotaEnvironment = z.infer<typeof quotaEnvironment>;

const KINDS = {
  writes: "NIGHTLIGHT_WRITES_PER_MINUTE",
  rows: "NIGHTLIGHT_ROWS_PER_MINUTE",
  chat: "NIGHTLIGHT_CHAT_PER_MINUTE",
  search: "NIGHTLIGHT_SEARCHES_PER_MINUTE",
} as const;

/** Makes the environment's numbers the database's; replaces the numbers of an earlier start. */
export async function setQuotas(database: StackDatabase, env: QuotaEnvironment): Promise<void> {
  const cases = Object.entries(KINDS).flatMap(([kind, name]) =>
    env[name] ? [`when '${kind}' then ${env[name]}`] : [],
  );
  const fallback = "private.default_quota_per_minute(kind)";
  await database.execute(`create or replace function private.quota_per_minute(kind text) returns integer
    language sql stable set search_path = '' as $$
      select ${cases.length > 0 ? `case kind ${cases.join(" ")} else ${fallback} end` : fallback}
    $$`);
}
