import { z } from "zod";
import type { ModelConfig } from "./model.ts";

/**
 * The variables that are set: one that is there and blank, as compose and hosts' settings pages write what was left out, counts as
 * not there.
 */
export function setVariables(env: Record<string, string | undefined>): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(set);
}

const name = z.string().trim().optional();

/** Which model is asked, the same for the app, the worker and the local stack: they embed with the same one. */
export const modelEnvironment = z.object({
  OPENAI_API_KEY: name,
  OPENAI_BASE_URL: z.url().optional(),
  OPENAI_CHAT_MODEL: name,
  OPENAI_EMBEDDING_MODEL: name,
  OPENAI_MODERATION_MODEL: name,
  OPENAI_TIMEOUT_MS: z.coerce.number().int().min(100).optional(),
});

/** @param env what `modelEnvironment` has parsed */
export function modelConfig(env: z.infer<typeof modelEnvironment>): ModelConfig {
  return {
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
    chatModel: env.OPENAI_CHAT_MODEL,
    embeddingModel: env.OPENAI_EMBEDDING_MODEL,
    moderationModel: env.OPENAI_MODERATION_MODEL,
    ...(env.OPENAI_TIMEOUT_MS ? { timeoutMs: env.OPENAI_TIMEOUT_MS } : {}),
  };
}
