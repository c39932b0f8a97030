import { authenticate } from "#lib/auth.ts";
import { createProject, listProjects } from "#lib/projects.ts";
import { json, readBody, readQuery, route } from "#lib/route.ts";
import { projectInput, projectQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listProjects(session, readQuery(request, projectQuery)));
});

export const POST = route(async (request) => {
  const session = await authenticate(request);
  const { project, created } = await createProject(session, await readBody(request, projectInput));
  return json({ project }, created ? 201 : 200);
});
