"use client";
import { Upload } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { ImportedFile } from "#lib/files/files.ts";
import { FILE_BYTES, FILE_TOO_LARGE } from "#lib/import-limits.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Field, inputStyle } from "../../ui/field.tsx";
import { FileList } from "./file-list.tsx";
import { importFile, type Progress } from "./import-file.ts";

interface Running {
  name: string;
  progress: Progress | null;
  cancel: () => void;
}

type Outcome = "imported" | "refused" | "cancelled";

/** Imported files, and the place to import more: by choosing, by dropping, by pasting a text. */
export function Files({ files: before, projectId }: { files: ImportedFile[]; projectId?: string }) {
  const [files, setFiles] = useState(before);
  const [running, setRunning] = useState<Running | null>(null);
  const [refused, setRefused] = useState<{ name: string; reason: string }[]>([]);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  // On a phone it comes below what is seen.
  useEffect(() => {
    if (refused.length > 0) alert.current?.scrollIntoView({ block: "nearest" });
  }, [refused]);

  async function bring(name: string, body: Parameters<typeof importFile>[0]): Promise<Outcome> {
    const abort = new AbortController();
    setRunning({ name, progress: null, cancel: () => abort.abort() });
    try {
      const onProgress = (progress: Progress) => setRunning((now) => now && { ...now, progress });
      const file = await importFile(body, onProgress, abort.signal);
      setFiles((now) => [file, ...now]);
      toast.success(`“${file.name}” is imported. The coach can use it now.`);
      return "imported";
    } catch (error) {
      if (abort.signal.aborted) return "cancelled";
      refuse(name, (error as Error).message);
      return "refused";
    } finally {
      setRunning(null);
    }
  }
  function refuse(name: string, reason: string) {
    setRefused((all) => [...all, { name, reason }]);
  }
  /** One after the other; one that can't be imported is named with its reason, and the next has its turn. */
  async function bringFiles(chosen: File[]) {
    setRefused([]);
    for (const [at, file] of chosen.entries()) {
      // Not sent at all: on a phone that would be minutes for nothing.
      if (file.size > FILE_BYTES) {
        refuse(file.name, FILE_TOO_LARGE);
        continue;
      }
      const form = new FormData();
      form.set("file", file);
      if (projectId) form.set("projectId", projectId);
      if ((await bring(file.name, form)) !== "cancelled") continue;
      const left = chosen.length - at - 1;
      const others = left === 1 ? "; 1 file after it was not begun" : `; ${left} files after it were not begun`;
      toast(`Cancelled. Nothing of “${file.name}” was kept${left > 0 ? others : ""}.`);
      return;
    }
  }
  async function bringText(form: HTMLFormElement) {
    const fields = new FormData(form);
    const [title, text] = [String(fields.get("title")), String(fields.get("text"))];
    setRefused([]);
    const outcome = await bring(title, { title, text, ...(projectId ? { projectId } : {}) });
    // What was pasted stays in the form until it is stored.
    if (outcome === "imported") form.reset();
    if (outcome === "cancelled") toast(`Cancelled. Nothing of “${title}” was kept.`);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!running) void bringFiles([...event.dataTransfer.files]);
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
          A plan from the clinic, letters, old diaries: plain text, Markdown or PDF, up to 5 MB each. Only you and your
          coach can read them.
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
        {refused.length > 0 ? (
          <div ref={alert} role="alert" className="scroll-mb-24 space-y-2 rounded-2xl border border-danger p-3">
            <p className="font-semibold">Not imported:</p>
            <ul className="space-y-2">
              {refused.map(({ name, reason }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and none changes its place
                <li key={at} className="break-words">
                  <span className="font-semibold">{name}:</span> {reason}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      <FileList files={files} onDelete={(gone) => setFiles((now) => now.filter(({ id }) => id !== gone))} />
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
