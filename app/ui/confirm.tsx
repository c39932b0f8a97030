"use client";
import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { buttonStyle } from "./button.tsx";

/** Asks before something is lost. */
export function Confirm(props: {
  trigger: ReactNode;
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
}) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>{props.trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <AlertDialog.Content className="fixed inset-x-4 top-1/3 z-50 mx-auto max-w-sm space-y-3 rounded-3xl border border-line bg-card p-6">
          <AlertDialog.Title className="text-lg font-bold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{props.text}</AlertDialog.Description>
          <div className="flex justify-end gap-2">
            <AlertDialog.Cancel className={buttonStyle({ look: "plain" })}>Keep</AlertDialog.Cancel>
            <AlertDialog.Action className={buttonStyle({ look: "danger" })} onClick={props.onConfirm}>
              {props.action}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
