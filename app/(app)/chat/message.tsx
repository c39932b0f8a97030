"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import type { CoachMessage, SourceDetails } from "#lib/conversations.ts";
import { callApi } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { entryDay } from "../../ui/clock.ts";
import { SafetyCard } from "../../ui/safety-card.tsx";
import { ReportAnswer } from "./report-answer.tsx";

/** Loaded with the first answer: who opens the coach to ask waits for less. */
const AnswerText = dynamic(() => import("./answer-text.tsx"));

/** Where a source is read; what came in past the app has no place of its own there. */
function placeOf({ kind, entryId, piece }: SourceDetails): string {
  if (!entryId) return "/journal";
  if (kind === "file") return `/files/${entryId}?from=${Math.max(0, piece - 2)}#passage-${piece}`;
  return kind === "check_in" ? `/today#check-in-${entryId}` : `/journal?entry=${entryId}#entry-${entryId}`;
}

interface Props {
  message: CoachMessage;
  timeZone: string;
  /** Given for the last question alone. */
  onEdit?: (question: string) => void;
  /** Given for the last answer alone. */
  onRegenerate?: () => void;
}

/** One thing said. */
export function Message({ message, timeZone, onEdit, onRegenerate }: Props) {
  const text = message.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  if (message.role === "user") {
    return (
      <div className="ml-auto flex w-fit max-w-[85%] flex-col items-end">
        <p className="whitespace-pre-wrap break-words rounded-2xl bg-glow px-4 py-2">{text}</p>
        {onEdit ? (
          <Button look="plain" className="text-sm" aria-label="Edit your question" onClick={() => onEdit(text)}>
            Edit
          </Button>
        ) : null}
      </div>
    );
  }
  const sources = message.parts.flatMap((part) => {
    const details =
      part.type === "source-document" ? (part.providerMetadata?.nightlight as SourceDetails | undefined) : undefined;
    return details ? [details] : [];
  });
  const card = message.parts.find((part) => part.type === "data-safety")?.data;
  return (
    <article aria-label="The coach's answer" className="max-w-prose space-y-3">
      {card ? <SafetyCard card={card} /> : null}
      <div className="space-y-2 break-words leading-relaxed [&_ol]:list-decimal [&_ol]:pl-5 [&_ul]:list-disc [&_ul]:pl-5">
        <AnswerText text={text} />
      </div>
      {message.metadata?.status === "failed" ? <p className="text-sm text-soft">The coach broke off here.</p> : null}
      {sources.length > 0 ? (
        <section aria-label="Sources" className="space-y-2 border-l-2 border-lamp pl-3 text-sm">
          <h2 className="font-semibold">From your entries</h2>
          <ul className="space-y-2">
            {sources.map((source) => (
              <li key={source.label}>
                <Link href={placeOf(source)} className="font-semibold text-lamp underline">
                  [{source.label}] {source.happenedAt ? entryDay(source.happenedAt, timeZone) : source.title}
                </Link>
                <blockquote className="break-words text-soft">{source.excerpt}</blockquote>
                {source.tags.length > 0 ? (
                  <p className="break-words text-soft">Tagged {source.tags.join(", ")}</p>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <div className="-ml-4 flex flex-wrap">
        <KeepAsNote text={text} />
        {onRegenerate ? (
          <Button look="plain" className="text-sm" onClick={onRegenerate}>
            Answer anew
          </Button>
        ) : null}
        {message.metadata?.answerId ? (
          <ReportAnswer answerId={message.metadata.answerId} reported={message.metadata.reported ?? false} />
        ) : null}
      </div>
    </article>
  );
}

/** An answer that somebody wants to find again becomes a note of theirs, without the numbers of its sources. */
function KeepAsNote({ text }: { text: string }) {
  const [kept, setKept] = useState(false);
  async function keep() {
    try {
      await callApi("POST", "/api/notes", {
        title: "From the coach",
        text: text.replace(/ ?\[\d{1,2}\]/g, ""),
      });
      setKept(true);
      toast.success("Kept in your journal as a note.");
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  return (
    <Button look="plain" className="text-sm" disabled={kept || text === ""} onClick={() => void keep()}>
      {kept ? "Kept in your journal" : "Keep as a note"}
    </Button>
  );
}
