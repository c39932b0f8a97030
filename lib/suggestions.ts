import type { Session } from "#lib/auth.ts";
import { dateIn } from "#lib/day.ts";

const ANYWAY = ["How have I been sleeping?", "What made the good days good?", "When did I last feel guilty, and why?"];

/**
 * Questions to begin with, from the person's own last two months: their most used tag, their best and their hardest
 * day. For somebody with few entries, or when these can't be read, ones that fit anybody.
 * @returns three questions
 */
export async function suggestionsFor({ supabase }: Session, timeZone: string, now = new Date()): Promise<string[]> {
  const { data } = await supabase
    .from("check_ins")
    .select("mood, tags, note, happened_at")
    .gte("happened_at", new Date(now.getTime() - 60 * 86_400_000).toISOString())
    .order("happened_at", { ascending: false })
    .limit(200);
  const told = (data ?? []).filter(({ note }) => note);
  if (told.length < 3) return ANYWAY;
  const uses = new Map<string, number>();
  for (const tag of told.flatMap(({ tags }) => tags)) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  const [tag] = [...uses].filter(([, times]) => times > 1).sort((a, b) => b[1] - a[1])[0] ?? [];
  const best = told.find(({ mood }) => mood === 5) ?? told.find(({ mood }) => mood === 4);
  const hardest = told.find(({ mood }) => mood === 1) ?? told.find(({ mood }) => mood === 2);
  const day = (at: string) => inWords(dateIn(at, timeZone));
  return [
    ...(tag ? [`When did I last write about ${tag}?`] : []),
    ...(best ? [`What made ${day(best.happened_at)} a good day?`] : []),
    ...(hardest ? [`What was going on around ${day(hardest.happened_at)}?`] : []),
    ...ANYWAY,
  ].slice(0, 3);
}

const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
const inWords = (date: string) => words.format(new Date(`${date}T00:00:00Z`));
