import { useRef, useState } from "react";
import type { CoachMessage } from "#lib/conversations.ts";
import { ApiFailure, speakingFor } from "../../ui/api.ts";
import { answersIn } from "./answer-stream.ts";

const UNAVAILABLE = "The coach can't answer right now. Your question is saved.";

/** What the server said of the turn: which conversation, and the id under which the last question is stored. */
interface Place {
  conversationId?: string | undefined;
  questionId?: string | undefined;
  /** The stored question that the one being sent corrects. */
  replaces?: string | undefined;
}

interface Options {
  messages: CoachMessage[];
  conversationId?: string | undefined;
  projectId?: string | undefined;
  /** A turn is stored; of a conversation that has just begun this is the first that one hears. */
  onStored: (conversation: { id: string; title: string | null }) => void;
}

/**
 * A conversation with the coach as a page shows it: what was said, what is being said, and what went wrong. A library
 * does this too, at ten times the weight of all of this page's own code, which a phone at night would have to load.
 */
export function useCoach({ messages: before, conversationId, projectId, onStored }: Options) {
  const [messages, setMessages] = useState(before);
  const [status, setStatus] = useState<"ready" | "waiting" | "answering">("ready");
  /** Why there is no answer, in words for the person. */
  const [problem, setProblem] = useState<string | null>(null);
  const abort = useRef<AbortController>(undefined);
  const place = useRef<Place>({
    conversationId,
    questionId: before.findLast((message) => message.role === "user")?.id,
  });

  function stored(conversation: { id: string; title: string | null }, questionId: string) {
    place.current = { conversationId: conversation.id, questionId };
    onStored(conversation);
  }

  /** Sends the last question of `said`, and shows the answer after it piece by piece. */
  async function turn(said: CoachMessage[], how: object) {
    const question = said.at(-1)?.parts.find((part) => part.type === "text")?.text ?? "";
    const own = new AbortController();
    abort.current = own;
    setMessages(said);
    setStatus("waiting");
    setProblem(null);
    const { conversationId: id, replaces } = place.current;
    try {
      const response = await fetch("/api/chat", {
        method: "POST",
        signal: own.signal,
        headers: { "content-type": "application/json", ...speakingFor() },
        body: JSON.stringify({
          message: question,
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          ...(id ? { conversationId: id } : projectId ? { projectId } : {}),
          ...(replaces ? { replaces } : {}),
          ...how,
        }),
      }).catch(() => {
        throw new ApiFailure(0, "There is no connection. Your question is still here; try again in a moment.");
      });
      if (!response.ok || !response.body) {
        const { error } = await response.json();
        if (error?.conversationId) stored({ id: error.conversationId, title: question }, error.questionId);
        throw new ApiFailure(response.status, response.status === 503 ? UNAVAILABLE : error.message);
      }
      for await (const { answer, conversation } of answersIn(response.body)) {
        if (conversation) stored(conversation, conversation.questionId);
        if (answer.parts.length > 0) {
          setStatus("answering");
          setMessages([...said, answer]);
        }
      }
    } catch (error) {
      if (!own.signal.aborted) setProblem(error instanceof ApiFailure ? error.message : UNAVAILABLE);
    }
    setStatus("ready");
  }

  return {
    messages,
    problem,
    waiting: status === "waiting",
    busy: status !== "ready",
    /** Asks; with `corrects` in place of the last question, whose answer goes with it. */
    ask(text: string, corrects = false) {
      const last = messages.findLastIndex((message) => message.role === "user");
      if (corrects) place.current.replaces = place.current.questionId;
      // Until the server says so, the question is not stored under any id.
      else place.current.questionId = undefined;
      const question: CoachMessage = { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] };
      return turn([...(corrects ? messages.slice(0, last) : messages), question], {});
    },
    /** Has the last question answered again, or at last. */
    again() {
      const last = messages.findLastIndex((message) => message.role === "user");
      const { questionId, replaces } = place.current;
      return turn(messages.slice(0, last + 1), questionId && !replaces ? { retryOf: questionId, anew: true } : {});
    },
    /** Stops reading; the server finishes the answer and keeps it. */
    stop: () => abort.current?.abort(),
  };
}
