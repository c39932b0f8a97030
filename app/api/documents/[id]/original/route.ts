import { authenticate } from "#lib/auth.ts";
import { NO_STORE } from "#lib/errors.ts";
import { originalOf } from "#lib/files/files.ts";
import { pathId, route } from "#lib/route.ts";

/** The file as it was imported. Always as a download: a browser shows or runs nothing of it on our pages. */
export const GET = route(async (request, params) => {
  const session = await authenticate(request);
  const { file, data } = await originalOf(session, pathId(params));
  return new Response(new Uint8Array(data), {
    headers: {
      ...NO_STORE,
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
      "X-Content-Type-Options": "nosniff",
    },
  });
});
