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

/** What they do with four sets that nobody who made them has read; the same test compares it. */
export const UNSEEN: Record<"clear" | "veiled" | "hyperbole", Figure> = {
  clear: { shown: 339, of: 350 },
  veiled: { shown: 439, of: 490 },
  hyperbole: { shown: 21, of: 245 },
};
