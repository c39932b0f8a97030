import { authenticate } from "#lib/auth.ts";
import { privacyCheck } from "#lib/privacy-check.ts";
import { json, route } from "#lib/route.ts";

export const GET = route(async (request) => json(await privacyCheck(await authenticate(request))));
