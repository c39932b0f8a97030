import { authenticate } from "#lib/auth.ts";
import { safetyOf } from "#lib/help-card.ts";
import { deleteNote, updateNote } from "#lib/notes.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { notePatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const patch = await readBody(request, notePatch);
  const note = await updateNote(session, pathId(params), patch);
  return json({ note, ...(await safetyOf(session, patch.title, patch.text)) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await deleteNote(session, pathId(params)));
});
