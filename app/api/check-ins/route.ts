import { authenticate } from "#lib/auth.ts";
import { createCheckIn, listCheckIns } from "#lib/check-ins.ts";
import { safetyOf } from "#lib/help-card.ts";
import { json, readBody, readQuery, route } from "#lib/route.ts";
import { checkInInput, checkInQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listCheckIns(session, readQuery(request, checkInQuery)));
});

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const input = await readBody(request, checkInInput);
  const { checkIn, created } = await createCheckIn(session, input);
  return json({ checkIn, ...(await safetyOf(session, input.note, ...(input.tags ?? []))) }, created ? 201 : 200);
});
