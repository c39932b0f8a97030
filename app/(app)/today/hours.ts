/**
 * Hours of sleep as they are typed, with a comma or a point; null for none, NaN for what can't be kept. No more than one
 * digit after the point: the database holds no second one, and would round 7.25 without a word.
 */
export function hoursIn(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  if (text === "") return null;
  const hours = /^\d{0,2}(\.\d?0?)?$/.test(text) ? Number(text) : Number.NaN;
  return hours <= 24 ? hours : Number.NaN;
}
