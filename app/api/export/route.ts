import { authenticate } from "#lib/auth.ts";
import { NO_STORE } from "#lib/errors.ts";
import { exportOf } from "#lib/export.ts";
import { route } from "#lib/route.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  const now = new Date();
  return new Response(await exportOf(session, now), {
    headers: {
      ...NO_STORE,
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="nightlight-${now.toISOString().slice(0, 10)}.json"`,
    },
  });
});
