import { authenticate } from "#lib/auth.ts";
import { listMemories } from "#lib/memories.ts";
import { json, readQuery, route } from "#lib/route.ts";
import { memoryQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listMemories(session, readQuery(request, memoryQuery)));
});
