import { createServerClient } from "@supabase/ssr";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "#lib/database.types.ts";
import { databaseFetch } from "#lib/database-fetch.ts";
import { webEnv } from "#lib/env.ts";
import { ApiError, databaseUnavailable } from "#lib/errors.ts";

/** A person, and a client that can do what this person can do and nothing more. Made anew for each request. */
export interface Session {
  supabase: SupabaseClient<Database>;
  userId: string;
  email: string | null;
}

/** Flags of the session's cookies: out of any script's reach, and never sent over http where https is there. */
export function cookieOptions(https: boolean) {
  return { httpOnly: true, sameSite: "lax", secure: https, path: "/" } as const;
}

/** Whether the person's browser came by https; a chain of proxies lists its hops, the outermost first. */
export function cameByHttps(headers: Headers): boolean {
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

/**
 * Who sends an API request, by `Authorization: Bearer <access token>` or by the session cookie.
 * @throws ApiError 401 without a valid token; 403 for a write that another site's page caused; 409 when the request
 * names somebody else as the person it was made for.
 */
export async function authenticate(request: Request): Promise<Session> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const session = bearer ? await bearerSession(bearer) : await cookieSession(request);
  if (!session) throw new ApiError(401, "unauthorized", "Sign in first.");
  // A tab left open, or an entry kept on the device, may be of whoever was signed in before: it proves nothing about
  // who asks, it only keeps one person's words out of another's journal.
  const madeFor = request.headers.get("x-nightlight-person");
  if (madeFor !== null && madeFor !== session.userId)
    throw new ApiError(409, "other_person", "Somebody else has signed in on this device. Reload the page first.");
  return session;
}

async function bearerSession(token: string): Promise<Session | null> {
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  const supabase = createClient<Database>(supabaseUrl, supabasePublishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
    global: { fetch: databaseFetch, headers: { Authorization: `Bearer ${token}` } },
  });
  return verified(supabase, token);
}

async function cookieSession(request: Request): Promise<Session | null> {
  if (!/(^|;\s*)sb-/.test(request.headers.get("cookie") ?? "")) return null;
  const writes = !["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (writes && !isSameOrigin(request)) throw new ApiError(403, "cross_origin", "This request came from another site.");
  return currentSession();
}

/** Browsers say where a request comes from; a cookie alone does not prove that the person meant it. */
function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = request.headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}

/** A client bound to the request's cookies, for pages, actions and cookie-authenticated routes. */
export async function cookieClient(): Promise<SupabaseClient<Database>> {
  const { cookies, headers } = await import("next/headers");
  const store = await cookies();
  const https = cameByHttps(await headers());
  const { supabaseUrl, supabasePublishableKey } = webEnv();
  return createServerClient<Database>(supabaseUrl, supabasePublishableKey, {
    cookieOptions: cookieOptions(https),
    db: { retry: false },
    global: { fetch: databaseFetch },
    cookies: {
      getAll: () => store.getAll(),
      setAll(changes) {
        try {
          for (const { name, value, options } of changes) store.set(name, value, options);
        } catch {
          // A page can't set cookies while it renders; the proxy has refreshed them before.
        }
      },
    },
  });
}

/** The signed-in person of the current page or action, or null. Verified, not merely read from the cookie. */
export async function currentSession(): Promise<Session | null> {
  return verified(await cookieClient());
}

/** The signed-in person of a page; anybody else is sent to the sign-in page. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  const { redirect } = await import("next/navigation");
  return redirect("/sign-in");
}

const NOBODY = { data: null, error: null };

async function verified(supabase: SupabaseClient<Database>, token?: string): Promise<Session | null> {
  const { data, error } = await supabase.auth.getClaims(token).catch((error: Error) => {
    // A token in three parts of which one is no JSON: supabase-js lets its parser's error through.
    if (error instanceof SyntaxError) return NOBODY;
    throw error;
  });
  if (error && error.status === undefined && /fetch failed/i.test(error.message)) throw databaseUnavailable();
  if (error?.name === "AuthRetryableFetchError") throw databaseUnavailable();
  const claims = data?.claims;
  if (!claims?.sub || claims.role !== "authenticated") return null;
  return { supabase, userId: claims.sub, email: (claims.email as string | undefined) ?? null };
}
