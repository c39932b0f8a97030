import { createUIMessageStream, createUIMessageStreamResponse } from "ai";
import { authenticate, type Session } from "#lib/auth.ts";
import { citedMatches, saveAnswer, saveQuestion, type Turn } from "#lib/chat.ts";
import { type CoachMessage, sourcePart } from "#lib/conversations.ts";
import type { SafetyCard } from "#lib/crisis.ts";
import { NO_STORE, withDetails } from "#lib/errors.ts";
import { cardFor } from "#lib/help-card.ts";
import { coachModel } from "#lib/model.ts";
import { takeFromQuota } from "#lib/quota.ts";
import { countReferral } from "#lib/referrals.ts";
import { readBody, route } from "#lib/route.ts";
import { screen } from "#lib/safety.ts";
import { secondLook } from "#lib/second-look.ts";
import { type Answer, beginAnswer } from "./answer.ts";
import { outlive } from "./outlive.ts";
import { chatRequest } from "./schema.ts";

export const maxDuration = 120;

/** One turn with the coach: the question is stored first, the answer streams and is stored whatever the client does. */
export const POST = route(async (request) => {
  const session = await authenticate(request);
  const input = await readBody(request, chatRequest);
  await takeFromQuota(session, "chat");
  const turn = await saveQuestion(session, input);
  const model = coachModel();
  const concern = await screen(turn.question);
  // Runs beside the answer and never fails; its card may come in the middle.
  const lateCard = concern ? null : secondLook(model, turn.question).then((found) => cardFor(session, found));
  try {
    // The first piece is awaited before the response begins: a provider that is down is a 503, not a broken stream.
    const answer = await beginAnswer(session, turn, model, {
      projectId: input.projectId ?? turn.conversation.projectId ?? undefined,
      timeZone: input.timeZone,
      concern,
    });
    const cards = { first: await cardFor(session, concern), late: lateCard };
    return await streamed(session, turn, answer, cards, model.offline);
  } catch (error) {
    // The question is stored: a client that knows its id asks for the answer again, not the question.
    throw withDetails(error, { conversationId: turn.conversation.id, questionId: turn.questionId });
  }
});

interface Cards {
  first: SafetyCard | null;
  late: Promise<SafetyCard | null> | null;
}

function streamed(session: Session, turn: Turn, answer: Answer, cards: Cards, offline: boolean): Response {
  const stored = Promise.withResolvers<void>();
  // The work below does not depend on the reader: when the tab is closed, the answer is still written and stored.
  const stream = createUIMessageStream<CoachMessage>({
    async execute({ writer }) {
      const { id, title } = turn.conversation;
      writer.write({ type: "start" });
      writer.write({ type: "data-conversation", data: { id, title, questionId: turn.questionId } });
      const show = (card: SafetyCard | null) => {
        if (card) writer.write({ type: "data-safety", data: card });
        return card;
      };
      // Before the first word: the app shows whom to call, whatever the answer says.
      show(cards.first);
      const late = cards.late?.then(show);
      writer.write({ type: "text-start", id: "answer" });
      let content = "";
      let fault: unknown;
      try {
        for (let piece = answer.first; !piece.done; piece = await answer.rest.next()) {
          content += piece.value;
          writer.write({ type: "text-delta", id: "answer", delta: piece.value });
        }
      } catch (error) {
        fault = error;
      }
      const status = fault ? "failed" : "complete";
      const saved = saveAnswer(session, turn, { content, status, model: answer.model, matches: answer.matches });
      const answerId = await saved.finally(stored.resolve);
      writer.write({ type: "text-end", id: "answer" });
      for (const { match, label } of citedMatches(content, answer.matches)) {
        const { kind, id: entryId, title: sourceTitle, happenedAt } = match.source;
        writer.write(sourcePart({ ...match, title: sourceTitle, kind, entryId, happenedAt, label }));
      }
      const shown = cards.first ?? (await late);
      if (shown) await countReferral(session, shown.kind);
      if (fault) throw fault;
      // Under which id the answer is kept: whoever reports it has to name it.
      writer.write({ type: "finish", ...(answerId ? { messageMetadata: { answerId } } : {}) });
    },
    onError: () => "The coach broke off. Your question is kept; ask again in a moment.",
  });
  outlive(stored.promise);
  return createUIMessageStreamResponse({
    stream,
    headers: {
      ...NO_STORE,
      "x-nightlight-model": offline ? "offline" : answer.model,
      "x-accel-buffering": "no",
    },
  });
}
