import { redirect } from "next/navigation";
import { z } from "zod";
import { cookieClient } from "#lib/auth.ts";
import { beginRecovery } from "../../(auth)/recovery.ts";

/** Where links in mails lead. Targets are fixed here; none is taken from the link. */
const targets = { recovery: "/reset-password", email: "/today", signup: "/today" } as const;
const query = z.object({ token_hash: z.string().min(1).max(512), type: z.enum(["recovery", "email", "signup"]) });

export async function GET(request: Request): Promise<Response> {
  const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!parsed.success) redirect("/sign-in");
  const supabase = await cookieClient();
  const { data, error } = await supabase.auth.verifyOtp(parsed.data);
  if (parsed.data.type === "recovery" && data.user) await beginRecovery(data.user.id);
  redirect(error ? "/forgot-password?expired=1" : targets[parsed.data.type]);
}
