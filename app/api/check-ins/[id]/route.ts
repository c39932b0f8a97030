import { authenticate } from "#lib/auth.ts";
import { deleteCheckIn, updateCheckIn } from "#lib/check-ins.ts";
import { safetyOf } from "#lib/help-card.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { checkInPatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const patch = await readBody(request, checkInPatch);
  const checkIn = await updateCheckIn(session, pathId(params), patch);
  return json({ checkIn, ...(await safetyOf(session, patch.note, ...(patch.tags ?? []))) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await deleteCheckIn(session, pathId(params)));
});
