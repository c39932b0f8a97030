import { moodOf } from "#lib/ai/lexicon.ts";
import { featuresOf } from "#lib/ai/text-features.ts";
import type { Session } from "#lib/auth.ts";
import { dateIn, shift, startOfDay } from "#lib/day.ts";
import { databaseError } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import { asksForLatest, type EventClue, type Period, readTime } from "#lib/period.ts";
import { isoTime } from "#lib/route.ts";

/** A passage of the person's own that is close to a question. */
export interface Match {
  id: string;
  content: string;
  /** Cosine of the meanings, 1 at the most; 0 where the passage has no vector yet. */
  similarity: number;
  /** Share of the question's words, the rare ones counting more, that the passage holds: 0 to 1. */
  coverage: number;
  source: { kind: string; id: string | null; title: string | null; happenedAt: string | null };
  /** Which piece of a long text it is, from 0. */
  piece: number;
  /** Of a check-in: what it was tagged with. */
  tags: string[];
  /** What stands before and after it in the same long text. */
  before: string | null;
  after: string | null;
}

export interface RetrieveOptions {
  projectId?: string | undefined;
  /** At most so many passages, 1 to 50; 10 when left out. */
  limit?: number | undefined;
  /** The moment of the question; now when left out. */
  now?: Date | undefined;
  /** The person's own; UTC when left out. */
  timeZone?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The person's passages that may answer a question, best first: by meaning and words, within the time that the
 * question names. Row Level Security is the boundary: the search runs as the person, in the database.
 *
 * @throws ModelUnavailable when the text can't be embedded. @throws ApiError
 */
export async function retrieve(session: Session, question: string, options: RetrieveOptions = {}): Promise<Match[]> {
  const now = options.now ?? new Date();
  const timeZone = options.timeZone ?? "UTC";
  const { period, event, now: aboutNow, rest } = readTime(question, now, timeZone);
  const limit = options.limit ?? 10;
  const latest = event === null && asksForLatest(rest);
  const embed = embedOnce(options.signal);
  const search = (text: string, within: Period | null, count: number) =>
    searchPassages(session, text, {
      ...options,
      embed,
      timeZone,
      limit: count,
      period: within,
      recentAt: aboutNow || latest ? now : null,
    });

  const found = event
    ? await aroundEvent(rest, event, { period, today: dateIn(now.toISOString(), timeZone), timeZone, limit, search })
    : latest
      ? latestFirst(await search(rest, period, MOST)).slice(0, limit)
      : await search(rest, period, limit);
  // A period in which nothing was found may have been misread, as in "the offer for January".
  return found.length > 0 || !period ? found : search(rest, null, limit);
}

/** As many passages as a search gives. */
const MOST = 50;
/** Of the words that the best passage holds, one that is about the same thing holds at least this share. */
const SAME_THING = 0.8;

/** Before all others the three latest passages that hold as much of the question as the best one does. */
function latestFirst(found: Match[]): Match[] {
  const most = Math.max(0, ...found.map(({ coverage }) => coverage));
  const latest = found
    .filter(({ coverage, source }) => most > 0 && coverage >= most * SAME_THING && source.happenedAt)
    .sort((a, b) => Date.parse(b.source.happenedAt as string) - Date.parse(a.source.happenedAt as string))
    .slice(0, 3);
  return [...new Set([...latest, ...found])];
}

type Search = (text: string, within: Period | null, count: number) => Promise<Match[]>;

/** First the event, then the time beside it: what "the night before the fever" asks for does not mention a fever. */
async function aroundEvent(
  rest: string,
  event: EventClue,
  context: { period: Period | null; today: string; timeZone: string; limit: number; search: Search },
): Promise<Match[]> {
  const { period, today, timeZone, limit, search } = context;
  const events = (await search(event.text, period, 6)).filter((match) => match.source.happenedAt);
  const days = events.map((match) => dateIn(match.source.happenedAt as string, timeZone));
  if (days.length === 0) return search(rest, period, limit);
  const without = rest.replace(event.text, " ");
  if (event.relation === "since") {
    // What began is mentioned again in the weeks after: of the best passages the earliest tells when.
    const best = days[0] as string;
    const first = days
      .slice(0, 3)
      .filter((day) => day <= best && day >= shift(best, -21))
      .sort()[0] as string;
    // "How has it been since I went back to work?" asks about work.
    const asked = featuresOf(without).size > 0 ? without : rest;
    const since = await search(asked, { from: first, to: today }, limit);
    return fused(
      [
        { found: since, weight: 1 },
        { found: events, weight: EVENT_ITSELF },
      ],
      limit,
    );
  }
  const anytime = await search(rest, period, limit);
  const times = starts(days)
    .slice(0, 4)
    .map((day) => beside(event, day));
  const found = await Promise.all(times.map((time) => search(without, time, 5)));
  return fused(
    [
      { found: anytime, weight: 1 },
      { found: events, weight: EVENT_ITSELF },
      // Several passages may tell of such an event; the first is the likeliest to be the one that is meant.
      ...found.map((list, at) => ({ found: list, weight: 2 / (2 + at) })),
    ],
    limit,
  );
}

/** Against 1 of what is asked for: a passage that only tells when. */
const EVENT_ITSELF = 0.3;
/** What is added to a place, so that the first of a list does not outweigh all others. */
const RANK_FROM = 3;

/** One list of several, by reciprocal rank and how much each counts. */
function fused(lists: { found: Match[]; weight: number }[], limit: number): Match[] {
  const scores = new Map<string, { match: Match; score: number }>();
  for (const { found, weight } of lists) {
    for (const [place, match] of found.entries()) {
      const score = (scores.get(match.id)?.score ?? 0) + weight / (RANK_FROM + place);
      scores.set(match.id, { match, score });
    }
  }
  const best = [...scores.values()].sort((a, b) => b.score - a.score);
  return best.slice(0, limit).map(({ match }) => match);
}

/** The days that are meant beside an event that a passage of this day tells of. */
function beside({ relation, days }: EventClue, day: string): Period {
  if (relation === "before") return { from: shift(day, -Math.max(days, 1)), to: shift(day, -1) };
  if (relation === "after") return { from: day, to: shift(day, Math.max(days, 3)) };
  return { from: shift(day, -3), to: shift(day, Math.max(days, 3)) };
}

/** The first days of the runs that some days form, in the order in which the runs are met. */
function starts(days: string[]): string[] {
  const all = new Set(days);
  const first = (day: string): string => {
    const earlier = [1, 2].map((back) => shift(day, -back)).find((one) => all.has(one));
    return earlier ? first(earlier) : day;
  };
  return [...new Set(days.map(first))];
}

type Embed = (text: string) => Promise<number[]>;

/** Embeds a text of this question the first time it is asked for: beside an event the same is searched in several times. */
function embedOnce(signal: AbortSignal | undefined): Embed {
  const model = coachModel();
  const vectors = new Map<string, Promise<number[]>>();
  return (text) => {
    const vector =
      vectors.get(text) ?? model.embed([text], signal ? { signal } : {}).then(([only]) => only as number[]);
    vectors.set(text, vector);
    return vector;
  };
}

async function searchPassages(
  { supabase }: Session,
  text: string,
  options: RetrieveOptions & { timeZone: string; period: Period | null; recentAt: Date | null; embed: Embed },
): Promise<Match[]> {
  const { period, timeZone, recentAt } = options;
  // "What did I write about yesterday?" has no words left to search by: the day itself is what is asked for.
  const features = featuresOf(text);
  const telling = period === null || features.size > 0;
  const felt = moodOf([...features.keys()].flatMap((feature) => (feature.startsWith("c:") ? [feature.slice(2)] : [])));
  const vector = telling ? await options.embed(text) : null;
  const { data, error } = await supabase.rpc("search_passages", {
    query_text: telling ? text : "",
    match_count: options.limit ?? 10,
    model: coachModel().embeddingModel,
    ...(vector ? { query_embedding: JSON.stringify(vector) } : {}),
    ...(period
      ? {
          from_time: startOfDay(period.from, timeZone).toISOString(),
          to_time: startOfDay(shift(period.to, 1), timeZone).toISOString(),
        }
      : {}),
    ...(felt ? { felt } : {}),
    ...(recentAt ? { recent_at: recentAt.toISOString() } : {}),
    ...(options.projectId ? { project: options.projectId } : {}),
  });
  if (error) throw databaseError(error);
  return data.map((row) => ({
    id: row.id,
    content: row.content,
    similarity: row.similarity,
    coverage: row.coverage,
    source: {
      kind: row.source_kind,
      id: row.source_id,
      title: row.title,
      happenedAt: row.happened_at ? isoTime(row.happened_at) : null,
    },
    piece: row.chunk_index,
    tags: row.tags,
    before: row.before_content,
    after: row.after_content,
  }));
}
