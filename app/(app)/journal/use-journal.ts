"use client";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { CheckIn } from "#lib/check-ins.ts";
import type { SafetyCard } from "#lib/crisis.ts";
import type { Entry, JournalPage } from "#lib/journal.ts";
import type { Remembered } from "#lib/memories.ts";
import type { Note } from "#lib/notes.ts";
import { callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { focusNextTo } from "../../ui/focus-next.ts";
import type { Hear } from "../../ui/help-for.ts";
import { useShownBefore } from "../../ui/shown-before.ts";
import type { Draft } from "../today/check-in-form.tsx";
import type { NoteDraft } from "./note-form.tsx";

/** What a deletion answers, by which it is undone. */
type Removed = { note?: Note; checkIn?: CheckIn; remembered: Remembered[] };

const newestFirst = (a: Entry, b: Entry) => b.happenedAt.localeCompare(a.happenedAt);
const same = (a: Entry, b: Entry) => a.kind === b.kind && a.id === b.id;
const pathOf = ({ kind, id }: Entry) => `/api/${kind === "note" ? "notes" : "check-ins"}/${id}`;
const asNote = (note: Note): Entry => ({ kind: "note", ...note });
const asCheckIn = (checkIn: CheckIn): Entry => ({ kind: "check_in", ...checkIn });

/**
 * A journal on the screen: what is listed for a query of GET /api/journal, and what a person does with it.
 * @param first what the server has read for `firstQuery`
 * @param read the object in which the server's answer came
 */
export function useJournal(first: JournalPage, firstQuery: string, query: string, read: object = first) {
  const [page, setPage] = useState({ ...first, query: firstQuery });
  const [outdated, setOutdated] = useState(useShownBefore(read));
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const setEntries = (change: (entries: Entry[]) => Entry[]) =>
    setPage((before) => ({ ...before, entries: change(before.entries) }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try, and a change meanwhile, are reasons to ask again
  useEffect(() => {
    setFailed(null);
    const other = page.query !== query;
    if (!other && !outdated) return;
    let stale = false;
    callApi<JournalPage>("GET", `/api/journal?${query}`).then(
      (found) => {
        if (stale) return;
        setPage({ ...found, query });
        setOutdated(false);
      },
      (error: Error) => {
        // What is only outdated stays until there is something newer.
        if (!stale && other) setFailed(error.message);
      },
    );
    return () => {
      stale = true;
    };
  }, [query, page, outdated, tries]);

  /** Each where its time puts it; what was found by a search stands in an order of its own. */
  const inOrder = (entries: Entry[]) =>
    new URLSearchParams(query).has("q") ? entries : [...entries].sort(newestFirst);
  const put = (entry: Entry) => setEntries((all) => inOrder([entry, ...all.filter((one) => !same(one, entry))]));

  const drop = (entry: Entry) => setEntries((all) => all.filter((one) => !same(one, entry)));

  async function write(draft: NoteDraft, id: string, hear: Hear): Promise<boolean> {
    return attempt(async () => {
      const stored = await callApi<{ note: Note; safety?: SafetyCard }>("POST", "/api/notes", { id, ...draft });
      const { note } = stored;
      hear(stored);
      // What was stored by an earlier try, whose answer was lost, may have been changed in the form since.
      const stale = note.text !== draft.text || note.title !== draft.title || note.projectId !== draft.projectId;
      put(asNote(stale ? (await callApi<{ note: Note }>("PATCH", `/api/notes/${id}`, draft)).note : note));
      toast.success("Saved.");
    });
  }

  async function change(entry: Entry, draft: Draft | NoteDraft, hear: Hear): Promise<boolean> {
    return attempt(async () => {
      const answer = await callApi<{ note?: Note; checkIn?: CheckIn; safety?: SafetyCard }>(
        "PATCH",
        pathOf(entry),
        draft,
      );
      hear(answer);
      const changed = answer.note ? asNote(answer.note) : asCheckIn(answer.checkIn as CheckIn);
      setEntries((all) => inOrder(all.map((one) => (same(one, entry) ? changed : one))));
    });
  }

  async function remove(entry: Entry): Promise<boolean> {
    return attempt(async () => {
      const removed = await callApi<Removed>("DELETE", pathOf(entry));
      focusNextTo(`entry-${entry.id}`);
      drop(entry);
      toast(entry.kind === "note" ? "Note deleted." : "Check-in deleted.", {
        action: { label: "Undo", onClick: () => void restore(removed) },
      });
    });
  }

  async function restore({ note, checkIn, remembered }: Removed): Promise<void> {
    await attempt(async () => {
      if (note) {
        const { id, title, text, projectId, happenedAt } = note;
        const body = { id, title, text, projectId, happenedAt, remembered };
        put(asNote((await callApi<{ note: Note }>("POST", "/api/notes", body)).note));
      } else if (checkIn) {
        const { id, mood, energy, sleepHours, note: words, tags, happenedAt, isSample } = checkIn;
        const body = { id, mood, energy, sleepHours, note: words, tags, happenedAt, isSample, remembered };
        put(asCheckIn((await callApi<{ checkIn: CheckIn }>("POST", "/api/check-ins", body)).checkIn));
      }
    });
  }

  async function showEarlier(): Promise<void> {
    await attempt(async () => {
      const earlier = await callApi<JournalPage>("GET", `/api/journal?${query}&cursor=${page.nextCursor}`);
      setPage((before) => ({
        ...before,
        entries: inOrder([
          ...before.entries,
          ...earlier.entries.filter((one) => !before.entries.some((it) => same(it, one))),
        ]),
        nextCursor: earlier.nextCursor,
      }));
    });
  }

  return {
    ...page,
    loading: page.query !== query && failed === null,
    failed,
    retry: () => setTries((count) => count + 1),
    write,
    change,
    remove,
    drop,
    showEarlier,
  };
}

export type OpenJournal = ReturnType<typeof useJournal>;
