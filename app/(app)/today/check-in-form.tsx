"use client";
import { type FormEvent, useId, useState } from "react";
import type { CheckIn } from "#lib/check-ins.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { inputStyle } from "../../ui/field.tsx";
import { MOODS } from "./moods.ts";

const ENERGIES = ["Empty", "Little", "Some", "Enough", "Full"];

export interface Draft {
  mood: number;
  energy: number | null;
  sleepHours: number | null;
  note: string | null;
  tags: string[];
}

const choice =
  "flex min-h-14 flex-col items-center justify-center gap-1 rounded-2xl border border-line bg-card text-xs font-semibold has-checked:border-lamp has-checked:bg-glow has-focus-visible:outline-3 has-focus-visible:outline-lamp";

/** Tags as they are typed, between commas: each once, twenty at the most, none longer than 40 characters. */
function tagsIn(text: string): string[] {
  const tags = text.split(",").map((tag) => tag.trim().slice(0, 40).trim());
  return [...new Set(tags.filter(Boolean))].slice(0, 20);
}

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
  const [mood, setMood] = useState<number | null>(initial?.mood ?? null);
  const [energy, setEnergy] = useState<number | null>(initial?.energy ?? null);
  const [sleep, setSleep] = useState(initial?.sleepHours?.toString() ?? "");
  const [note, setNote] = useState(initial?.note ?? "");
  const [tags, setTags] = useState(initial?.tags.join(", ") ?? "");
  const [saving, setSaving] = useState(false);
  const [missing, setMissing] = useState(false);
  const id = useId();

  async function save(event: FormEvent) {
    event.preventDefault();
    setMissing(mood === null);
    if (mood === null || saving) return;
    setSaving(true);
    const saved = await onSave({
      mood,
      energy,
      sleepHours: sleep === "" ? null : Number(sleep),
      note: note.trim() === "" ? null : note,
      tags: tagsIn(tags),
    });
    setSaving(false);
    if (!saved || initial) return;
    setMood(null);
    setEnergy(null);
    setSleep("");
    setNote("");
    setTags("");
  }

  /** The words are left to the person: yesterday's were about yesterday. */
  function fillFrom(before: CheckIn) {
    setMood(before.mood);
    setEnergy(before.energy);
    setSleep(before.sleepHours?.toString() ?? "");
    setTags(before.tags.join(", "));
    setMissing(false);
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
                onChange={() => setMood(value)}
              />
              <Icon className="size-6" aria-hidden />
              {word}
            </label>
          ))}
        </div>
        {missing ? (
          <p role="alert" className="pt-1 text-danger">
            Choose one of the five first.
          </p>
        ) : null}
      </fieldset>
      <fieldset>
        <legend className="pb-1 font-semibold">
          Energy <span className="font-normal text-soft">if you like</span>
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
                onChange={() => setEnergy(at + 1)}
              />
              {word}
            </label>
          ))}
        </div>
      </fieldset>
      <label className="flex items-center justify-between gap-4">
        <span className="font-semibold">Hours of sleep</span>
        <input
          type="number"
          inputMode="decimal"
          min={0}
          max={24}
          step={0.5}
          placeholder="–"
          className={cn(inputStyle, "w-28 text-center")}
          value={sleep}
          onChange={(event) => setSleep(event.target.value)}
        />
      </label>
      <label className="block space-y-1">
        <span className="font-semibold">Note</span>
        <textarea
          className={cn(inputStyle, "min-h-24")}
          maxLength={4000}
          rows={3}
          value={note}
          placeholder="Up four times. He only slept on my chest."
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <label className="block space-y-1">
        <span className="font-semibold">
          Tags <span className="font-normal text-soft">to find it again</span>
        </span>
        <input
          className={inputStyle}
          value={tags}
          maxLength={400}
          autoCapitalize="none"
          placeholder="teething, work"
          onChange={(event) => setTags(event.target.value)}
        />
      </label>
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
