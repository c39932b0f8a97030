import { authenticate } from "#lib/auth.ts";
import { deleteFile, getFile, updateFile } from "#lib/files/files.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { documentPatch } from "../schema.ts";

export const GET = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await getFile(session, pathId(params)));
});

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const patch = await readBody(request, documentPatch);
  return json({ file: await updateFile(session, pathId(params), patch) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ file: await deleteFile(session, pathId(params)) });
});
