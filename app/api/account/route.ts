import { deleteAccount } from "#lib/account.ts";
import { authenticate, cookieOptions } from "#lib/auth.ts";
import { json, readBody, route } from "#lib/route.ts";
import { accountDeletion } from "./schema.ts";

export const DELETE = route(async (request) => {
  const session = await authenticate(request);
  const { password } = await readBody(request, accountDeletion);
  await deleteAccount(session, password);
  const response = json({ deleted: true });
  for (const cookie of expiredSessionCookies(request)) response.headers.append("Set-Cookie", cookie);
  return response;
});

/** Ends the browser's session with the account; a client that came with a token has no cookie of ours. */
function expiredSessionCookies(request: Request): string[] {
  if (request.headers.has("authorization")) return [];
  const { path } = cookieOptions(false);
  return [...(request.headers.get("cookie") ?? "").matchAll(/(?:^|;\s*)(sb-[\w.-]+)=/g)].map(
    ([, name]) => `${name}=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Lax`,
  );
}
