import { authenticate } from "#lib/auth.ts";
import { retrieve } from "#lib/retrieve.ts";
import { json, readBody, route } from "#lib/route.ts";
import { searchRequest } from "./schema.ts";

export const maxDuration = 30;

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const { query, projectId, limit } = await readBody(request, searchRequest);
  return json({ matches: await retrieve(session, query, { projectId, limit, signal: request.signal }) });
});
