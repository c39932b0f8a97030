import { webEnv } from "#lib/env.ts";
import { json, route } from "#lib/route.ts";

/**
 * Whether this process answers, and whether the database behind it does. `?live` asks for the first alone: a
 * process whose database is away needs no restart, and should get no requests.
 */
export const GET = route(
  async (request) => {
    if (new URL(request.url).searchParams.has("live")) return json({ status: "ok" });
    const database = await databaseAnswers();
    return json({ status: database ? "ok" : "degraded", database: database ? "ok" : "down" }, database ? 200 : 503);
  },
  { always: true },
);

/** A table that is closed to whoever has not signed in: only the database itself refuses with this code. */
async function databaseAnswers(): Promise<boolean> {
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  try {
    const response = await fetch(`${supabaseUrl}/rest/v1/profiles?select=user_id&limit=1`, {
      headers: { apikey: supabasePublishableKey },
      signal: AbortSignal.timeout(3_000),
      cache: "no-store",
    });
    return ((await response.json()) as { code?: string }).code === "42501";
  } catch {
    return false;
  }
}

export const dynamic = "force-dynamic";
