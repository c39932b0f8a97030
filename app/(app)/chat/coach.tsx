"use client";
import Link from "next/link";
import { type FormEvent, Fragment, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { CoachMessage, Conversation } from "#lib/conversations.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { useTimeZone } from "../../ui/clock.ts";
import { useDraft } from "../../ui/drafts.tsx";
import { inputStyle } from "../../ui/field.tsx";
import { Count, Fault, tooLong } from "../../ui/limits.tsx";
import { Conversations, type Listed } from "./conversations.tsx";
import { Message } from "./message.tsx";
import { useCoach } from "./use-coach.ts";
import { useDisclosure } from "./use-disclosure.ts";

/** What a question holds. */
const QUESTION_LENGTH = 2000;
const tooMuch = (question: string) => tooLong("A question", question.trim(), QUESTION_LENGTH);

interface Props {
  conversation?: Conversation;
  newest: Listed;
  messages: CoachMessage[];
  /** Questions to begin with. */
  suggestions: string[];
  /** What the conversation is about: the coach answers from this project alone. */
  project?: Project;
  offline: boolean;
  /** The profile's; null while it names none. */
  timeZone: string | null;
  /** The first turn of a new conversation is stored. */
  onBegun?: (id: string) => void;
}

const AN_AI = "You are talking to an AI, not to a person or a professional.";
const REFLECTION = "Look back at my last seven days with me: what was hard, and what helped?";

export function Coach({
  conversation,
  newest,
  messages: before,
  suggestions,
  project,
  offline,
  timeZone: ofProfile,
  onBegun,
}: Props) {
  /** The conversation that began on this page; the list was made before it. */
  const [begun, setBegun] = useState<Conversation | undefined>();
  const box = useRef<HTMLTextAreaElement>(null);
  /** Whether the question that failed is in the box again, not among what was said. */
  const [unsent, setUnsent] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  /** An answer goes on when the person has gone to another page, whose address then stays. */
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const { messages, waiting, busy, problem, ask, again, lastStored, stop } = useCoach({
    messages: before,
    conversationId: conversation?.id,
    projectId: project?.id,
    onStored({ id, title }) {
      if (left.current || id === conversation?.id || begun) return;
      onBegun?.(id);
      window.history.replaceState(null, "", `/chat/${id}`);
      const now = new Date().toISOString();
      setBegun({ id, title, projectId: project?.id ?? null, createdAt: now, updatedAt: now });
    },
  });

  const about = conversation?.id ?? begun?.id ?? (project ? `new-in.${project.id}` : "new");
  const draft = useDraft(`question.${about}`, { text: "", corrects: null as string | null });
  const { text } = draft.fields;
  // What was half written may correct a question after which the conversation has gone on.
  const editing = draft.fields.corrects !== null && draft.fields.corrects === (lastStored() ?? "");

  const timeZone = useTimeZone(ofProfile);
  const toldAgain = useDisclosure(messages.length);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to as it comes
  useEffect(() => {
    if (problem || messages.length > before.length) end.current?.scrollIntoView({ block: "end" });
  }, [messages, problem]);

  async function send(question: string) {
    if (question.trim() === "" || tooMuch(question) || busy) return;
    // A suggestion leaves the box as it is.
    draft.change({ corrects: null, ...(question === text ? { text: "" } : {}) });
    const outcome = await ask(question.trim(), editing);
    setUnsent(outcome !== "stored");
    if (outcome === "stored") return;
    // Back to where they were written, before what was typed since: no words are lost.
    draft.change((now) => ({
      text: now.text === "" ? question : `${question}\n${now.text}`,
      corrects: editing && outcome === "unsent" ? draft.fields.corrects : null,
    }));
  }
  function edit(question: string) {
    draft.change({ text: question, corrects: lastStored() ?? "" });
    box.current?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void send(text);
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send(text);
  }

  return (
    <div className="grid gap-6 pt-2 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <Conversations newest={newest} begun={begun} opened={conversation ?? begun} />
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
          {AN_AI}
          {offline
            ? " This is the offline coach: it answers from your entries alone, and nothing leaves this server."
            : ""}
        </p>
        <div className="flex-1 space-y-5" role="log" aria-live="polite" aria-busy={busy}>
          {messages.map((message, at) => {
            const last = !busy && at >= messages.length - 2;
            return (
              <Fragment key={message.id}>
                {at === toldAgain ? <ToldAgain /> : null}
                <Message
                  message={message}
                  timeZone={timeZone}
                  {...(last && message.role === "user" ? { onEdit: edit } : {})}
                  {...(last && message.role === "assistant" ? { onRegenerate: () => void again() } : {})}
                />
              </Fragment>
            );
          })}
          {messages.length > 0 && toldAgain === messages.length ? <ToldAgain /> : null}
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
                  onClick={() => void send(suggestion)}
                >
                  {suggestion}
                </Button>
              ))}
            </div>
          ) : null}
          {waiting ? <p className="animate-pulse text-soft">Looking through your entries …</p> : null}
          {problem ? (
            <div role="alert" className="space-y-2 rounded-2xl border border-danger p-4">
              <p>{problem}</p>
              <Button look="quiet" onClick={() => void (unsent ? send(text) : again())}>
                Try again
              </Button>
            </div>
          ) : null}
          <div ref={end} className="scroll-mb-40" />
        </div>
        {editing ? (
          <p className="flex items-center gap-2 pt-3 text-sm text-soft">
            Sending this replaces your last question and its answer.
            <Button look="plain" onClick={draft.clear}>
              Cancel
            </Button>
          </p>
        ) : null}
        <div className="sticky bottom-16 bg-paper py-3 sm:bottom-0">
          <div className="pb-2 empty:hidden">
            <Fault id="question-too-long" text={tooMuch(text)} />
            <Count id="question-count" count={text.trim().length} most={QUESTION_LENGTH} of="characters" />
          </div>
          <form onSubmit={submit} className="flex items-end gap-2">
            <textarea
              ref={box}
              aria-label="Message"
              aria-invalid={Boolean(tooMuch(text))}
              aria-describedby="question-count question-too-long"
              className={`${inputStyle} max-h-40`}
              rows={1}
              placeholder="Ask about your nights"
              value={text}
              onChange={(event) => draft.change({ text: event.target.value })}
              onKeyDown={onKeyDown}
            />
            {busy ? (
              <Button look="quiet" onClick={stop}>
                Stop
              </Button>
            ) : (
              <Button type="submit">Send</Button>
            )}
          </form>
        </div>
      </section>
    </div>
  );
}

/** Between messages, after hours of use: said by the app, so that no model can leave it out. */
function ToldAgain() {
  const own = useRef<HTMLParagraphElement>(null);
  // Said out of sight it is not said.
  useEffect(() => void own.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <p ref={own} className="scroll-mb-40 rounded-2xl border border-line bg-card px-4 py-2 text-sm">
      <strong>A reminder:</strong> {AN_AI} It has been a while; a break, or a person, may do you good.
    </p>
  );
}
