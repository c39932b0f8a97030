"use client";
import { Dialog } from "radix-ui";
import { type FormEvent, type RefObject, useState } from "react";
import { toast } from "sonner";
import { callApi } from "../../ui/api.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { inputStyle } from "../../ui/field.tsx";

const REASONS = [
  ["untrue", "It says what is not so, or not in my entries"],
  ["harmful", "Following it could hurt somebody"],
  ["unkind", "It is unkind or out of place"],
  ["other", "Something else"],
] as const;

interface Props {
  answerId: string;
  onReported: () => void;
  onClose: () => void;
  returnTo: RefObject<HTMLButtonElement | null>;
}

/** Why an answer is reported, and whether others may read it. */
export default function ReportDialog({ answerId, onReported, onClose, returnTo }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = form.get("reason");
    if (!reason) return setProblem("Please choose what is wrong with it.");
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      await callApi("POST", "/api/reports", {
        messageId: answerId,
        reason,
        comment: String(form.get("comment") ?? ""),
        mayRead: form.get("mayRead") === "on",
      });
      onReported();
      onClose();
      toast.success("Reported. Thank you for saying so.");
    } catch (error) {
      setProblem((error as Error).message);
      setSending(false);
    }
  }

  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Content
          className="fixed inset-x-2 bottom-2 z-50 mx-auto max-h-[92dvh] max-w-lg overflow-y-auto rounded-3xl border border-line bg-paper p-5 sm:bottom-auto sm:top-16"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnTo.current?.focus();
          }}
        >
          <Dialog.Title className="text-lg font-bold">Report this answer</Dialog.Title>
          <Dialog.Description className="pb-3 text-sm text-soft">
            In danger, or is somebody else? A report reaches nobody in time. Help from people is at the foot of every
            page.
          </Dialog.Description>
          <form onSubmit={send} className="space-y-3">
            <fieldset>
              <legend className="font-semibold">What is wrong with it?</legend>
              {REASONS.map(([value, words]) => (
                <label key={value} className="flex min-h-11 items-center gap-3">
                  <input type="radio" name="reason" value={value} className="size-5 shrink-0 accent-[var(--lamp)]" />
                  {words}
                </label>
              ))}
            </fieldset>
            <label className="block space-y-1">
              <span className="font-semibold">Anything to add? (optional)</span>
              <textarea name="comment" rows={2} maxLength={500} className={inputStyle} />
            </label>
            <label className="flex min-h-11 items-start gap-3">
              <input type="checkbox" name="mayRead" className="mt-1 size-5 shrink-0 accent-[var(--lamp)]" />
              <span>
                Let the team read this answer and what I add
                <span className="block text-sm text-soft">
                  Without this, only the reason is counted. With it, whoever runs this Nightlight may look the two up in
                  its database.
                </span>
              </span>
            </label>
            {problem ? (
              <p role="alert" className="rounded-2xl border border-danger p-3 text-danger">
                {problem}
              </p>
            ) : null}
            <div className="flex justify-end gap-2">
              <Dialog.Close className={buttonStyle({ look: "plain" })}>Cancel</Dialog.Close>
              <Button type="submit" disabled={sending}>
                Send report
              </Button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
