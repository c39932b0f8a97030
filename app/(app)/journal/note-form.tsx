"use client";
import { type FormEvent, useId, useState } from "react";
import type { SafetyCard } from "#lib/crisis.ts";
import { localTime, momentAt } from "#lib/day.ts";
import type { Note } from "#lib/notes.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { useDraft, useKept } from "../../ui/drafts.tsx";
import { Field, inputStyle } from "../../ui/field.tsx";
import { type Hear, useHelpFor } from "../../ui/help-for.ts";
import { Count, Fault, tooLong } from "../../ui/limits.tsx";

/** What a note holds. */
const TITLE_LENGTH = 200;
const TEXT_LENGTH = 20_000;

export interface NoteDraft {
  title: string | null;
  text: string;
  projectId: string | null;
  /** An ISO time; left out it is now, or stays as it was. */
  happenedAt?: string;
}

/** A note's words, its project and when it was. What is typed stays until it has been saved. */
export function NoteForm(props: {
  /** The form's name among the person's drafts. */
  form: string;
  initial?: Note;
  projects: Project[];
  projectId?: string;
  timeZone: string;
  /** @param id the new note's, the same however often it is sent, so that a lost answer does not store it twice */
  onSave: (draft: NoteDraft, id: string, hear: Hear) => Promise<boolean>;
  /** Told, whatever becomes of the saving, whom to call when the words speak of danger; nothing about it is kept. */
  onConcern: (card: SafetyCard | null) => void;
  onCancel: () => void;
}) {
  const { initial, projects, timeZone } = props;
  const before = initial ? localTime(initial.happenedAt, timeZone) : "";
  const ofProject = initial ? (initial.projectId ?? "") : (props.projectId ?? "");
  const [cameBack] = useState(useKept(props.form)[0]);
  const { fields, change, clear } = useDraft(props.form, {
    title: initial?.title ?? "",
    text: initial?.text ?? "",
    projectId: ofProject,
    when: before,
    /** Under which it was sent, once it has been. */
    id: "",
  });
  const { title, text, when } = fields;
  // Since it was half written its project may have been deleted.
  const projectId = ["", ...projects.map((one) => one.id)].includes(fields.projectId) ? fields.projectId : ofProject;
  const [saving, setSaving] = useState(false);
  const [faults, setFaults] = useState<{ title?: string; text?: string }>({});
  const id = useId();
  const helpFor = useHelpFor(props.onConcern);

  async function save(event: FormEvent) {
    event.preventDefault();
    const ofTitle = tooLong("A title", title, TITLE_LENGTH);
    const ofText = text.trim() === "" ? "Write a few words first." : tooLong("A note", text, TEXT_LENGTH);
    setFaults({ ...(ofTitle ? { title: ofTitle } : {}), ...(ofText ? { text: ofText } : {}) });
    if (ofTitle || ofText) document.getElementById(`${id}-${ofTitle ? "title" : "text"}`)?.focus();
    if (ofTitle || ofText || saving) return;
    setSaving(true);
    const noteId = fields.id || crypto.randomUUID();
    change({ id: noteId });
    const hear = helpFor(title, text);
    const draft: NoteDraft = {
      title: title.trim() === "" ? null : title.trim(),
      text,
      projectId: projectId === "" ? null : projectId,
      ...(when && when !== before ? { happenedAt: momentAt(when, timeZone).toISOString() } : {}),
    };
    if (await props.onSave(draft, noteId, hear)) clear();
    setSaving(false);
  }

  return (
    <form onSubmit={save} className="space-y-4">
      <div>
        <Field
          id={`${id}-title`}
          label="Title"
          aria-invalid={Boolean(faults.title)}
          aria-describedby={`${id}-title-count ${id}-no-title`}
          value={title}
          onChange={(event) => change({ title: event.target.value })}
        />
        <Count id={`${id}-title-count`} count={title.length} most={TITLE_LENGTH} of="characters" />
        <Fault id={`${id}-no-title`} text={faults.title} />
      </div>
      <div>
        <label className="block space-y-1">
          <span className="font-semibold">Your note</span>
          <textarea
            // biome-ignore lint/a11y/noAutofocus: the form appears because the person asked to write, or else does without
            autoFocus={!cameBack}
            id={`${id}-text`}
            aria-invalid={Boolean(faults.text)}
            aria-describedby={`${id}-text-count ${id}-no-text`}
            className={cn(inputStyle, "min-h-40")}
            rows={6}
            value={text}
            placeholder="What the midwife said, what helped, what you want to remember."
            onChange={(event) => change({ text: event.target.value })}
          />
        </label>
        <Count id={`${id}-text-count`} count={text.length} most={TEXT_LENGTH} of="characters" />
        <Fault id={`${id}-no-text`} text={faults.text} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {projects.length > 0 ? (
          <label className="block space-y-1">
            <span className="font-semibold">Project</span>
            <select
              className={inputStyle}
              value={projectId}
              onChange={(event) => change({ projectId: event.target.value })}
            >
              <option value="">None</option>
              {projects.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Field
          label="When"
          type="datetime-local"
          hint={initial ? undefined : "Now, unless you choose."}
          value={when}
          onChange={(event) => change({ when: event.target.value })}
        />
      </div>
      <div className="flex justify-end gap-2">
        <Button
          look="plain"
          onClick={() => {
            clear();
            props.onCancel();
          }}
        >
          Cancel
        </Button>
        <Button type="submit" disabled={saving}>
          {initial ? "Save changes" : "Save note"}
        </Button>
      </div>
    </form>
  );
}
