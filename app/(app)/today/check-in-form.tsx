"use client";
import { type FormEvent, useId, useState } from "react";
import type { CheckIn } from "#lib/check-ins.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { useDraft } from "../../ui/drafts.tsx";
import { inputStyle } from "../../ui/field.tsx";
import { Count, Fault, tooLong } from "../../ui/limits.tsx";
import { hoursIn } from "./hours.ts";
import { MOODS } from "./moods.ts";

const ENERGIES = ["Empty", "Little", "Some", "Enough", "Full"];

export interface Draft {
  mood: number;
  energy: number | null;
  sleepHours: number | null;
  note: string | null;
  tags: string[];
}

/** What can't be saved as it stands, in words for the person. */
interface Faults {
  mood?: string;
  sleep?: string;
  note?: string;
  tags?: string;
}

const choice =
  "flex min-h-14 flex-col items-center justify-center gap-1 rounded-2xl border border-line bg-card text-xs font-semibold has-checked:border-lamp has-checked:bg-glow has-focus-visible:outline-3 has-focus-visible:outline-lamp";

/** What a check-in holds. */
const NOTE_LENGTH = 4000;
const TAG_LENGTH = 40;
const TAGS = 20;
const HOURS = "Hours from 0 to 24, with one digit after the point at the most: 7 or 7.5.";

/** Tags as they are typed, between commas: each once. */
function tagsIn(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter(Boolean);
}

function tagsFault(tags: string[]): string | undefined {
  if (tags.length > TAGS) return `A check-in holds ${TAGS} tags; take out ${tags.length - TAGS}.`;
  const long = tags.find((tag) => tag.length > TAG_LENGTH);
  return long && `A tag holds ${TAG_LENGTH} characters; “${long.slice(0, TAG_LENGTH)}…” is longer.`;
}

/** The form's name among the person's drafts: that of a check-in which is changed, or of the next one. */
export const checkInForm = (id?: string) => (id ? `check-in.${id}` : "check-in");

