import { useEffect, useRef } from "react";
import type { SafetyCard } from "#lib/crisis.ts";

interface Help {
  card: SafetyCard | null;
  /** Only rules that are often wrong see danger: the server, which knows what words mean, may see none. */
  doubtful: boolean;
}

let region: string | null = null;

/** Whose numbers the cards show: the country of the person's profile, ISO 3166. */
export function helpIn(country: string | null): void {
  region = country;
}

/** How long the server is waited for when the device is in doubt. */
const SECONDS = 4;

/**
 * Whom to call about what somebody has just written; null when nothing in it speaks of danger. Worked out on the
 * device: it needs no connection and tells nobody. The rules come after the page that uses them (`useHelpFor`).
 */
async function helpFor(...written: string[]): Promise<Help> {
  const [{ screenByRules }, { UNDOUBTED }, { safetyCard }] = await Promise.all([
    import("#lib/safety-words.ts"),
    import("#lib/safety-rules.ts"),
    import("#lib/crisis.ts"),
  ]);
  const text = written.join("\n");
  const concern = screenByRules(text);
  return {
    card: concern && safetyCard(concern, region),
    doubtful: concern !== null && !screenByRules(text, UNDOUBTED),
  };
}

/** Takes what the server says of the words that it stored; it notices more than the rules on the device. */
export type Hear = (answer: { safety?: SafetyCard }) => void;

/**
 * Loads the rules once the page stands, so that they are there before the first word is saved. What only a doubtful rule
 * notices waits for the server's word; when none comes, the card is shown.
 *
 * @param show gets the card for what is being saved, or null; and later the server's, where the device had none.
 * @returns a function of the words, to call when they are sent; what it returns takes the server's answer.
 */
export function useHelpFor(show: (card: SafetyCard | null) => void): (...written: string[]) => Hear {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    void helpFor("");
    return () => clearTimeout(waiting.current);
  }, []);
  return (...written) => {
    const own = helpFor(...written).then((help) => {
      clearTimeout(waiting.current);
      show(help.doubtful ? null : help.card);
      if (help.doubtful) waiting.current = setTimeout(() => show(help.card), SECONDS * 1000);
      return help;
    });
    return ({ safety }) =>
      void own.then(({ card, doubtful }) => {
        if (doubtful) clearTimeout(waiting.current);
        if (safety && (doubtful || !card)) show(safety);
      });
  };
}
