"use client";
import { Keyboard } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";

const ShortcutSheet = dynamic(() => import("./shortcut-sheet.tsx").then((file) => file.ShortcutSheet));
const PREFERENCE = "nightlight.shortcuts";
const CHANGED = "nightlight:shortcuts";
const PLACES: Record<string, string> = { t: "/today", j: "/journal", c: "/chat", p: "/projects" };

/** Whether a key that was pressed belongs to something else: a field, a dialog, the browser. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const elsewhere = document.querySelector("[role=dialog], [role=alertdialog]") !== null;
  return typing || elsewhere || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

/** Single keys for who has a keyboard, and the way to the list of them. */
export function Shortcuts() {
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
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

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  return (
    <>
      <Button
        ref={button}
        look="plain"
        aria-label="Keyboard shortcuts"
        aria-haspopup="dialog"
        className="hidden w-11 px-0 sm:inline-flex"
        onClick={() => setOpen(true)}
      >
        <Keyboard className="size-5" aria-hidden />
      </Button>
      {open ? <ShortcutSheet on={on} onTurn={turn} onClose={close} /> : null}
    </>
  );
}
