import { authenticate } from "#lib/auth.ts";
import { listJournal } from "#lib/journal.ts";
import { json, readQuery, route } from "#lib/route.ts";
import { journalQuery } from "./schema.ts";

export const maxDuration = 30;

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listJournal(session, readQuery(request, journalQuery), request.signal));
});
