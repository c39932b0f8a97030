"use client";
import { type MouseEvent, useState } from "react";
import { text } from "../../messages/text.ts";
import { speakingFor } from "../../ui/api.ts";
import { buttonStyle } from "../../ui/button.tsx";
import { size } from "../../ui/size.ts";

const ZIP = "/api/export?format=zip";

/** Downloads the export and tells how far it is. Without a script the same link downloads it plainly. */
export function TakeAlong() {
  const [state, setState] = useState<{ words: string; failed?: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  async function download(event: MouseEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const response = await fetch(ZIP, { headers: speakingFor() });
      if (!response.ok || !response.body) throw new Error("no export");
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let bytes = 0;
      const reader = response.body.getReader();
      for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
        pieces.push(value);
        bytes += value.length;
        setState({ words: text("take.progress", { size: size(bytes) }) });
      }
      const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
      keep(new Blob(pieces, { type: "application/zip" }), name ?? "nightlight.zip");
      setState({ words: text("take.done", { size: size(bytes) }) });
    } catch {
      setState({ words: text("take.failed"), failed: true });
    }
    setBusy(false);
  }

  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <a href={ZIP} download className={buttonStyle({ className: "w-full sm:w-auto" })} onClick={download}>
          {text("take.zip")}
        </a>
        <a href="/api/export" download className={buttonStyle({ look: "plain" })}>
          {text("take.json")}
        </a>
      </div>
      <p role="status" className={state?.failed ? "text-danger" : "text-soft"}>
        {state?.words}
      </p>
    </div>
  );
}

/** Hands a file to the browser's downloads. */
function keep(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Not at once: some browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
