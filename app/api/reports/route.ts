import { authenticate } from "#lib/auth.ts";
import { reportAnswer } from "#lib/reports.ts";
import { json, readBody, route } from "#lib/route.ts";
import { reportInput } from "./schema.ts";

export const POST = route(async (request) => {
  const session = await authenticate(request);
  return json({ report: await reportAnswer(session, await readBody(request, reportInput)) }, 201);
});
