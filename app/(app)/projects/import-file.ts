import type { ImportedFile } from "#lib/files/files.ts";
import { ApiFailure, speakingFor } from "../../ui/api.ts";
import { partsOf } from "../../ui/parts-of.ts";

export interface Progress {
  done: number;
  total: number;
}

/**
 * Sends a file and follows the lines that tell how far its import is.
 * @throws ApiFailure with words for the person; an AbortError when the person cancelled
 */
export async function importFile(
  body: FormData | { title: string; text: string; projectId?: string },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ImportedFile> {
  const form = body instanceof FormData;
  const response = await fetch("/api/documents", {
    method: "POST",
    signal,
    headers: { ...speakingFor(), ...(form ? {} : { "content-type": "application/json" }) },
    body: form ? body : JSON.stringify(body),
  }).catch((error) => {
    if (signal.aborted) throw error;
    throw new ApiFailure(0, "There is no connection. Nothing was imported; try again in a moment.");
  });
  if (!response.ok || !response.body) {
    const answer = await response.json().catch(() => null);
    throw new ApiFailure(response.status, answer?.error?.message ?? "That did not work. Nothing was imported.");
  }
  for await (const text of partsOf(response.body, "\n")) {
    const line = JSON.parse(text) as Line;
    if (line.error) throw new ApiFailure(500, `${line.error.message} Nothing was imported.`);
    if (line.file) return line.file;
    if (line.total !== undefined) onProgress({ done: line.done ?? 0, total: line.total });
  }
  throw new ApiFailure(0, "The connection broke off. Nothing was imported; try again in a moment.");
}

interface Line {
  done?: number;
  total?: number;
  file?: ImportedFile;
  error?: { message: string };
}
