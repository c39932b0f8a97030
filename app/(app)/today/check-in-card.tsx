"use client";
import Link from "next/link";
import { Dialog } from "radix-ui";
import { useState } from "react";
import type { CheckIn } from "#lib/check-ins.ts";
import type { SafetyCard as Card } from "#lib/crisis.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { entryTime } from "../../ui/clock.ts";
import { cn } from "../../ui/cn.ts";
import { useKept } from "../../ui/drafts.tsx";
import { type Hear, useHelpFor } from "../../ui/help-for.ts";
import { SafetyCard } from "../../ui/safety-card.tsx";
import { CheckInForm, checkInForm, type Draft } from "./check-in-form.tsx";
import { MOODS } from "./moods.ts";

interface Props {
  checkIn: CheckIn;
  timeZone: string;
  /** The id by which a link reaches the card. */
  anchor: string;
  /** Marked as the one that was asked for. */
  opened?: boolean;
  onEdit: (draft: Draft, hear: Hear) => Promise<boolean>;
  onDelete: () => void;
}

export function CheckInCard({ checkIn, timeZone, anchor, opened = false, onEdit, onDelete }: Props) {
  const [open, setOpen] = useState(false);
  const [begun, forget] = useKept(checkInForm(checkIn.id));
  // What the changed words speak of; nothing about it is kept.
  const [help, setHelp] = useState<Card | null>(null);
  const helpFor = useHelpFor(setHelp);
  const mood = MOODS[checkIn.mood - 1];
  const Icon = mood?.icon;
  const facts = [
    mood?.word,
    checkIn.sleepHours === null ? null : `${checkIn.sleepHours} h sleep`,
    checkIn.energy === null ? null : `energy ${checkIn.energy}/5`,
    checkIn.isSample ? "sample" : null,
  ].filter(Boolean);
  return (
    <li
      id={anchor}
      className={cn(
        "scroll-mt-4 space-y-2 rounded-3xl border border-line bg-card p-4 target:border-lamp target:bg-glow",
        opened && "border-lamp bg-glow",
      )}
    >
      <div className="flex items-center gap-3">
        {Icon ? <Icon className="size-6 shrink-0 text-lamp" aria-hidden /> : null}
        <div>
          <time className="font-semibold" dateTime={checkIn.happenedAt}>
            {entryTime(checkIn.happenedAt, timeZone)}
          </time>
          <p className="text-sm text-soft">{facts.join(" · ")}</p>
        </div>
      </div>
      {checkIn.note ? <p className="whitespace-pre-wrap break-words">{checkIn.note}</p> : null}
      <div className="-mb-2 flex flex-wrap items-center justify-end">
        {checkIn.tags.length > 0 ? (
          <ul aria-label="Tags" className="mr-auto flex min-w-0 flex-wrap gap-x-3">
            {checkIn.tags.map((tag) => (
              <li key={tag} className="min-w-0">
                <Link
                  href={`/journal?tag=${encodeURIComponent(tag)}`}
                  className="inline-flex min-h-11 min-w-11 items-center break-all text-lamp underline"
                >
                  {tag}
                </Link>
              </li>
            ))}
          </ul>
        ) : null}
        <Dialog.Root open={open} onOpenChange={setOpen}>
          <Dialog.Trigger className={buttonStyle({ look: "plain" })}>{begun ? "Go on editing" : "Edit"}</Dialog.Trigger>
          <Dialog.Portal>
            <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
            <Dialog.Content
              aria-describedby={undefined}
              className="fixed inset-x-2 bottom-2 z-50 mx-auto max-h-[92dvh] max-w-lg overflow-y-auto rounded-3xl border border-line bg-paper p-5 sm:bottom-auto sm:top-16"
            >
              <Dialog.Title className="pb-3 text-lg font-bold">Edit check-in</Dialog.Title>
              <CheckInForm
                initial={checkIn}
                submit="Save changes"
                onSave={async (draft) => {
                  const saved = await onEdit(draft, helpFor(draft.note ?? "", ...draft.tags));
                  if (saved) setOpen(false);
                  return saved;
                }}
              />
              <Dialog.Close className={buttonStyle({ look: "plain", className: "mt-2 w-full" })} onClick={forget}>
                Cancel
              </Dialog.Close>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
        <Button look="plain" onClick={onDelete}>
          Delete
        </Button>
      </div>
      {help ? <SafetyCard card={help} /> : null}
    </li>
  );
}
