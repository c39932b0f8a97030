"use client";
import { NotebookPen } from "lucide-react";
import Link from "next/link";
import { useEffect, useId, useState } from "react";
import type { SafetyCard as Card } from "#lib/crisis.ts";
import type { Note } from "#lib/notes.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { entryTime } from "../../ui/clock.ts";
import { cn } from "../../ui/cn.ts";
import { useKept } from "../../ui/drafts.tsx";
import type { Hear } from "../../ui/help-for.ts";
import { SafetyCard } from "../../ui/safety-card.tsx";
import type { NoteDraft } from "./note-form.tsx";
import { NoteForm } from "./note-form-later.tsx";

/** A note longer than this is folded. */
const FOLD = 480;

interface Props {
  note: Note;
  projects: Project[];
  timeZone: string;
  /** Marked as the one that was asked for. */
  opened?: boolean;
  onEdit: (draft: NoteDraft, hear: Hear) => Promise<boolean>;
  onDelete: () => void;
}

/** A note as it is read, and in its place the form to change it. */
export function NoteCard({ note, projects, timeZone, opened = false, onEdit, onDelete }: Props) {
  const [editing, setEditing] = useState(false);
  const form = `note.${note.id}`;
  const [begun] = useKept(form);
  useEffect(() => {
    if (begun) setEditing(true);
  }, [begun]);
  const [help, setHelp] = useState<Card | null>(null);
  const [whole, setWhole] = useState(opened);
  const textId = useId();
  const project = projects.find(({ id }) => id === note.projectId);
  const long = note.text.length > FOLD || note.text.split("\n").length > 10;
  return (
    <li
      id={`entry-${note.id}`}
      className={cn(
        "scroll-mt-4 space-y-2 rounded-3xl border border-line bg-card p-4 target:border-lamp target:bg-glow",
        opened && "border-lamp bg-glow",
      )}
    >
      {editing ? (
        <NoteForm
          form={form}
          initial={note}
          projects={projects}
          timeZone={timeZone}
          onConcern={setHelp}
          onCancel={() => setEditing(false)}
          onSave={async (draft, _id, hear) => {
            const saved = await onEdit(draft, hear);
            if (saved) setEditing(false);
            return saved;
          }}
        />
      ) : (
        <>
          <div className="flex items-center gap-3">
            <NotebookPen className="size-6 shrink-0 text-lamp" aria-hidden />
            <div className="min-w-0">
              <p className="break-words font-semibold">{note.title ?? "Note"}</p>
              <time className="text-sm text-soft" dateTime={note.happenedAt}>
                {entryTime(note.happenedAt, timeZone)}
              </time>
            </div>
          </div>
          <p id={textId} className={cn("whitespace-pre-wrap break-words", long && !whole && "line-clamp-6")}>
            {note.text}
          </p>
          {long ? (
            <Button look="plain" aria-expanded={whole} aria-controls={textId} onClick={() => setWhole(!whole)}>
              {whole ? "Show less" : "Show all of it"}
            </Button>
          ) : null}
          <div className="-mb-2 flex flex-wrap items-center justify-end">
            {project ? (
              <Link
                href={`/projects/${project.id}`}
                className="mr-auto inline-flex min-h-11 min-w-0 items-center font-semibold text-lamp underline"
              >
                <span className="truncate">{project.name}</span>
              </Link>
            ) : null}
            <Button look="plain" onClick={() => setEditing(true)}>
              Edit
            </Button>
            <Button look="plain" onClick={onDelete}>
              Delete
            </Button>
          </div>
        </>
      )}
      {help ? <SafetyCard card={help} /> : null}
    </li>
  );
}
