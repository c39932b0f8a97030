"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import type { Project } from "#lib/projects.ts";
import { callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";

/** The person's projects, the newest first, and the form for a further one. */
export function Projects({ initial, initialCursor }: { initial: Project[]; initialCursor: string | null }) {
  const [projects, setProjects] = useState(initial);
  const [cursor, setCursor] = useState(initialCursor);
  const [name, setName] = useState("");
  const [saving, setSaving] = useState(false);

  async function create(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "" || saving) return;
    setSaving(true);
    // The id is chosen here, so that a retry after a lost answer does not make the project twice.
    const id = crypto.randomUUID();
    await attempt(async () => {
      const { project } = await callApi<{ project: Project }>("POST", "/api/projects", { id, name });
      setProjects((all) => [project, ...all.filter((one) => one.id !== project.id)]);
      setName("");
    });
    setSaving(false);
  }

  async function showEarlier() {
    await attempt(async () => {
      const path = `/api/projects?limit=50&cursor=${cursor}`;
      const page = await callApi<{ projects: Project[]; nextCursor: string | null }>("GET", path);
      setProjects((all) => [...all, ...page.projects]);
      setCursor(page.nextCursor);
    });
  }

  return (
    <div className="space-y-6">
      <form onSubmit={create} className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field
            label="New project"
            required
            maxLength={120}
            placeholder="Sleep training"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={saving}>
          Add
        </Button>
      </form>
      {projects.length === 0 ? (
        <div className="space-y-3 rounded-3xl border border-dashed border-line p-6 text-soft">
          <p>
            A project gathers what belongs together: the notes of a sleep training, the papers of a new school, the
            talks with the coach about it.
          </p>
          <p>Ask the coach in a project and it looks only there.</p>
        </div>
      ) : (
        <ul className="space-y-3">
          {projects.map((project) => (
            <li key={project.id}>
              <Link
                href={`/projects/${project.id}`}
                className="flex min-h-14 items-center justify-between gap-3 rounded-3xl border border-line bg-card px-4 py-3 font-semibold hover:bg-glow"
              >
                <span className="min-w-0 break-words">{project.name}</span>
                <ChevronRight className="size-5 shrink-0 text-soft" aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {cursor ? (
        <Button look="quiet" className="w-full" onClick={() => void showEarlier()}>
          Show earlier
        </Button>
      ) : null}
    </div>
  );
}
