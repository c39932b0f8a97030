"use client";
import { PenLine } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import type { SafetyCard as Card } from "#lib/crisis.ts";
import type { Entry, JournalPage } from "#lib/journal.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { useTimeZone } from "../../ui/clock.ts";
import { useKept } from "../../ui/drafts.tsx";
import { SafetyCard } from "../../ui/safety-card.tsx";
import { type Filter, filterOf, queryOf } from "./filter.ts";
import { Filters } from "./filters.tsx";
import { NoteForm, useNoteForm } from "./note-form-later.tsx";
import { EntryCard, TimeLine } from "./time-line.tsx";
import { useJournal } from "./use-journal.ts";

const NEW_NOTE = "note";

interface Props {
  /** What the server has read for `firstQuery`. */
  first: JournalPage;
  firstQuery: string;
  /** The entry that the address names, or none. */
  opened: Entry | null;
  projects: Project[];
  tags: string[];
  timeZone: string | null;
}

export function Journal({ first, firstQuery, opened, projects, tags, timeZone: ofProfile }: Props) {
  const timeZone = useTimeZone(ofProfile);
  const params = useSearchParams();
  const filter = filterOf((name) => params.get(name));
  const journal = useJournal(first, firstQuery, new URLSearchParams(queryOf(filter, timeZone)).toString());
  const top = useOpened(opened);
  // A search leads away from it.
  const asked = params.get("entry") === null ? null : opened;
  const stands = top.entries.filter(({ id }) => id === asked?.id);
  const ofStanding = {
    change: top.change,
    // The line of entries below holds it, too.
    remove: async (entry: Entry) => {
      const removed = await top.remove(entry);
      if (removed) journal.drop(entry);
      return removed;
    },
  };
  const [writing, setWriting] = useState(false);
  const [begun] = useKept(NEW_NOTE);
  // What the last note spoke of, so that help stands beside it; nothing about it is kept.
  const [help, setHelp] = useState<Card | null>(null);
  useNoteForm();
  const router = useRouter();

  useEffect(() => {
    const open = () => {
      const { hash } = window.location;
      if (hash === "#new-note") setWriting(true);
      if (hash === "#journal-search") {
        document.getElementById("journal-search")?.focus();
        // Taken from the address, so that asking for it again is heard.
        window.history.replaceState(null, "", window.location.pathname + window.location.search);
      }
      // An entry further down than what is listed is asked for by its id.
      const id = /^#entry-([\da-f-]{36})$/i.exec(hash)?.[1];
      if (id && !document.getElementById(hash.slice(1))) router.replace(`/journal?entry=${id}${hash}`);
    };
    open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [router]);

  useEffect(() => {
    if (begun) setWriting(true);
  }, [begun]);

  function stopWriting() {
    setWriting(false);
    if (window.location.hash === "#new-note")
      window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }

  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-6 pt-4">
      <h1 className="text-2xl font-extrabold">Journal</h1>
      <Filters filter={filter} projects={projects} tags={tags} />
      {writing ? (
        <section aria-label="New note" className="rounded-3xl border border-line p-5">
          <NoteForm
            form={NEW_NOTE}
            projects={projects}
            timeZone={timeZone}
            {...(filter.project ? { projectId: filter.project } : {})}
            onCancel={stopWriting}
            onConcern={setHelp}
            onSave={async (draft, id, hear) => {
              const saved = await journal.write(draft, id, hear);
              if (saved) stopWriting();
              return saved;
            }}
          />
        </section>
      ) : (
        <Button
          onClick={() => setWriting(true)}
          // At the thumb on a phone, wherever the list has been scrolled to, and below its last entry at the end.
          className="sticky bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-20 order-last self-end shadow-lg sm:static sm:order-none sm:w-full sm:shadow-none"
        >
          <PenLine className="size-5" aria-hidden />
          Write a note
        </Button>
      )}
      {help ? <SafetyCard card={help} /> : null}
      {stands.length > 0 ? (
        <section aria-labelledby="opened" className="space-y-3">
          <h2 id="opened" className="font-bold">
            The entry you came for
          </h2>
          <ul>
            {stands.map((entry) => (
              <EntryCard
                key={entry.id}
                entry={entry}
                projects={projects}
                timeZone={timeZone}
                journal={ofStanding}
                opened
              />
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-label="Entries" aria-busy={journal.loading} className="space-y-3">
        {filter.q && !journal.loading && !journal.failed ? (
          <p role="status" className="text-soft">
            {found(journal)}
            {journal.wordsOnly ? " The search by meaning does not answer right now; these hold your words." : ""}
          </p>
        ) : null}
        <TimeLine
          journal={journal}
          projects={projects}
          timeZone={timeZone}
          ranked={Boolean(filter.q)}
          except={stands[0]?.id}
          empty={<Nothing filter={filter} />}
        />
      </section>
    </div>
  );
}

/** The entry that the address names. It has no route to be read by: a moment's journal holds it. */
function useOpened(opened: Entry | null) {
  const at = opened ? Date.parse(opened.happenedAt) : 0;
  const moment = new URLSearchParams({
    from: new Date(at).toISOString(),
    to: new Date(at + 1).toISOString(),
  }).toString();
  const first = { entries: opened ? [opened] : [], nextCursor: null, wordsOnly: false };
  return useJournal(first, moment, moment, opened ?? first);
}

function found({ entries: { length: count }, byMeaning, more }: JournalPage): string {
  if (count === 0) return "Nothing found.";
  const near = `${count === 1 ? "one is" : `${count} are`} near in meaning${count === 1 ? "" : ", the closest first"}.`;
  if (byMeaning) return `No entry holds these words; ${near}`;
  if (more) return `The ${count} closest entries. There may be more, which further words or a filter would find.`;
  return count === 1 ? "One entry found." : `${count} entries found, the closest first.`;
}

function Nothing({ filter }: { filter: Filter }) {
  const narrowed = Object.keys(filter).length > 0;
  return (
    <div className="space-y-3 rounded-3xl border border-dashed border-line p-6 text-soft">
      {narrowed ? (
        <p>
          {filter.q ? `Nothing in your journal is like “${filter.q}”.` : "Nothing in your journal fits these filters."}{" "}
          Other words, or fewer filters, may find it.
        </p>
      ) : (
        <>
          <p>Your check-ins and notes will stand here in one line, the newest first.</p>
          <p>
            A check-in takes ten seconds, on Today. A note is for what needs more words: what the midwife said, a list
            for grandma, a night worth remembering. The coach can come back to both.
          </p>
        </>
      )}
    </div>
  );
}
