import { useRef, useState } from "react";
import type { CoachMessage } from "#lib/conversations.ts";
import { ApiFailure, callApi, speakingFor } from "../../ui/api.ts";
import { answersIn } from "./answer-stream.ts";

const UNAVAILABLE = "The coach can't answer right now.";

/**
 * Where the words of a turn are when it is over: on the server, or not, or not because the conversation had gone on in
 * another tab or on another device, which the page then shows.
 */
export type Outcome = "stored" | "unsent" | "outdated";

/** What the server said of the turn: which conversation, and the id under which the last question is stored. */
interface Place {
  conversationId?: string | undefined;
  questionId?: string | undefined;
}

/** What a turn is about beside its words: a stored question to answer again, or one that the new words correct. */
type How = { retryOf?: string; anew?: true; replaces?: string; ifLast?: true };

const lastQuestion = (messages: CoachMessage[]) => messages.findLast((message) => message.role === "user")?.id;

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
  const place = useRef<Place>({ conversationId, questionId: lastQuestion(before) });

  function stored(conversation: { id: string; title: string | null }, questionId: string) {
    place.current = { conversationId: conversation.id, questionId };
    onStored(conversation);
  }

  /** Shows what was said elsewhere meanwhile; without a connection the page stays as it is. */
  async function catchUp(id: string) {
    const path = `/api/conversations/${id}`;
    const now = await callApi<{ messages: CoachMessage[] }>("GET", path).catch(() => null);
    if (!now) return;
    place.current = { conversationId: id, questionId: lastQuestion(now.messages) };
    setMessages(now.messages);
  }

  /**
   * Sends the last question of `said`, and shows the answer after it piece by piece. When the server did not take the
   * question, the page shows what it showed before.
   */
  async function turn(said: CoachMessage[], how: How): Promise<Outcome> {
    const question = said.at(-1)?.parts.find((part) => part.type === "text")?.text ?? "";
    const own = new AbortController();
    abort.current = own;
    setMessages(said);
    setStatus("waiting");
    setProblem(null);
    const held = place.current;
    const id = held.conversationId;
    // Until the server says so, a new question is not stored under any id.
    if (!how.retryOf) place.current = { conversationId: id };
    let outcome = "unsent" as Outcome;
    const keep = (conversation: { id: string; title: string | null }, questionId: string) => {
      outcome = "stored";
      stored(conversation, questionId);
    };
    try {
      const response = await fetch("/api/chat", {
        method: "POST",
        signal: own.signal,
        headers: { "content-type": "application/json", ...speakingFor() },
        body: JSON.stringify({
          message: question,
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          ...(id ? { conversationId: id } : projectId ? { projectId } : {}),
          ...how,
        }),
      }).catch(() => {
        throw new ApiFailure(0, "There is no connection. Your question is still here; try again in a moment.");
      });
      if (!response.ok || !response.body) {
        const { error } = await response.json();
        if (error?.conversationId) keep({ id: error.conversationId, title: question }, error.questionId);
        if (response.status === 503) throw new Error(error.message);
        throw new ApiFailure(response.status, error.message);
      }
      for await (const { answer, conversation } of answersIn(response.body)) {
        if (conversation) keep(conversation, conversation.questionId);
        if (answer.parts.length > 0) {
          setStatus("answering");
          setMessages([...said, answer]);
        }
      }
    } catch (error) {
      // Stopped by the person: the server has it, as far as one can know.
      if (own.signal.aborted) outcome = "stored";
      else {
        const whereItIs = outcome === "stored" ? "Your question is saved." : "Your question is still here.";
        setProblem(error instanceof ApiFailure ? error.message : `${UNAVAILABLE} ${whereItIs}`);
        if (outcome === "unsent") {
          place.current = held;
          setMessages(messages);
        }
        if (id && how.replaces && error instanceof ApiFailure && error.status === 409) {
          outcome = "outdated";
          await catchUp(id);
        }
      }
    }
    setStatus("ready");
    return outcome;
  }

  return {
    messages,
    problem,
    waiting: status === "waiting",
    busy: status !== "ready",
    /** Asks; with `corrects` in place of the last question, whose answer goes with it. */
    ask(text: string, corrects = false): Promise<Outcome> {
      const last = messages.findLastIndex((message) => message.role === "user");
      const { questionId } = place.current;
      const question: CoachMessage = { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] };
      return turn(
        [...(corrects ? messages.slice(0, last) : messages), question],
        corrects && questionId ? { replaces: questionId, ifLast: true } : {},
      );
    },
    /** Has the last question answered again, or at last. */
    again() {
      const last = messages.findLastIndex((message) => message.role === "user");
      const { questionId } = place.current;
      return turn(messages.slice(0, last + 1), questionId ? { retryOf: questionId, anew: true } : {});
    },
    /** Under which id the last question is stored, as far as one knows. */
    lastStored: () => place.current.questionId,
    /** Stops reading; the server finishes the answer and keeps it. */
    stop: () => abort.current?.abort(),
  };
}
