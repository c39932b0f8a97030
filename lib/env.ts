import { z } from "zod";
import { modelConfig, modelEnvironment, setVariables } from "#lib/ai/model-environment.ts";
import { keyKind } from "#lib/supabase-key.ts";

const optionalText = z.string().trim().optional();
const environment = modelEnvironment
  .extend({
    SUPABASE_URL: optionalText,
    NEXT_PUBLIC_SUPABASE_URL: optionalText,
    SUPABASE_PUBLISHABLE_KEY: optionalText,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: optionalText,
    SUPABASE_ANON_KEY: optionalText,
    NEXT_PUBLIC_SUPABASE_ANON_KEY: optionalText,
    SUPABASE_TIMEOUT_MS: z.coerce.number().int().min(100).default(20_000),
    SUPABASE_CONCURRENCY: z.coerce.number().int().min(1).default(64),
    SUPABASE_MAX_WAITING: z.coerce.number().int().min(1).default(1_000),
  })
  .transform((env) => ({
    supabaseUrl: env.SUPABASE_URL ?? env.NEXT_PUBLIC_SUPABASE_URL,
    supabasePublishableKey:
      env.SUPABASE_PUBLISHABLE_KEY ??
      env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ??
      env.SUPABASE_ANON_KEY ??
      env.NEXT_PUBLIC_SUPABASE_ANON_KEY,
    supabaseTimeoutMs: env.SUPABASE_TIMEOUT_MS,
    supabaseConcurrency: env.SUPABASE_CONCURRENCY,
    supabaseMaxWaiting: env.SUPABASE_MAX_WAITING,
    model: modelConfig(env),
  }))
  .superRefine((env, context) => {
    const require = (name: string, holds: boolean, message: string) => {
      if (!holds) context.addIssue({ code: "custom", path: [name], message });
    };
    require("SUPABASE_URL", URL.canParse(env.supabaseUrl ?? ""), "missing, or not a URL");
    require("SUPABASE_PUBLISHABLE_KEY", env.supabasePublishableKey !== undefined, "missing");
    // The app works with the rights of the person it serves; a key that bypasses RLS must not even be near it.
    const secret = keyKind(env.supabasePublishableKey ?? "") === "secret";
    require("SUPABASE_PUBLISHABLE_KEY", !secret, "holds a secret key; the app takes the publishable one only");
  })
  .transform((env) => ({
    ...env,
    supabaseUrl: env.supabaseUrl as string,
    supabasePublishableKey: env.supabasePublishableKey as string,
  }));

export type WebEnv = z.infer<typeof environment>;

/**
 * The web app's settings, read when they are used: the whole of `process.env` is parsed, so that no bundler can
 * replace a name by its value at build time, and one build serves any deployment.
 *
 * @throws Error naming the variable that is missing or wrong; never its value.
 */
export function webEnv(env: Record<string, string | undefined> = process.env): WebEnv {
  const parsed = environment.safeParse(setVariables(env));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
