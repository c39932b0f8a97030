import { authenticate } from "#lib/auth.ts";
import { deleteNote, updateNote } from "#lib/notes.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { notePatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const patch = await readBody(request, notePatch);
  return json({ note: await updateNote(session, pathId(params), patch) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ note: await deleteNote(session, pathId(params)) });
});
