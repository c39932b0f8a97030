import { useEffect } from "react";
import type { SafetyCard } from "#lib/crisis.ts";

/**
 * Whom to call about what somebody has just written; null when nothing in it speaks of danger. Worked out on the
 * device: it needs no connection and tells nobody. The rules come after the page that uses them (`useHelpFor`).
 */
async function helpFor(...written: string[]): Promise<SafetyCard | null> {
  const [{ screenByRules }, { safetyCard }] = await Promise.all([
    import("#lib/safety-words.ts"),
    import("#lib/crisis.ts"),
  ]);
  const concern = screenByRules(written.join("\n"));
  return concern ? safetyCard(concern) : null;
}

/** Takes what the server says of the words that it stored; it notices more than the rules on the device. */
export type Hear = (answer: { safety?: SafetyCard }) => void;

/**
 * Loads the rules once the page stands, so that they are there before the first word is saved.
 *
 * @param show gets the card for what is being saved, or null; and later the server's, where the device had none.
 * @returns a function of the words, to call when they are sent; what it returns takes the server's answer.
 */
export function useHelpFor(show: (card: SafetyCard | null) => void): (...written: string[]) => Hear {
  useEffect(() => void helpFor(""), []);
  return (...written) => {
    const own = helpFor(...written);
    void own.then(show);
    return ({ safety }) => void own.then((card) => (!card && safety ? show(safety) : undefined));
  };
}
