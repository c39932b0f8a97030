import type { ChatMessage } from "#lib/ai/model.ts";
import { topicsOf } from "#lib/ai/offline-relevance.ts";
import { buildCoachPrompt, type CheckInNumbers } from "#lib/ai/prompt.ts";
import type { Session } from "#lib/auth.ts";
import type { Turn } from "#lib/chat.ts";
import { dateIn } from "#lib/day.ts";
import { databaseError } from "#lib/errors.ts";
import { numbersAsked, summarizeCheckIns } from "#lib/numbers.ts";
import { readTime } from "#lib/period.ts";
import type { Match } from "#lib/retrieve.ts";

const HISTORY = 10;
const DAYS = 14;

/** What is known before anything is searched for: whose clock, what was said before, the last days in numbers. */
export interface ChatContext {
  now: Date;
  timeZone: string;
  name: string | null;
  history: { role: "user" | "assistant"; content: string }[];
  checkIns: CheckInNumbers;
}

/** @param clientTimeZone the clock of the person's device, until their profile names one. @throws ApiError */
export async function contextOf(
  session: Session,
  turn: Turn,
  clientTimeZone = "UTC",
  now = new Date(),
): Promise<ChatContext> {
  const [profile, history, recent] = await Promise.all([
    session.supabase.from("profiles").select("display_name, time_zone").maybeSingle(),
    session.supabase
      .from("messages")
      .select("role, content")
      .eq("conversation_id", turn.conversation.id)
      // Of a question that is answered anew, neither its old answer nor what was said after it.
      .lt("created_at", turn.askedAt)
      .or(`reply_to.is.null,reply_to.neq.${turn.questionId}`)
      .order("created_at", { ascending: false })
      .limit(HISTORY),
    session.supabase
      .from("check_ins")
      .select("happened_at, mood, energy, sleep_hours")
      .gte("happened_at", new Date(now.getTime() - DAYS * 86_400_000).toISOString())
      .lte("happened_at", now.toISOString())
      .order("happened_at", { ascending: false })
      .limit(100),
  ]);
  const error = profile.error ?? history.error ?? recent.error;
  if (error) throw databaseError(error);
  const timeZone = profile.data?.time_zone ?? clientTimeZone;
  return {
    now,
    timeZone,
    name: profile.data?.display_name ?? null,
    history: (history.data ?? [])
      .toReversed()
      .map((row) => ({ role: row.role as "user" | "assistant", content: row.content })),
    checkIns: {
      days: (recent.data ?? []).toReversed().map((row) => ({
        date: dateIn(row.happened_at, timeZone),
        mood: row.mood,
        energy: row.energy,
        sleepHours: row.sleep_hours === null ? null : Number(row.sleep_hours),
      })),
    },
  };
}

/** What to search for: "And in September?" means what was asked before, at another time. */
export function standalone(question: string, { history, now, timeZone }: ChatContext): string {
  const followsUp = /^(?:and|but|what about|how about|why|when was that|who was that|tell me more)\b/i.test(question);
  const before = history.findLast(({ role }) => role === "user")?.content;
  const { rest } = readTime(question, now, timeZone);
  if (!before || !followsUp || topicsOf(rest).length > 1) return question;
  return `${readTime(before, now, timeZone).rest} ${question}`;
}

/** The prompt for a question: what was said before, the passages found, the asked days in numbers. @throws ApiError */
export async function promptFor(
  session: Session,
  question: string,
  matches: Match[],
  context: ChatContext,
): Promise<ChatMessage[]> {
  const { period } = readTime(question, context.now, context.timeZone);
  const asked = numbersAsked(question);
  const today = dateIn(context.now.toISOString(), context.timeZone);
  // A count or a best day without a time is asked of everything; the rest of the last days, which are there anyway.
  const days = period ?? (asked?.count || asked?.extreme ? { from: "2000-01-01", to: today } : null);
  return buildCoachPrompt({
    ...context,
    question,
    period: days,
    summary: days ? await summarizeCheckIns(session, days, context.timeZone, asked) : null,
    passages: matches.map((match, at) => ({ label: String(at + 1), ...match.source, ...match })),
  });
}
