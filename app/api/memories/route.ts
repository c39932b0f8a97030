import { authenticate } from "#lib/auth.ts";
import { forgetEverything, listMemories } from "#lib/memories.ts";
import { json, readBody, readQuery, route } from "#lib/route.ts";
import { memoryErasure, memoryQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listMemories(session, readQuery(request, memoryQuery)));
});

export const DELETE = route(async (request) => {
  const session = await authenticate(request);
  await readBody(request, memoryErasure);
  return json({ forgotten: await forgetEverything(session) });
});
