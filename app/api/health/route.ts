import { webEnv } from "#lib/env.ts";
import { json, route } from "#lib/route.ts";

/** Whether this process and the database behind it answer. */
export const GET = route(async () => {
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  const database = await fetch(`${supabaseUrl}/auth/v1/health`, {
    headers: { apikey: supabasePublishableKey },
    signal: AbortSignal.timeout(3_000),
    cache: "no-store",
  }).then(
    (response) => response.ok,
    () => false,
  );
  return json({ status: database ? "ok" : "degraded", database: database ? "ok" : "down" }, database ? 200 : 503);
});

export const dynamic = "force-dynamic";
