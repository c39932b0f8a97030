"use client";
import { useState } from "react";
import type { ImportedFile } from "#lib/files/files.ts";
import { callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { Button } from "../../ui/button.tsx";
import { FileList } from "./file-list.tsx";

interface Page {
  files: ImportedFile[];
  nextCursor: string | null;
}

/** Files that belong to no project, such as those whose project was deleted: they are shown nowhere else. */
export function FilesWithoutProject({ first }: { first: Page }) {
  const [files, setFiles] = useState(first.files);
  const [cursor, setCursor] = useState(first.nextCursor);

  async function showEarlier() {
    await attempt(async () => {
      const page = await callApi<Page>("GET", `/api/documents?withoutProject=true&limit=20&cursor=${cursor}`);
      setFiles((all) => [...all, ...page.files]);
      setCursor(page.nextCursor);
    });
  }

  if (files.length === 0 && !cursor) return null;
  return (
    <section aria-labelledby="without-project" className="space-y-3">
      <h2 id="without-project" className="text-lg font-bold">
        Files without a project
      </h2>
      <p className="text-sm text-soft">Your coach can use these, but not when you ask about one project.</p>
      <FileList files={files} onDelete={(gone) => setFiles((all) => all.filter(({ id }) => id !== gone))} />
      {cursor ? (
        <Button look="quiet" className="w-full" onClick={() => void showEarlier()}>
          Show earlier files
        </Button>
      ) : null}
    </section>
  );
}
