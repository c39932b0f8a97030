/** A kind of sentence: how many there were, and how many showed the card. */
interface Figure {
  shown: number;
  of: number;
}

/** What rules and likeness do with the sentences they were made for; a test compares it with a run. */
export const WIDENED: Record<"clear" | "veiled" | "hyperbole", Figure> = {
  clear: { shown: 172, of: 172 },
  veiled: { shown: 110, of: 110 },
  hyperbole: { shown: 2, of: 81 },
};

/** What the rules alone did with the last set when they met it for the first time, on 21 November 2026. It can't be measured again. */
export const UNSEEN: Record<"clear" | "veiled" | "hyperbole", Figure> = {
  clear: { shown: 3, of: 21 },
  veiled: { shown: 0, of: 26 },
  hyperbole: { shown: 0, of: 15 },
};
