"use client";
import { Keyboard } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useEffect, useState, useSyncExternalStore } from "react";
import { buttonStyle } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";

const PREFERENCE = "nightlight.shortcuts";
const CHANGED = "nightlight:shortcuts";
const KEYS: [keys: string[], what: string][] = [
  [["n"], "Write a note"],
  [["/"], "Search the journal"],
  [["g", "t"], "Go to Today"],
  [["g", "j"], "Go to the journal"],
  [["g", "c"], "Go to the coach"],
  [["g", "p"], "Go to projects"],
  [["?"], "Show this list"],
];
const PLACES: Record<string, string> = { t: "/today", j: "/journal", c: "/chat", p: "/projects" };

/** Whether a key that was pressed belongs to something else: a field, a dialog, the browser. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const elsewhere = document.querySelector("[role=dialog], [role=alertdialog]") !== null;
  return typing || elsewhere || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

/** Single keys for who has a keyboard, the list of them, and the switch that turns them off on this device. */
export function Shortcuts() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const on = useSyncExternalStore(
    (changed) => {
      window.addEventListener(CHANGED, changed);
      window.addEventListener("storage", changed);
      return () => {
        window.removeEventListener(CHANGED, changed);
        window.removeEventListener("storage", changed);
      };
    },
    () => localStorage.getItem(PREFERENCE) !== "off",
    () => false,
  );

  useEffect(() => {
    if (!on) return;
    let going = false;
    /** To a place on the journal's page, which listens to its address. */
    const toJournal = (place: string) => {
      if (window.location.pathname === "/journal") window.location.hash = place;
      else router.push(`/journal#${place}`);
    };
    const pressed = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const place = going ? PLACES[event.key] : undefined;
      going = event.key === "g";
      if (place) router.push(place);
      else if (event.key === "n") toJournal("new-note");
      else if (event.key === "/") toJournal("journal-search");
      else if (event.key === "?") setOpen(true);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [on, router]);

  function turn(to: boolean) {
    localStorage.setItem(PREFERENCE, to ? "on" : "off");
    window.dispatchEvent(new Event(CHANGED));
  }

  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label="Keyboard shortcuts"
        className={cn(buttonStyle({ look: "plain" }), "hidden w-11 px-0 sm:inline-flex")}
      >
        <Keyboard className="size-5" aria-hidden />
      </Dialog.Trigger>
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
              onChange={(event) => turn(event.target.checked)}
            />
            Use shortcuts on this device
          </label>
          <Dialog.Close className={buttonStyle({ look: "quiet", className: "w-full" })}>Close</Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
