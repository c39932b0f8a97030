import { createUIMessageStream, createUIMessageStreamResponse } from "ai";
import { type Model, ModelUnavailable } from "#lib/ai/model.ts";
import { authenticate, type Session } from "#lib/auth.ts";
import { citedMatches, clockOf, promptFor, saveAnswer, saveQuestion, type Turn } from "#lib/chat.ts";
import { type CoachMessage, sourcePart } from "#lib/conversations.ts";
import { NO_STORE, withDetails } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import { periodIn } from "#lib/period.ts";
import { type Match, retrieve } from "#lib/retrieve.ts";
import { readBody, route } from "#lib/route.ts";
import { concernIn } from "#lib/safety.ts";
import { outlive } from "./outlive.ts";
import { chatRequest } from "./schema.ts";

export const maxDuration = 120;

/** One turn with the coach: the question is stored first, the answer streams and is stored whatever the client does. */
export const POST = route(async (request) => {
  const session = await authenticate(request);
  const input = await readBody(request, chatRequest);
  const turn = await saveQuestion(session, input);
  const model = coachModel();
  try {
    const projectId = input.projectId ?? turn.conversation.projectId ?? undefined;
    const clock = await clockOf(session, input.timeZone);
    const now = new Date();
    const period = periodIn(turn.question, now, clock.timeZone);
    const matches = await retrieve(session, turn.question, { projectId, limit: 8, period });
    const pieces = model
      .streamChat(await promptFor(session, turn, { matches, period, now, ...clock }), { maxTokens: 1200 })
      [Symbol.asyncIterator]();
    // The first piece is awaited before the response begins: a provider that is down is a 503, not a broken stream.
    const first = await pieces.next();
    if (first.done) throw new ModelUnavailable("bad_response");
    return await streamed(session, turn, model, matches, first, pieces);
  } catch (error) {
    // The question is stored: a client that knows its id asks for the answer again, not the question.
    throw withDetails(error, { conversationId: turn.conversation.id, questionId: turn.questionId });
  }
});

function streamed(
  session: Session,
  turn: Turn,
  model: Model,
  matches: Match[],
  first: IteratorResult<string>,
  pieces: AsyncIterator<string>,
): Response {
  const stored = Promise.withResolvers<void>();
  // The work below does not depend on the reader: when the tab is closed, the answer is still written and stored.
  const stream = createUIMessageStream<CoachMessage>({
    async execute({ writer }) {
      const { id, title } = turn.conversation;
      writer.write({ type: "start" });
      writer.write({ type: "data-conversation", data: { id, title, questionId: turn.questionId } });
      const concern = concernIn(turn.question);
      if (concern) writer.write({ type: "data-safety", data: { concern } });
      writer.write({ type: "text-start", id: "answer" });
      let content = "";
      let fault: unknown;
      try {
        for (let piece = first; !piece.done; piece = await pieces.next()) {
          content += piece.value;
          writer.write({ type: "text-delta", id: "answer", delta: piece.value });
        }
      } catch (error) {
        fault = error;
      }
      await saveAnswer(session, turn, {
        content,
        status: fault ? "failed" : "complete",
        model: model.chatModel,
        matches,
      }).finally(stored.resolve);
      writer.write({ type: "text-end", id: "answer" });
      for (const { match, label } of citedMatches(content, matches)) {
        const { kind, id: entryId, title: sourceTitle, happenedAt } = match.source;
        writer.write(
          sourcePart({ id: match.id, content: match.content, title: sourceTitle, kind, entryId, happenedAt, label }),
        );
      }
      if (fault) throw fault;
      writer.write({ type: "finish" });
    },
    onError: () => "The coach broke off. What came until then is kept.",
  });
  outlive(stored.promise);
  return createUIMessageStreamResponse({
    stream,
    headers: {
      ...NO_STORE,
      "x-nightlight-model": model.offline ? "offline" : model.chatModel,
      "x-accel-buffering": "no",
    },
  });
}
