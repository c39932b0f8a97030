import { answerPieces } from "#lib/ai/answer-pieces.ts";
import { type Model, ModelUnavailable } from "#lib/ai/model.ts";
import type { Session } from "#lib/auth.ts";
import type { Turn } from "#lib/chat.ts";
import { contextOf, promptFor, standalone } from "#lib/chat-prompt.ts";
import { safetyAnswer } from "#lib/crisis.ts";
import { type Match, retrieve } from "#lib/retrieve.ts";
import type { Concern } from "#lib/safety.ts";

/** An answer that has begun: its first piece is there, the rest comes. */
export interface Answer {
  model: string;
  /** The passages it may cite. */
  matches: Match[];
  first: IteratorResult<string>;
  rest: AsyncIterator<string>;
}

interface Wanted {
  projectId: string | undefined;
  timeZone: string | undefined;
  concern: Concern | null;
}

/**
 * Begins the answer to a stored question. Words that leave little doubt about danger are answered here, at once:
 * they are sent to no provider, and a provider that is down does not keep help away.
 *
 * @throws ModelUnavailable before the first piece, unless the question gave reason for concern.
 */
export async function beginAnswer(session: Session, turn: Turn, model: Model, wanted: Wanted): Promise<Answer> {
  const { concern } = wanted;
  if (concern && (concern.clear || model.offline)) return fixedAnswer(concern);
  try {
    return await modelAnswer(session, turn, model, wanted);
  } catch (error) {
    if (concern && error instanceof ModelUnavailable) return fixedAnswer(concern);
    throw error;
  }
}

async function modelAnswer(session: Session, turn: Turn, model: Model, wanted: Wanted): Promise<Answer> {
  const context = await contextOf(session, turn, wanted.timeZone);
  const question = standalone(turn.question, context);
  const matches = await retrieve(session, question, {
    projectId: wanted.projectId,
    limit: 8,
    now: context.now,
    timeZone: context.timeZone,
  });
  const prompt = await promptFor(session, question, matches, context);
  const rest = answerPieces(model.streamChat(prompt, { maxTokens: 1200 }));
  const first = await rest.next();
  if (first.done) throw new ModelUnavailable("bad_response");
  return { model: model.chatModel, matches, first, rest };
}

async function fixedAnswer(concern: Concern): Promise<Answer> {
  async function* pieces() {
    yield safetyAnswer(concern);
  }
  const rest = pieces();
  return { model: "nightlight-safety", matches: [], first: await rest.next(), rest };
}
