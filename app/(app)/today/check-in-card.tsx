"use client";
import { Dialog } from "radix-ui";
import { useState } from "react";
import type { CheckIn } from "#lib/check-ins.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { CheckInForm, type Draft, MOODS } from "./check-in-form.tsx";

const when = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

interface Props {
  checkIn: CheckIn;
  onEdit: (draft: Draft) => Promise<boolean>;
  onDelete: () => void;
}

export function CheckInCard({ checkIn, onEdit, onDelete }: Props) {
  const [open, setOpen] = useState(false);
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
      id={`check-in-${checkIn.id}`}
      className="scroll-mt-4 space-y-2 rounded-3xl border border-line bg-card p-4 target:border-lamp target:bg-glow"
    >
      <div className="flex items-center gap-3">
        {Icon ? <Icon className="size-6 shrink-0 text-lamp" aria-hidden /> : null}
        <div>
          <time className="font-semibold" dateTime={checkIn.happenedAt} suppressHydrationWarning>
            {when.format(new Date(checkIn.happenedAt))}
          </time>
          <p className="text-sm text-soft">{facts.join(" · ")}</p>
        </div>
      </div>
      {checkIn.note ? <p className="whitespace-pre-wrap break-words">{checkIn.note}</p> : null}
      <div className="-mb-2 flex justify-end">
        <Dialog.Root open={open} onOpenChange={setOpen}>
          <Dialog.Trigger className={buttonStyle({ look: "plain" })}>Edit</Dialog.Trigger>
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
                  const saved = await onEdit(draft);
                  if (saved) setOpen(false);
                  return saved;
                }}
              />
              <Dialog.Close className={buttonStyle({ look: "plain", className: "mt-2 w-full" })}>Cancel</Dialog.Close>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
        <Button look="plain" onClick={onDelete}>
          Delete
        </Button>
      </div>
    </li>
  );
}
