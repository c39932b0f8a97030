/** A kind of sentence: how many there were, and how many showed the card. */
interface Figure {
  shown: number;
  of: number;
}

/** What rules and likeness do with the sentences they were made for; a test compares it with a run. */
export const WIDENED: Record<"clear" | "veiled" | "hyperbole", Figure> = {
  clear: { shown: 172, of: 172 },
  veiled: { shown: 109, of: 110 },
  hyperbole: { shown: 0, of: 81 },
};

/** What they do with seven sets that they were not made for; the same test compares it. */
export const UNSEEN: Record<"clear" | "veiled" | "hyperbole", Figure> = {
  clear: { shown: 689, of: 700 },
  veiled: { shown: 915, of: 980 },
  hyperbole: { shown: 20, of: 490 },
};
