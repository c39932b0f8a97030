import { createServerClient } from "@supabase/ssr";
import { type NextRequest, NextResponse } from "next/server";
import { cameByHttps, cookieOptions } from "#lib/auth.ts";
import { API_POLICY, newNonce, POLICY, pagePolicy } from "#lib/content-policy.ts";
import { databaseFetch } from "#lib/database-fetch.ts";
import { webEnv } from "#lib/env.ts";

/**
 * Refreshes the session's cookies before a page or route runs, and gives each page a policy with a nonce of its own
 * for its scripts. It authorises nothing: every page and route asks again where it reads data.
 */
export async function proxy(request: NextRequest) {
  const policy = request.nextUrl.pathname.startsWith("/api/") ? API_POLICY : pagePolicy(newNonce());
  // Next reads the nonce from the request's policy and writes it on each script it renders.
  request.headers.set(POLICY, policy);
  const response = await withFreshSession(request);
  response.headers.set(POLICY, policy);
  return response;
}

async function withFreshSession(request: NextRequest): Promise<NextResponse> {
  let response = NextResponse.next({ request });
  if (!request.cookies.getAll().some(({ name }) => name.startsWith("sb-"))) return response;
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  const https = cameByHttps(request.headers) || request.nextUrl.protocol === "https:";
  const supabase = createServerClient(supabaseUrl, supabasePublishableKey, {
    cookieOptions: cookieOptions(https),
    global: { fetch: databaseFetch },
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll(changes, headers) {
        for (const { name, value } of changes) request.cookies.set(name, value);
        response = NextResponse.next({ request });
        for (const { name, value, options } of changes) response.cookies.set(name, value, options);
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      },
    },
  });
  // A database that is down must not take the public pages with it.
  await supabase.auth.getClaims().catch(() => undefined);
  return response;
}

export const config = { matcher: ["/((?!_next/|icon.svg|icons/|sw.js|manifest.webmanifest|api/health).*)"] };
