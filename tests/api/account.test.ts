import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type Person, publicRelations, type World } from "#tests/leaks/world.ts";
import { type AppRoute, appRoutes, send } from "./app-routes.ts";

let world: World;
let routes: AppRoute[];
beforeAll(async () => {
  world = await createWorld();
  process.env.SUPABASE_URL = world.stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = world.stack.secrets.publishableKey;
  routes = await appRoutes();
});
afterAll(() => world.close());

const PASSWORD = "a long night";
const CONFIRMED = { password: PASSWORD, confirm: "delete my account" };
const remove = (body: unknown, who: { token?: string; cookie?: string; headers?: Record<string, string> }) =>
  send(routes, "DELETE", "/api/account", { ...who, body });

/** Tables of every schema in which a person's id or word stands, the system's own aside. */
async function tablesHolding({ id, canary }: Person): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1`.execute(
    world.root,
  );
  const holding: string[] = [];
  for (const { name } of rows) {
    const { rows: found } = await sql`select from ${sql.raw(name)} t
      where strpos(to_jsonb(t)::text, ${id}) > 0 or strpos(to_jsonb(t)::text, ${canary}) > 0 limit 1`.execute(
      world.root,
    );
    if (found.length > 0) holding.push(name);
  }
  return holding;
}
const everythingOf = async (person: Person) =>
  Promise.all((await publicRelations(world)).map((relation) => world.stored(person, `public.${relation}`)));

describe("DELETE /api/account", () => {
  it("refuses a wrong password and deletes nothing", async () => {
    const before = await everythingOf(world.owner);
    const response = await remove({ ...CONFIRMED, password: "a short night" }, world.owner);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: "wrong_password" } });
    expect(await everythingOf(world.owner)).toEqual(before);
  });

  it("takes nobody else's password for the person's own", async () => {
    const { data } = await world.stranger.client.auth.updateUser({ password: "a stranger's night" });
    expect(data.user?.id).toBe(world.stranger.id);
    expect((await remove({ ...CONFIRMED, password: "a stranger's night" }, world.owner)).status).toBe(403);
    expect((await everythingOf(world.owner)).flat().length).toBeGreaterThan(8);
  });

  it.each([
    ["no password", { confirm: CONFIRMED.confirm }],
    ["no confirmation", { password: PASSWORD }],
    ["another confirmation", { ...CONFIRMED, confirm: "Delete my account" }],
    ["whom to delete", { ...CONFIRMED, user_id: "00000000-0000-4000-8000-000000000000" }],
    ["no object", "delete my account"],
  ])("refuses %s", async (_, body) => {
    const response = await remove(body, world.owner);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "bad_request", message: expect.any(String) } });
    expect((await everythingOf(world.owner)).flat().length).toBeGreaterThan(8);
  });

  it("asks for a session", async () => {
    expect((await remove(CONFIRMED, {})).status).toBe(401);
    expect((await remove(CONFIRMED, { token: "nonsense" })).status).toBe(401);
  });

  it("leaves nothing of the person in any table, and everything of everybody else's", async () => {
    const { owner, stranger, third } = world;
    const others = async () => [await everythingOf(stranger), await everythingOf(third)];
    const before = await others();
    expect((await tablesHolding(owner)).length).toBeGreaterThanOrEqual(8);
    const response = await remove(CONFIRMED, { token: owner.token, cookie: "sb-other-auth-token=kept" });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toEqual({ deleted: true });
    // The cookie was not what the request was let in by, and may be another account's.
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await tablesHolding(owner)).toEqual([]);
    expect(await others()).toEqual(before);
    expect((await send(routes, "GET", "/api/check-ins", { token: owner.token })).status).not.toBe(500);
    expect(await tablesHolding(owner)).toEqual([]);
  });

  it("ends the session of the browser that asked, every part of its cookie", async () => {
    const { third } = world;
    const [project] = new URL(world.stack.url).hostname.split(".");
    const session = {
      access_token: third.token,
      refresh_token: "none",
      token_type: "bearer",
      expires_in: 3600,
      expires_at: Math.floor(Date.now() / 1000) + 3600,
      user: { id: third.id, aud: "authenticated", role: "authenticated" },
    };
    const value = `base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`;
    const name = `sb-${project}-auth-token`;
    const cookie = `theme=dark; ${name}.0=${value.slice(0, 500)}; ${name}.1=${value.slice(500)}`;
    const foreign = await remove(CONFIRMED, { cookie, headers: { "sec-fetch-site": "cross-site" } });
    expect(foreign.status).toBe(403);
    expect((await everythingOf(third)).flat().length).toBeGreaterThan(8);
    const response = await remove(CONFIRMED, { cookie });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([
      `${name}.0=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`,
      `${name}.1=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`,
    ]);
    expect(await tablesHolding(third)).toEqual([]);
  });
});
