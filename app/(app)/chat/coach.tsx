"use client";
import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport } from "ai";
import Link from "next/link";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { CoachMessage, Conversation } from "#lib/conversations.ts";
import type { Project } from "#lib/projects.ts";
import { speakingFor } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { inputStyle } from "../../ui/field.tsx";
import { Conversations } from "./conversations.tsx";
import { Message } from "./message.tsx";

interface Props {
  conversation?: Conversation;
  conversations: Conversation[];
  messages: CoachMessage[];
  /** Questions to begin with. */
  suggestions: string[];
  /** What the conversation is about: the coach answers from this project alone. */
  project?: Project;
  offline: boolean;
}

/** What the server said of the turn: which conversation, and the id under which the last question is stored. */
interface Place {
  conversationId?: string | undefined;
  questionId?: string | undefined;
  /** The stored question that the one being sent corrects. */
  replaces?: string | undefined;
}

const REFLECTION = "Look back at my last seven days with me: what was hard, and what helped?";

export function Coach({ conversation, conversations, messages: before, suggestions, project, offline }: Props) {
  const place = useRef<Place>({
    conversationId: conversation?.id,
    questionId: before.findLast((message) => message.role === "user")?.id,
  });
  const [editing, setEditing] = useState(false);
  /** The conversation that began on this page; the list was made before it. */
  const [begun, setBegun] = useState<Conversation | undefined>();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const { messages, setMessages, sendMessage, regenerate, status, stop, error } = useChat<CoachMessage>({
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
        const { conversationId, questionId, replaces } = place.current;
        const again = trigger === "regenerate-message" && questionId && !replaces;
        return {
          headers: speakingFor(),
          body: {
            message: asked,
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            ...(conversationId ? { conversationId } : project ? { projectId: project.id } : {}),
            ...(again ? { retryOf: questionId, anew: true } : {}),
            ...(replaces ? { replaces } : {}),
          },
        };
      },
    }),
    onData(part) {
      if (part.type !== "data-conversation") return;
      const { id, title, questionId } = part.data;
      remember(id, questionId);
      if (id === conversation?.id) return;
      const now = new Date().toISOString();
      setBegun({ id, title, projectId: project?.id ?? null, createdAt: now, updatedAt: now });
    },
  });

  function remember(conversationId: string, questionId: string) {
    place.current = { conversationId, questionId };
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
    if (editing) {
      place.current.replaces = place.current.questionId;
      const last = messages.findLastIndex((message) => message.role === "user");
      setMessages(messages.slice(0, last));
      setEditing(false);
    } else {
      // Until the server says so, the next question is not stored under any id.
      place.current.questionId = undefined;
    }
    void sendMessage({ text: question.trim() });
  }
  function edit(question: string) {
    setEditing(true);
    setText(question);
    box.current?.focus();
  }
  function stopEditing() {
    setEditing(false);
    setText("");
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
      <Conversations
        current={conversation?.id ?? begun?.id}
        conversations={begun ? [begun, ...conversations] : conversations}
      />
      <section aria-label="Conversation" className="flex min-h-[70dvh] min-w-0 flex-col">
        <h1 className="sr-only">Coach</h1>
        {project ? (
          <p className="pb-1 text-sm">
            About{" "}
            <Link href={`/projects/${project.id}`} className="font-semibold text-lamp underline">
              {project.name}
            </Link>
          </p>
        ) : null}
        <p className="pb-3 text-sm text-soft">
          You are talking to an AI, not to a person or a professional.
          {offline
            ? " This is the offline coach: it answers from your entries alone, and nothing leaves this server."
            : ""}
        </p>
        <div className="flex-1 space-y-5" role="log" aria-live="polite" aria-busy={busy}>
          {messages.map((message, at) => {
            const last = !busy && at >= messages.length - 2;
            return (
              <Message
                key={message.id}
                message={message}
                {...(last && message.role === "user" ? { onEdit: edit } : {})}
                {...(last && message.role === "assistant" ? { onRegenerate: () => void regenerate() } : {})}
              />
            );
          })}
          {messages.length === 0 ? (
            <div className="space-y-3 py-6">
              <p className="text-xl font-bold">
                {project
                  ? `What would you like to know about “${project.name}”?`
                  : "What would you like to look back at?"}
              </p>
              {[...(project ? [] : suggestions), REFLECTION].map((suggestion) => (
                <Button
                  key={suggestion}
                  look="quiet"
                  className="mr-2 mb-2 h-auto py-2 text-left font-normal"
                  onClick={() => ask(suggestion)}
                >
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
        {editing ? (
          <p className="flex items-center gap-2 pt-3 text-sm text-soft">
            Sending this replaces your last question and its answer.
            <Button look="plain" onClick={stopEditing}>
              Cancel
            </Button>
          </p>
        ) : null}
        <form onSubmit={submit} className="sticky bottom-16 flex items-end gap-2 bg-paper py-3 sm:bottom-0">
          <textarea
            ref={box}
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
