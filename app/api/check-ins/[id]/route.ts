import { authenticate } from "#lib/auth.ts";
import { deleteCheckIn, updateCheckIn } from "#lib/check-ins.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { checkInPatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const patch = await readBody(request, checkInPatch);
  return json({ checkIn: await updateCheckIn(session, pathId(params), patch) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ checkIn: await deleteCheckIn(session, pathId(params)) });
});
