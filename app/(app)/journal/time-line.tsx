"use client";
import type { ReactNode } from "react";
import { timeFormat } from "#lib/clock.ts";
import { dateIn, shift } from "#lib/day.ts";
import type { Entry } from "#lib/journal.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { CardsToCome } from "../../ui/skeleton.tsx";
import { CheckInCard } from "../today/check-in-card.tsx";
import { NoteCard } from "./note-card.tsx";
import type { OpenJournal } from "./use-journal.ts";

interface Props {
  journal: OpenJournal;
  projects: Project[];
  timeZone: string;
  /** True for what was found by a search: the best first, and not by days. */
  ranked?: boolean;
  /** An entry that stands elsewhere on the page already. */
  except?: string | undefined;
  /** What stands here when there is nothing. */
  empty: ReactNode;
}

/** Entries by day, newest first, with the way to earlier ones. */
export function TimeLine({ journal, projects, timeZone, ranked = false, except, empty }: Props) {
  if (journal.failed) {
    return (
      <div role="alert" className="space-y-2 rounded-2xl border border-danger p-4">
        <p>{journal.failed}</p>
        <Button look="quiet" onClick={journal.retry}>
          Try again
        </Button>
      </div>
    );
  }
  if (journal.loading) return <CardsToCome />;
  const entries = journal.entries.filter(({ id }) => id !== except);
  if (entries.length === 0) return except ? null : empty;
  const cards = (some: Entry[]) => (
    <ul className="space-y-3">
      {some.map((entry) => (
        <EntryCard
          key={`${entry.kind} ${entry.id}`}
          entry={entry}
          projects={projects}
          timeZone={timeZone}
          journal={journal}
        />
      ))}
    </ul>
  );
  return (
    <div className="space-y-6">
      {ranked
        ? cards(entries)
        : byDay(entries, timeZone).map(([day, ofDay]) => (
            <section key={day} aria-labelledby={`day-${day}`} className="space-y-3">
              <h2 id={`day-${day}`} className="font-bold text-soft">
                {dayInWords(day, timeZone)}
              </h2>
              {cards(ofDay)}
            </section>
          ))}
      {journal.nextCursor ? (
        <Button look="quiet" className="w-full" onClick={() => void journal.showEarlier()}>
          Show earlier
        </Button>
      ) : null}
    </div>
  );
}

/** A check-in or a note, with what can be done with it. */
export function EntryCard(props: {
  entry: Entry;
  projects: Project[];
  timeZone: string;
  journal: Pick<OpenJournal, "change" | "remove">;
  opened?: boolean;
}) {
  const { entry, projects, timeZone, journal, opened = false } = props;
  if (entry.kind === "note")
    return (
      <NoteCard
        note={entry}
        projects={projects}
        timeZone={timeZone}
        opened={opened}
        onEdit={(draft, hear) => journal.change(entry, draft, hear)}
        onDelete={() => void journal.remove(entry)}
      />
    );
  return (
    <CheckInCard
      anchor={`entry-${entry.id}`}
      checkIn={entry}
      timeZone={timeZone}
      opened={opened}
      onEdit={(draft, hear) => journal.change(entry, draft, hear)}
      onDelete={() => void journal.remove(entry)}
    />
  );
}

/** Entries that come in the order of their time, gathered by the person's days. */
function byDay(entries: Entry[], timeZone: string): [string, Entry[]][] {
  const days: [string, Entry[]][] = [];
  for (const entry of entries) {
    const day = dateIn(entry.happenedAt, timeZone);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(entry);
    else days.push([day, [entry]]);
  }
  return days;
}

function dayInWords(day: string, timeZone: string): string {
  const today = dateIn(new Date().toISOString(), timeZone);
  const words = timeFormat("UTC", {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" }),
  })(`${day}T12:00:00Z`);
  if (day === today) return `Today, ${words}`;
  return day === shift(today, -1) ? `Yesterday, ${words}` : words;
}
