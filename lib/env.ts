import { z } from "zod";

const optionalText = z.string().trim().min(1).optional().catch(undefined);
const environment = z
  .object({
    SUPABASE_URL: optionalText,
    NEXT_PUBLIC_SUPABASE_URL: optionalText,
    SUPABASE_PUBLISHABLE_KEY: optionalText,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: optionalText,
    SUPABASE_ANON_KEY: optionalText,
    NEXT_PUBLIC_SUPABASE_ANON_KEY: optionalText,
    OPENAI_API_KEY: optionalText,
    OPENAI_BASE_URL: z.url().optional(),
    OPENAI_CHAT_MODEL: optionalText,
    OPENAI_EMBEDDING_MODEL: optionalText,
  })
  .transform((env) => ({
    supabaseUrl: env.SUPABASE_URL ?? env.NEXT_PUBLIC_SUPABASE_URL,
    supabasePublishableKey:
      env.SUPABASE_PUBLISHABLE_KEY ??
      env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY ??
      env.SUPABASE_ANON_KEY ??
      env.NEXT_PUBLIC_SUPABASE_ANON_KEY,
    model: {
      apiKey: env.OPENAI_API_KEY,
      baseURL: env.OPENAI_BASE_URL,
      chatModel: env.OPENAI_CHAT_MODEL,
      embeddingModel: env.OPENAI_EMBEDDING_MODEL,
    },
  }))
  .pipe(
    z.object({
      supabaseUrl: z.url("SUPABASE_URL is missing or is not a URL"),
      supabasePublishableKey: z.string("SUPABASE_PUBLISHABLE_KEY is missing").refine(
        // The app works with the rights of the person it serves; a key that bypasses RLS must not even be near it.
        (key) => !key.startsWith("sb_secret_"),
        "SUPABASE_PUBLISHABLE_KEY holds a secret key; the app takes the publishable one only",
      ),
      model: z.object({
        apiKey: z.string().optional(),
        baseURL: z.string().optional(),
        chatModel: z.string().optional(),
        embeddingModel: z.string().optional(),
      }),
    }),
  );

export type WebEnv = z.infer<typeof environment>;

/**
 * The web app's settings, read when they are used: the whole of `process.env` is parsed, so that no bundler can
 * replace a name by its value at build time, and one build serves any deployment.
 *
 * @throws Error naming the variable that is missing or wrong; never its value.
 */
export function webEnv(): WebEnv {
  const parsed = environment.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
