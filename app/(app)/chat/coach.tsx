"use client";
import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport } from "ai";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { CoachMessage, Conversation } from "#lib/conversations.ts";
import { Button } from "../../ui/button.tsx";
import { inputStyle } from "../../ui/field.tsx";
import { Conversations } from "./conversations.tsx";
import { Message } from "./message.tsx";

const SUGGESTIONS = [
  "How have I been sleeping?",
  "What made the good days good?",
  "When did I last feel guilty, and why?",
];

interface Props {
  conversation?: Conversation;
  conversations: Conversation[];
  messages: CoachMessage[];
  offline: boolean;
}

/** What the server said of the turn: which conversation, and which stored question a retry would answer. */
interface Place {
  conversationId?: string | undefined;
  retryOf?: string | undefined;
}

export function Coach({ conversation, conversations, messages: before, offline }: Props) {
  const place = useRef<Place>({ conversationId: conversation?.id });
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const { messages, sendMessage, regenerate, status, stop, error } = useChat<CoachMessage>({
    messages: before,
    transport: new DefaultChatTransport({
      api: "/api/chat",
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (!response.ok)
          rememberFailure(
            await response
              .clone()
              .json()
              .catch(() => null),
          );
        return response;
      },
      prepareSendMessagesRequest({ messages: all, trigger }) {
        const asked =
          all.findLast((message) => message.role === "user")?.parts.find((part) => part.type === "text")?.text ?? "";
        const retryOf = trigger === "regenerate-message" ? place.current.retryOf : undefined;
        const { conversationId } = place.current;
        return {
          body: {
            message: asked,
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            ...(conversationId ? { conversationId } : {}),
            ...(retryOf ? { retryOf } : {}),
          },
        };
      },
    }),
    onData(part) {
      if (part.type !== "data-conversation") return;
      remember(part.data.id, part.data.questionId);
    },
    onFinish: ({ isError }) => {
      if (!isError) place.current.retryOf = undefined;
    },
  });

  function remember(conversationId: string, questionId: string) {
    place.current = { conversationId, retryOf: questionId };
    window.history.replaceState(null, "", `/chat/${conversationId}`);
  }
  function rememberFailure(answer: { error?: { conversationId?: string; questionId?: string } } | null) {
    const { conversationId, questionId } = answer?.error ?? {};
    if (conversationId && questionId) remember(conversationId, questionId);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to as it comes
  useEffect(() => {
    if (messages.length > before.length) end.current?.scrollIntoView({ block: "end" });
  }, [messages]);

  const busy = status === "submitted" || status === "streaming";
  function ask(question: string) {
    if (question.trim() === "" || busy) return;
    setText("");
    void sendMessage({ text: question.trim() });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    ask(text);
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask(text);
  }

  return (
    <div className="grid gap-6 pt-2 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <Conversations current={conversation?.id} conversations={conversations} />
      <section aria-label="Conversation" className="flex min-h-[70dvh] min-w-0 flex-col">
        <h1 className="sr-only">Coach</h1>
        <p className="pb-3 text-sm text-soft">
          You are talking to an AI, not to a person or a professional.
          {offline
            ? " This is the offline coach: it answers from your entries alone, and nothing leaves this server."
            : ""}
        </p>
        <div className="flex-1 space-y-5" role="log" aria-live="polite" aria-busy={busy}>
          {messages.map((message) => (
            <Message key={message.id} message={message} />
          ))}
          {messages.length === 0 ? (
            <div className="space-y-3 py-6">
              <p className="text-xl font-bold">What would you like to look back at?</p>
              {SUGGESTIONS.map((suggestion) => (
                <Button key={suggestion} look="quiet" className="mr-2 font-normal" onClick={() => ask(suggestion)}>
                  {suggestion}
                </Button>
              ))}
            </div>
          ) : null}
          {status === "submitted" ? <p className="animate-pulse text-soft">Looking through your entries …</p> : null}
          {error ? (
            <div role="alert" className="space-y-2 rounded-2xl border border-danger p-4">
              <p>The coach can't answer right now. Your question is saved.</p>
              <Button look="quiet" onClick={() => void regenerate()}>
                Try again
              </Button>
            </div>
          ) : null}
          <div ref={end} className="scroll-mb-40" />
        </div>
        <form onSubmit={submit} className="sticky bottom-16 flex items-end gap-2 bg-paper py-3 sm:bottom-0">
          <textarea
            aria-label="Message"
            className={`${inputStyle} max-h-40`}
            rows={1}
            maxLength={2000}
            placeholder="Ask about your nights"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {busy ? (
            <Button look="quiet" onClick={() => void stop()}>
              Stop
            </Button>
          ) : (
            <Button type="submit">Send</Button>
          )}
        </form>
      </section>
    </div>
  );
}
