import { authenticate } from "#lib/auth.ts";
import { takeFromQuota } from "#lib/quota.ts";
import { retrieve } from "#lib/retrieve.ts";
import { json, readBody, route } from "#lib/route.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { searchRequest } from "./schema.ts";

export const maxDuration = 30;

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const { query, projectId, limit } = await readBody(request, searchRequest);
  await takeFromQuota(session, "search");
  // "Yesterday" is the person's own.
  const timeZone = (await timeZoneOf(session)) ?? undefined;
  return json({ matches: await retrieve(session, query, { projectId, limit, timeZone, signal: request.signal }) });
});
