"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Project } from "#lib/projects.ts";
import { callApi } from "../../../ui/api.ts";
import { attempt } from "../../../ui/attempt.ts";
import { Button } from "../../../ui/button.tsx";
import { Confirm } from "../../../ui/confirm.tsx";
import { inputStyle } from "../../../ui/field.tsx";

/** A project's name, with the ways to change it and to part with the project. */
export function ProjectHead({ project }: { project: Project }) {
  const [name, setName] = useState(project.name);
  const [typed, setTyped] = useState(project.name);
  const [renaming, setRenaming] = useState(false);
  const router = useRouter();

  async function rename(event: FormEvent) {
    event.preventDefault();
    await attempt(async () => {
      const path = `/api/projects/${project.id}`;
      const answer = await callApi<{ project: Project }>("PATCH", path, { name: typed });
      setName(answer.project.name);
      setRenaming(false);
      router.refresh();
    });
  }

  async function remove() {
    await attempt(async () => {
      await callApi("DELETE", `/api/projects/${project.id}`);
      toast.success("The project is gone. Its notes stay in your journal, its files on this page.");
      router.push("/projects");
      router.refresh();
    });
  }

  return (
    <header className="space-y-2">
      <Link href="/projects" className="inline-flex min-h-11 items-center text-soft underline">
        All projects
      </Link>
      <h1 className="break-words text-2xl font-extrabold">{name}</h1>
      {renaming ? (
        <form onSubmit={rename} className="flex gap-2">
          <input
            aria-label="Name"
            // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to rename
            autoFocus
            required
            maxLength={120}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className={inputStyle}
          />
          <Button type="submit">Save</Button>
          <Button
            look="plain"
            onClick={() => {
              setTyped(name);
              setRenaming(false);
            }}
          >
            Cancel
          </Button>
        </form>
      ) : (
        <div className="-ml-4 flex flex-wrap">
          <Button look="plain" onClick={() => setRenaming(true)}>
            Rename
          </Button>
          <Confirm
            trigger={<Button look="plain">Delete project</Button>}
            title={`Delete “${name}”?`}
            text="The project goes for good. Its notes stay in your journal, its conversations with the coach and its files on the Projects page, under “Files without a project”; which belonged together is not remembered."
            action="Delete"
            onConfirm={() => void remove()}
          />
        </div>
      )}
    </header>
  );
}
