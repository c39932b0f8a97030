import { authenticate } from "#lib/auth.ts";
import { forgetMemory, muteMemory } from "#lib/memories.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { memoryPatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const { muted } = await readBody(request, memoryPatch);
  return json({ memory: await muteMemory(session, pathId(params), muted) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await forgetMemory(session, pathId(params)));
});
