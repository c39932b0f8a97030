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

/** Loads the rules once the page stands, so that they are there before the first word is saved. */
export function useHelpFor(): typeof helpFor {
  useEffect(() => void helpFor(""), []);
  return helpFor;
}
