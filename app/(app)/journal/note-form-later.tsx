"use client";
import dynamic from "next/dynamic";
import { useEffect } from "react";

const load = () => import("./note-form.tsx").then(({ NoteForm }) => NoteForm);

/** The form for a note, with the words of danger that it looks for: not part of what a page must load to be read. */
export const NoteForm = dynamic(load, {
  loading: () => <div role="status" aria-label="Loading …" className="h-80 animate-pulse rounded-2xl bg-card" />,
});

/** Has the form come once the page stands, so that it is there without a connection, too. */
export function useNoteForm(): void {
  useEffect(() => void load().catch(() => undefined), []);
}
