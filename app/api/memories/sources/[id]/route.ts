import { authenticate } from "#lib/auth.ts";
import { forgetSource, muteSource } from "#lib/memories.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { memoryPatch } from "../../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const { muted } = await readBody(request, memoryPatch);
  return json({ muted, passages: await muteSource(session, pathId(params), muted) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ forgotten: await forgetSource(session, pathId(params)) });
});
