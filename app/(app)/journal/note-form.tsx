"use client";
import { type FormEvent, useState } from "react";
import type { SafetyCard } from "#lib/crisis.ts";
import { localTime, momentAt } from "#lib/day.ts";
import type { Note } from "#lib/notes.ts";
import type { Project } from "#lib/projects.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { useDraft, useKept } from "../../ui/drafts.tsx";
import { Field, inputStyle } from "../../ui/field.tsx";
import { type Hear, useHelpFor } from "../../ui/help-for.ts";

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
  const [missing, setMissing] = useState(false);
  const helpFor = useHelpFor(props.onConcern);

  async function save(event: FormEvent) {
    event.preventDefault();
    const empty = text.trim() === "";
    setMissing(empty);
    if (empty || saving) return;
    setSaving(true);
    const id = fields.id || crypto.randomUUID();
    change({ id });
    const hear = helpFor(title, text);
    const draft: NoteDraft = {
      title: title.trim() === "" ? null : title.trim(),
      text,
      projectId: projectId === "" ? null : projectId,
      ...(when && when !== before ? { happenedAt: momentAt(when, timeZone).toISOString() } : {}),
    };
    if (await props.onSave(draft, id, hear)) clear();
    setSaving(false);
  }

  return (
    <form onSubmit={save} className="space-y-4">
      <Field label="Title" maxLength={200} value={title} onChange={(event) => change({ title: event.target.value })} />
      <label className="block space-y-1">
        <span className="font-semibold">Your note</span>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the form appears because the person asked to write, or else does without
          autoFocus={!cameBack}
          className={cn(inputStyle, "min-h-40")}
          maxLength={20_000}
          rows={6}
          value={text}
          placeholder="What the midwife said, what helped, what you want to remember."
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      {missing ? (
        <p role="alert" className="text-danger">
          Write a few words first.
        </p>
      ) : null}
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
