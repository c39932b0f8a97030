import { authenticate } from "#lib/auth.ts";
import { createNote, listNotes } from "#lib/notes.ts";
import { json, readBody, readQuery, route } from "#lib/route.ts";
import { noteInput, noteQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listNotes(session, readQuery(request, noteQuery)));
});

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const { note, created } = await createNote(session, await readBody(request, noteInput));
  return json({ note }, created ? 201 : 200);
});
