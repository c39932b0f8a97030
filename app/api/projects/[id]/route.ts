import { authenticate } from "#lib/auth.ts";
import { deleteProject, renameProject } from "#lib/projects.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { projectPatch } from "../schema.ts";

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const { name } = await readBody(request, projectPatch);
  return json({ project: await renameProject(session, pathId(params), name) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ project: await deleteProject(session, pathId(params)) });
});