/** Mood, energy, sleep, a line: ten seconds with one thumb. What is typed stays until it has been saved. */
export function CheckInForm({
  initial,
  yesterday,
  submit,
  atThumb = false,
  onSave,
}: {
  initial?: CheckIn;
  /** What the form can be filled from with one tap. */
  yesterday?: CheckIn | undefined;
  submit: string;
  /** Keeps the button in reach above the tabs of a phone while the form is longer than the screen. */
  atThumb?: boolean;
  onSave: (draft: Draft) => Promise<boolean>;
}) {
  const { fields, change, clear } = useDraft(checkInForm(initial?.id), {
    mood: initial?.mood ?? null,
    energy: initial?.energy ?? null,
    sleep: initial?.sleepHours?.toString() ?? "",
    note: initial?.note ?? "",
    tags: initial?.tags.join(", ") ?? "",
  });
  const { mood, energy, sleep, note, tags } = fields;
  const [saving, setSaving] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const id = useId();

  async function save(event: FormEvent) {
    event.preventDefault();
    const hours = hoursIn(sleep);
    const kept = tagsIn(tags);
    const ofNote = tooLong("A note", note, NOTE_LENGTH);
    const ofTags = tagsFault(kept);
    const found: Faults = {
      ...(mood === null ? { mood: "Choose one of the five first." } : {}),
      ...(Number.isNaN(hours) ? { sleep: HOURS } : {}),
      ...(ofNote ? { note: ofNote } : {}),
      ...(ofTags ? { tags: ofTags } : {}),
    };
    setFaults(found);
    // The button may stand far below what it refuses.
    const first = Object.keys(found)[0];
    if (first) document.getElementById(`${id}-${first}`)?.focus();
    if (mood === null || first || saving) return;
    setSaving(true);
    const saved = await onSave({
      mood,
      energy,
      sleepHours: hours,
      note: note.trim() === "" ? null : note,
      tags: kept,
    });
    setSaving(false);
    if (saved) clear();
  }

  /** The words are left to the person: yesterday's were about yesterday. */
  function fillFrom(before: CheckIn) {
    const { mood, energy, sleepHours } = before;
    change({ mood, energy, sleep: sleepHours?.toString() ?? "", tags: before.tags.join(", ") });
    setFaults({});
  }

  return (
    <form
      onSubmit={save}
      // A field that gets the focus comes to stand above the button, not under it.
      className={cn("space-y-4", atThumb && "[&_input]:scroll-mb-40 [&_textarea]:scroll-mb-40")}
    >
      {yesterday ? (
        <Button look="quiet" className="w-full" onClick={() => fillFrom(yesterday)}>
          Same as yesterday
        </Button>
      ) : null}
      <fieldset>
        <legend className="pb-1 font-semibold">How are you?</legend>
        <div className="grid grid-cols-5 gap-2">
          {MOODS.map(({ value, word, icon: Icon }) => (
            <label key={value} className={choice}>
              <input
                type="radio"
                name={`${id}-mood`}
                aria-label={`Mood: ${word}`}
                className="sr-only"
                checked={mood === value}
                onChange={() => change({ mood: value })}
              />
              <Icon className="size-6" aria-hidden />
              {word}
            </label>
          ))}
        </div>
        <Fault id={`${id}-no-mood`} text={faults.mood} />
      </fieldset>
      <fieldset>
        <legend className="pb-1 font-semibold">
          Energy{" "}
          <span className="font-normal text-soft">
            {energy === null ? "if you like" : "a second tap takes it back"}
          </span>
        </legend>
        <div className="grid grid-cols-5 gap-2">
          {ENERGIES.map((word, at) => (
            <label key={word} className={`${choice} min-h-11`}>
              <input
                type="radio"
                name={`${id}-energy`}
                aria-label={`Energy: ${word}`}
                className="sr-only"
                checked={energy === at + 1}
                onChange={() => change({ energy: at + 1 })}
                // A radio button that is chosen says nothing more of a tap or of the space bar.
                onClick={() => energy === at + 1 && change({ energy: null })}
                onKeyDown={(event) => {
                  if (event.key !== " " || energy !== at + 1) return;
                  event.preventDefault();
                  change({ energy: null });
                }}
              />
              {word}
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        <label className="flex items-center justify-between gap-4">
          <span className="font-semibold">Hours of sleep</span>
          <input
            id={`${id}-sleep`}
            // Not a number field: a browser takes a comma out of it where its own language writes a point.
            inputMode="decimal"
            autoComplete="off"
            placeholder="–"
            aria-invalid={Boolean(faults.sleep)}
            aria-describedby={`${id}-no-sleep`}
            className={cn(inputStyle, "w-28 text-center")}
            value={sleep}
            onChange={(event) => change({ sleep: event.target.value })}
          />
        </label>
        <Fault id={`${id}-no-sleep`} text={faults.sleep} />
      </div>
      <div>
        <label className="block space-y-1">
          <span className="font-semibold">Note</span>
          <textarea
            id={`${id}-note`}
            aria-invalid={Boolean(faults.note)}
            aria-describedby={`${id}-note-count ${id}-no-note`}
            className={cn(inputStyle, "min-h-24")}
            rows={3}
            value={note}
            placeholder="Up four times. He only slept on my chest."
            onChange={(event) => change({ note: event.target.value })}
          />
        </label>
        <Count id={`${id}-note-count`} count={note.length} most={NOTE_LENGTH} of="characters" />
        <Fault id={`${id}-no-note`} text={faults.note} />
      </div>
      <div>
        <label className="block space-y-1">
          <span className="font-semibold">
            Tags <span className="font-normal text-soft">to find it again</span>
          </span>
          <input
            id={`${id}-tags`}
            aria-invalid={Boolean(faults.tags)}
            aria-describedby={`${id}-tags-count ${id}-no-tags`}
            className={inputStyle}
            value={tags}
            autoCapitalize="none"
            placeholder="teething, work"
            onChange={(event) => change({ tags: event.target.value })}
          />
        </label>
        <Count id={`${id}-tags-count`} count={tagsIn(tags).length} most={TAGS} of="tags" />
        <Fault id={`${id}-no-tags`} text={faults.tags} />
      </div>
      <Button
        type="submit"
        disabled={saving}
        className={cn(
          "w-full",
          atThumb &&
            "sticky bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-10 max-sm:shadow-[0_0_0_0.5rem_var(--paper)] disabled:opacity-100 sm:static",
        )}
      >
        {submit}
      </Button>
    </form>
  );
}
