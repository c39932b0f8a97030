import type { Model } from "#lib/ai/model.ts";
import type { Concern } from "#lib/safety.ts";
import type { ConcernKind } from "#lib/safety-rules.ts";

/**
 * What of a moderation's findings is a reason to show help. Violence, hate and the like are left alone: they say what
 * a text is about, and a parent may write about anything.
 */
const KINDS: Record<string, ConcernKind> = {
  "self-harm": "self_harm",
  "self-harm/intent": "self_harm",
  "self-harm/instructions": "self_harm",
  "sexual/minors": "child_harm",
};

/**
 * The second stage, for words that the rules saw nothing in: the provider's moderation, where one is configured. It
 * leads to people and blocks nothing; one that fails, or takes too long, is as if it had seen nothing.
 */
export async function secondLook(model: Model, question: string): Promise<Concern | null> {
  const found = await model.moderate(question).catch(() => []);
  const kind = found.map((name) => KINDS[name]).find((kind) => kind !== undefined);
  return kind ? { kind, clear: false, language: "en" } : null;
}
