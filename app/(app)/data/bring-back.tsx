"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { ImportProgress, ImportResult } from "#lib/import.ts";
import { text } from "../../messages/text.ts";
import { speakingFor } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { partsOf } from "../../ui/parts-of.ts";
import { journalIn, UnfitFile } from "./journal-in.ts";

type State =
  | { step: "idle" | "reading" }
  | ({ step: "storing" } & ImportProgress)
  | { step: "done"; words: string }
  | { step: "failed"; words: string };
type Line = ImportProgress | ImportResult | { error: { message: string } };

/** What an import brought, in words; tables that say nothing to a person are left out. */
const TOLD = ["check_ins", "notes", "files", "projects", "conversations", "messages", "documents"] as const;

/** Brings an exported journal back. The chosen file stays chosen, so that a second try is one tap. */
export function BringBack() {
  const router = useRouter();
  const [state, setState] = useState<State>({ step: "idle" });
  const busy = state.step === "reading" || state.step === "storing";

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get("file");
    if (busy) return;
    if (!(file instanceof File) || file.size === 0) return setState({ step: "failed", words: text("back.choose") });
    setState({ step: "reading" });
    try {
      const body = await journalIn(file);
      for await (const line of linesFrom(body)) {
        if ("error" in line) throw new UnfitFile(line.error.message);
        if ("imported" in line) {
          setState({ step: "done", words: told(line) });
          // The profile may have come along.
          router.refresh();
        } else setState({ step: "storing", ...line });
      }
      setState((last) => (last.step === "done" ? last : { step: "failed", words: text("back.broke-off") }));
    } catch (error) {
      setState({ step: "failed", words: error instanceof UnfitFile ? error.message : text("back.broke-off") });
    }
  }

  return (
    <form onSubmit={start} className="space-y-3">
      <Field
        label={text("back.file")}
        name="file"
        type="file"
        accept=".zip,.json,application/zip,application/json"
        className="file:mr-3 file:min-h-11 file:rounded-xl file:border-0 file:bg-glow file:px-3 file:font-semibold file:text-ink"
      />
      <Button type="submit" look="quiet" disabled={busy}>
        {text("back.start")}
      </Button>
      {state.step === "storing" ? (
        <progress
          aria-label={text("back.start")}
          className="block h-3 w-full accent-[var(--lamp)]"
          value={state.done}
          max={Math.max(state.total, 1)}
        />
      ) : null}
      <p role="status">
        {state.step === "reading" ? text("back.reading") : null}
        {state.step === "storing" ? text("back.progress", { done: state.done, total: state.total }) : null}
        {state.step === "done" ? state.words : null}
      </p>
      {state.step === "failed" ? (
        <p role="alert" className="text-danger">
          {state.words}
        </p>
      ) : null}
    </form>
  );
}

/** Sends the document and reads the answer line by line. @throws UnfitFile when it is refused as a whole */
async function* linesFrom(body: string): AsyncGenerator<Line, void, void> {
  const response = await fetch("/api/import", {
    method: "POST",
    headers: { ...speakingFor(), "content-type": "application/json" },
    body,
  });
  if (response.status === 400) throw new UnfitFile(text("back.not-ours"));
  if (response.status === 413) throw new UnfitFile(text("back.too-large"));
  if (!response.ok || !response.body) {
    const answer = (await response.json().catch(() => null)) as { error?: { message: string } } | null;
    throw new UnfitFile(answer?.error?.message ?? text("data.failed"));
  }
  for await (const line of partsOf(response.body, "\n")) yield JSON.parse(line) as Line;
}

function told({ imported, leftOut }: ImportResult): string {
  const brought = TOLD.filter((table) => imported[table]).map((table) =>
    text(`back.${table}`, { count: imported[table] as number }),
  );
  const count = Object.values(leftOut).reduce((sum, rows) => sum + rows, 0);
  if (brought.length === 0 && count > 0) return text("back.nothing");
  const done = text("back.done", { what: brought.join(", ") || "0" });
  return count > 0 ? `${done} ${text("back.left-out", { count })}` : done;
}
