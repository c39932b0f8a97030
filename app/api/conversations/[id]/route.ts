import { authenticate } from "#lib/auth.ts";
import { deleteConversation, getConversation, renameConversation } from "#lib/conversations.ts";
import { json, pathId, readBody, route } from "#lib/route.ts";
import { conversationPatch } from "../schema.ts";

export const GET = route(async (request, params) => {
  const session = await authenticate(request);
  return json(await getConversation(session, pathId(params)));
});

export const PATCH = route(async (request, params) => {
  const session = await authenticate(request);
  const { title } = await readBody(request, conversationPatch);
  return json({ conversation: await renameConversation(session, pathId(params), title) });
});

export const DELETE = route(async (request, params) => {
  const session = await authenticate(request);
  return json({ conversation: await deleteConversation(session, pathId(params)) });
});
