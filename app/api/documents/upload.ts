import { z } from "zod";
import { ApiError } from "#lib/errors.ts";
import type { Upload } from "#lib/files/files.ts";
import { FILE_BYTES, FILE_TOO_LARGE } from "#lib/import-limits.ts";
import { limitedBody, readBody } from "#lib/route.ts";
import { documentInput } from "./schema.ts";

/** What a form adds around a file, and JSON around a text with every character escaped. */
const ROOM = 64 * 1024;

const tooLarge = () => new ApiError(413, "too_large", FILE_TOO_LARGE);

const MEDIA_TYPES: Record<string, Upload["mediaType"]> = {
  txt: "text/plain",
  text: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  pdf: "application/pdf",
};

/** What a request brings: a form with a file, or JSON with a text. @throws ApiError 400, 413, 415 */
export async function readUpload(request: Request): Promise<Upload> {
  return uploadIn(request).catch((error) => {
    // A body that is given up at its limit speaks of the request; what is too large for the person is their file.
    throw error instanceof ApiError && error.status === 413 ? tooLarge() : error;
  });
}

async function uploadIn(request: Request): Promise<Upload> {
  if (!/^multipart\/form-data\b/i.test(request.headers.get("content-type") ?? "")) {
    const { title, text, projectId } = await readBody(request, documentInput, FILE_BYTES + ROOM);
    return within({ name: title, mediaType: "text/markdown", data: new TextEncoder().encode(text), projectId });
  }
  const bytes = await limitedBody(request, FILE_BYTES + ROOM);
  const headers = { "content-type": request.headers.get("content-type") as string };
  const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => {
    throw new ApiError(400, "bad_request", "The form can't be read.");
  });
  const file = form.get("file");
  if (!(file instanceof File)) throw new ApiError(400, "bad_request", "file: missing");
  const projectId = form.get("projectId");
  if (projectId !== null && !z.guid().safeParse(projectId).success)
    throw new ApiError(400, "bad_request", "projectId: not an id");
  return within({
    name: nameOf(file),
    mediaType: mediaTypeOf(file),
    data: new Uint8Array(await file.arrayBuffer()),
    ...(projectId === null ? {} : { projectId: projectId as string }),
  });
}

function within(upload: Upload): Upload {
  if (upload.data.byteLength === 0) throw new ApiError(422, "empty", "There is no text in this file.");
  if (upload.data.byteLength > FILE_BYTES) throw tooLarge();
  return upload;
}

/** A file's own name, without folders and without characters that no name should have. */
function nameOf({ name }: File): string {
  const base = name
    .split(/[\\/]/)
    .at(-1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    ?.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "")
    .toWellFormed()
    .trim();
  return base?.slice(0, 200).toWellFormed() || "Untitled";
}

/** By the ending: what a browser says of Markdown differs from one to the next. */
function mediaTypeOf({ name }: File): Upload["mediaType"] {
  const type = MEDIA_TYPES[name.split(".").at(-1)?.toLowerCase() ?? ""];
  if (type) return type;
  throw new ApiError(
    415,
    "unsupported_media_type",
    "Nightlight reads plain text (.txt), Markdown (.md) and PDF files.",
  );
}
