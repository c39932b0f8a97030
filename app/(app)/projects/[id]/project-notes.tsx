"use client";
import { useEffect, useState } from "react";
import type { SafetyCard as Card } from "#lib/crisis.ts";
import type { JournalPage } from "#lib/journal.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../../ui/button.tsx";
import { useTimeZone } from "../../../ui/clock.ts";
import { useKept } from "../../../ui/drafts.tsx";
import { SafetyCard } from "../../../ui/safety-card.tsx";
import { NoteForm, useNoteForm } from "../../journal/note-form-later.tsx";
import { TimeLine } from "../../journal/time-line.tsx";
import { useJournal } from "../../journal/use-journal.ts";

interface Props {
  first: JournalPage;
  projectId: string;
  projects: Project[];
  timeZone: string | null;
}

/** A project's notes, and the form for a further one. */
export function ProjectNotes({ first, projectId, projects, timeZone: ofProfile }: Props) {
  const timeZone = useTimeZone(ofProfile);
  const query = `projectId=${projectId}`;
  const journal = useJournal(first, query, query);
  const [writing, setWriting] = useState(false);
  const form = `note-in.${projectId}`;
  const [begun] = useKept(form);
  useEffect(() => {
    if (begun) setWriting(true);
  }, [begun]);
  const [help, setHelp] = useState<Card | null>(null);
  useNoteForm();
  // A note that was moved to another project is no longer shown here.
  const entries = journal.entries.filter((entry) => entry.kind === "note" && entry.projectId === projectId);

  return (
    <section aria-labelledby="notes" className="space-y-3">
      <h2 id="notes" className="text-xl font-bold">
        Notes
      </h2>
      {writing ? (
        <div className="rounded-3xl border border-line p-5">
          <NoteForm
            form={form}
            projects={[]}
            projectId={projectId}
            timeZone={timeZone}
            onCancel={() => setWriting(false)}
            onConcern={setHelp}
            onSave={async (draft, id, hear) => {
              const saved = await journal.write(draft, id, hear);
              if (saved) setWriting(false);
              return saved;
            }}
          />
        </div>
      ) : (
        <Button look="quiet" className="w-full" onClick={() => setWriting(true)}>
          Write a note here
        </Button>
      )}
      {help ? <SafetyCard card={help} /> : null}
      <TimeLine
        journal={{ ...journal, entries }}
        projects={projects}
        timeZone={timeZone}
        empty={<p className="text-soft">No notes yet. What you write here stands in your journal as well.</p>}
      />
    </section>
  );
}
