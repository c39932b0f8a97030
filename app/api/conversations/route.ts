import { authenticate } from "#lib/auth.ts";
import { listConversations } from "#lib/conversations.ts";
import { json, readQuery, route } from "#lib/route.ts";
import { conversationQuery } from "./schema.ts";

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listConversations(session, readQuery(request, conversationQuery)));
});
