import { authenticate } from "#lib/auth.ts";
import { forgetMemory } from "#lib/memories.ts";
import { json, pathId, route } from "#lib/route.ts";

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await forgetMemory(session, pathId(params)));
});
