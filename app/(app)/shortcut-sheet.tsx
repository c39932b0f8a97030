"use client";
import { Dialog } from "radix-ui";
import { buttonStyle } from "../ui/button.tsx";

const KEYS: [keys: string[], what: string][] = [
  [["n"], "Write a note"],
  [["/"], "Search the journal"],
  [["g", "t"], "Go to Today"],
  [["g", "j"], "Go to the journal"],
  [["g", "c"], "Go to the coach"],
  [["g", "p"], "Go to projects"],
  [["?"], "Show this list"],
];

interface Props {
  on: boolean;
  onTurn: (to: boolean) => void;
  onClose: () => void;
}

/** Which keys do what, and the switch that turns them off on this device. */
export function ShortcutSheet({ on, onTurn, onClose }: Props) {
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-16 z-50 mx-auto max-h-[80dvh] max-w-sm space-y-4 overflow-y-auto rounded-3xl border border-line bg-paper p-5"
        >
          <Dialog.Title className="text-lg font-bold">Keyboard shortcuts</Dialog.Title>
          <dl className="space-y-2">
            {KEYS.map(([keys, what]) => (
              <div key={what} className="flex items-center justify-between gap-4">
                <dt>{what}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <kbd key={key} className="rounded-lg border border-line bg-card px-2 py-1 font-sans font-semibold">
                      {key}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <label className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-6 accent-lamp"
              checked={on}
              onChange={(event) => onTurn(event.target.checked)}
            />
            Use shortcuts on this device
          </label>
          <Dialog.Close className={buttonStyle({ look: "quiet", className: "w-full" })}>Close</Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
