"use client";
import { FileText, Upload } from "lucide-react";
import Link from "next/link";
import { type DragEvent, useRef, useState } from "react";
import { toast } from "sonner";
import type { ImportedFile } from "#lib/files/files.ts";
import { callApi } from "../../ui/api.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Field, inputStyle } from "../../ui/field.tsx";
import { size } from "../../ui/size.ts";
import { importFile, type Progress } from "./import-file.ts";

interface Running {
  name: string;
  progress: Progress | null;
  cancel: () => void;
}

/** Imported files, and the place to import more: by choosing, by dropping, by pasting a text. */
export function Files({ files: before, projectId }: { files: ImportedFile[]; projectId?: string }) {
  const [files, setFiles] = useState(before);
  const [running, setRunning] = useState<Running | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  async function bring(name: string, body: Parameters<typeof importFile>[0]): Promise<boolean> {
    const abort = new AbortController();
    setProblem(null);
    setRunning({ name, progress: null, cancel: () => abort.abort() });
    try {
      const onProgress = (progress: Progress) => setRunning((now) => now && { ...now, progress });
      const file = await importFile(body, onProgress, abort.signal);
      setFiles((now) => [file, ...now]);
      toast.success(`“${file.name}” is imported. The coach can use it now.`);
      return true;
    } catch (error) {
      if (abort.signal.aborted) toast(`Cancelled. Nothing of “${name}” was kept.`);
      else setProblem(`${name}: ${(error as Error).message}`);
      return false;
    } finally {
      setRunning(null);
    }
  }
  async function bringFiles(chosen: Iterable<File>) {
    for (const file of chosen) {
      const form = new FormData();
      form.set("file", file);
      if (projectId) form.set("projectId", projectId);
      if (!(await bring(file.name, form))) return;
    }
  }
  async function bringText(form: HTMLFormElement) {
    const fields = new FormData(form);
    const [title, text] = [String(fields.get("title")), String(fields.get("text"))];
    // What was pasted stays in the form until it is stored.
    if (await bring(title, { title, text, ...(projectId ? { projectId } : {}) })) form.reset();
  }
  async function remove(file: ImportedFile) {
    try {
      await callApi("DELETE", `/api/documents/${file.id}`);
      setFiles((now) => now.filter(({ id }) => id !== file.id));
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!running) void bringFiles(event.dataTransfer.files);
  }

  return (
    <section aria-label="Files" className="space-y-3">
      <h2 className="text-lg font-bold">Files</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button in it is the first */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn("space-y-3 rounded-3xl border-2 border-dashed border-line p-4", over && "border-lamp bg-glow")}
      >
        <p className="text-sm text-soft">
          A plan from the clinic, letters, old diaries: plain text, Markdown or PDF, up to 5 MB. Only you and your coach
          can read them.
        </p>
        <input
          ref={input}
          type="file"
          accept=".txt,.md,.markdown,.pdf,text/plain,text/markdown,application/pdf"
          multiple
          hidden
          aria-label="Choose files"
          onChange={(event) => {
            void bringFiles([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <Button look="quiet" disabled={running !== null} onClick={() => input.current?.click()}>
          <Upload className="size-5" aria-hidden /> Choose files
        </Button>
        <details>
          <summary className={buttonStyle({ look: "plain", className: "-ml-4" })}>Paste a text instead</summary>
          <form
            className="space-y-3 pt-2"
            onSubmit={(event) => {
              event.preventDefault();
              void bringText(event.currentTarget);
            }}
          >
            <Field label="Title" name="title" required maxLength={200} />
            <label className="block space-y-1">
              <span className="font-semibold">Text</span>
              <textarea name="text" required rows={5} className={inputStyle} />
            </label>
            <Button type="submit" disabled={running !== null}>
              Import text
            </Button>
          </form>
        </details>
        {running ? <ImportProgress {...running} /> : null}
        {problem ? (
          <p role="alert" className="rounded-2xl border border-danger p-3">
            {problem}
          </p>
        ) : null}
      </div>
      <ul className="space-y-2">
        {files.map((file) => (
          <li key={file.id} className="flex items-center gap-3 rounded-2xl border border-line bg-card p-3">
            <FileText className="size-5 shrink-0 text-lamp" aria-hidden />
            <Link href={`/files/${file.id}`} className="min-w-0 flex-1 py-2">
              <span className="block truncate font-semibold">{file.name}</span>
              <span className="block text-sm text-soft">
                {size(file.bytes)} · {file.passages === 1 ? "1 passage" : `${file.passages} passages`}
              </span>
            </Link>
            <Confirm
              trigger={
                <Button look="plain" aria-label={`Delete ${file.name}`}>
                  Delete
                </Button>
              }
              title={`Delete “${file.name}”?`}
              text="The file and everything the coach knows from it is erased. This can't be undone."
              action="Delete"
              onConfirm={() => void remove(file)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ImportProgress({ name, progress, cancel }: Running) {
  return (
    <div className="space-y-2">
      <p aria-live="polite" className="truncate">
        {progress ? `Importing “${name}”` : `Reading “${name}” …`}
      </p>
      <div className="flex items-center gap-3">
        <progress
          aria-label={`Import of ${name}`}
          className="h-3 flex-1 accent-lamp"
          max={progress?.total ?? 1}
          {...(progress ? { value: progress.done } : {})}
        />
        <span className="w-14 text-right text-sm tabular-nums">
          {progress ? `${Math.floor((100 * progress.done) / progress.total)} %` : ""}
        </span>
        <Button look="plain" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
