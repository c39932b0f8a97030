import { authenticate } from "#lib/auth.ts";
import { safetyOf } from "#lib/help-card.ts";
import { createNote, listNotes } from "#lib/notes.ts";
import { json, readBody, readQuery, route } from "#lib/route.ts";
import { noteInput, noteQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listNotes(session, readQuery(request, noteQuery)));
});

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const input = await readBody(request, noteInput);
  const { note, created } = await createNote(session, input);
  return json({ note, ...(await safetyOf(session, input.title, input.text)) }, created ? 201 : 200);
});
