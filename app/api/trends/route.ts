import { authenticate } from "#lib/auth.ts";
import { json, readQuery, route } from "#lib/route.ts";
import { readTrends } from "#lib/trends.ts";
import { trendsQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json({ trends: await readTrends(session, readQuery(request, trendsQuery)) });
});
