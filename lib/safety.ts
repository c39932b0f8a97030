import { farFromDanger, screenByLikeness, screenByWords } from "./safety-likeness.ts";
import { UNDOUBTED } from "./safety-rules.ts";
import { type Concern, screenByRules } from "./safety-words.ts";

export type { Concern };

/**
 * Whether a message speaks of self-harm, of harm to a child, of violence at home, or of an emergency after a birth:
 * by rules of words, and where they see nothing by likeness to sentences that do. What only a doubtful rule notices must not
 * be far from danger by what it means. On this machine: it works when no model does, and tells nobody. For the server; the
 * browser has the rules alone (lib/safety-words.ts), since the weights are ten times their size.
 *
 * @returns the most urgent concern that the rules find, clear ones first; else one that is not clear, or null.
 */
export async function screen(message: string): Promise<Concern | null> {
  const concern = screenByRules(message);
  if (!concern) return screenByLikeness(message);
  return screenByRules(message, UNDOUBTED) || !(await farFromDanger(message)) ? concern : null;
}

/** The same at once, without what a message means: for many messages together. */
export function screenAtOnce(message: string): Concern | null {
  return screenByRules(message) ?? screenByWords(message);
}
