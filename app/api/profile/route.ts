import { authenticate } from "#lib/auth.ts";
import { getProfile, updateProfile } from "#lib/profile.ts";
import { json, readBody, route } from "#lib/route.ts";
import { profilePatch } from "./schema.ts";

export const GET = route(async (request) => json({ profile: await getProfile(await authenticate(request)) }));

export const PATCH = route(async (request) => {
  const session = await authenticate(request);
  return json({ profile: await updateProfile(session, await readBody(request, profilePatch)) });
});
