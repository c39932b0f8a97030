/** How well one ranked list answers one question. */
export interface Scores {
  /** Share of the relevant entries among the first five, of as many as five can hold. */
  recall5: number;
  /** 1 when at least one relevant entry is among the first five. */
  hit5: number;
  /** One over the place of the first relevant entry; 0 when there is none. */
  reciprocalRank: number;
  /** Normalised discounted cumulative gain of the first ten, every relevant entry worth the same. */
  ndcg10: number;
}

/** @param ranked ids, best first, each once. */
export function score(ranked: string[], relevant: string[]): Scores {
  const wanted = new Set(relevant);
  const gain = (ids: string[]) => ids.reduce((sum, id, at) => sum + (wanted.has(id) ? 1 / Math.log2(at + 2) : 0), 0);
  const first = ranked.findIndex((id) => wanted.has(id));
  return {
    recall5: ranked.slice(0, 5).filter((id) => wanted.has(id)).length / Math.min(5, wanted.size),
    hit5: ranked.slice(0, 5).some((id) => wanted.has(id)) ? 1 : 0,
    reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
    ndcg10: gain(ranked.slice(0, 10)) / gain([...wanted].slice(0, 10)),
  };
}

/** The mean of each score. */
export function mean(scores: Scores[]): Scores {
  const of = (key: keyof Scores) => scores.reduce((sum, one) => sum + one[key], 0) / scores.length;
  return { recall5: of("recall5"), hit5: of("hit5"), reciprocalRank: of("reciprocalRank"), ndcg10: of("ndcg10") };
}
