import { authenticate } from "#lib/auth.ts";
import { NO_STORE } from "#lib/errors.ts";
import { exportOf, exportZip } from "#lib/export.ts";
import { readQuery, route } from "#lib/route.ts";
import { exportQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  const { format = "json" } = readQuery(request, exportQuery);
  const now = new Date();
  return new Response(await (format === "zip" ? exportZip : exportOf)(session, now), {
    headers: {
      ...NO_STORE,
      "Content-Type": format === "zip" ? "application/zip" : "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="nightlight-${now.toISOString().slice(0, 10)}.${format}"`,
    },
  });
});
