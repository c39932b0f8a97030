import { authenticate } from "#lib/auth.ts";
import { NO_STORE } from "#lib/errors.ts";
import { importJournal, linesOf } from "#lib/import.ts";
import { IMPORT_BYTES } from "#lib/import-limits.ts";
import { readBody, route } from "#lib/route.ts";
import { encoded, streamOf } from "#lib/stream.ts";
import { journalFile } from "./schema.ts";

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const file = await readBody(request, journalFile, IMPORT_BYTES);
  return new Response(await streamOf(encoded(linesOf(importJournal(session, file)))), {
    headers: { ...NO_STORE, "Content-Type": "application/x-ndjson; charset=utf-8" },
  });
});
