import { authenticate } from "#lib/auth.ts";
import { json, route } from "#lib/route.ts";
import { loadSampleMonth, removeSampleMonth } from "#lib/sample-month.ts";

export const POST = route(async (request) =>
  json({ created: await loadSampleMonth(await authenticate(request)) }, 201),
);

export const DELETE = route(async (request) => json({ removed: await removeSampleMonth(await authenticate(request)) }));
