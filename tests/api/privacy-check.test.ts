import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrivacyCheck } from "#lib/privacy-check.ts";
import { POST as storeCheckIn } from "../../app/api/check-ins/route.ts";
import { GET as check } from "../../app/api/privacy-check/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let robin: Caller;
let kim: Caller;
beforeAll(async () => {
  api = await startApi();
  robin = await api.person("robin");
  kim = await api.person("kim");
  await robin.call(storeCheckIn, "POST", { mood: 2, note: "Up at three again." });
  await robin.call(storeCheckIn, "POST", { mood: 4, note: "A walk before breakfast." });
  await kim.call(storeCheckIn, "POST", { mood: 3, note: "An ordinary day." });
  await api.embedAll();
});
afterAll(() => api.stack.close());

const answerOf = async (person: Caller) => (await (await person.call(check, "GET")).json()) as PrivacyCheck;
const place = ({ places }: PrivacyCheck, name: string) => places.find((one) => one.name === name);

/** The answer to Robin while this stands in the database. */
async function answerWith(plant: string, undo: string): Promise<PrivacyCheck> {
  await api.stack.database.execute(plant);
  try {
    return await answerOf(robin);
  } finally {
    await api.stack.database.execute(undo);
  }
}

describe("the check of one's own account", () => {
  it("counts what the session can see, all of it its own", async () => {
    const answer = await answerOf(robin);
    expect(answer.allOwn).toBe(true);
    expect(place(answer, "check_ins")).toEqual({ name: "check_ins", visible: 2, own: 2 });
    expect(place(answer, "documents")).toEqual({ name: "documents", visible: 2, own: 2 });
    expect(place(answer, "match_documents()")).toEqual({ name: "match_documents()", visible: 2, own: 2 });
    expect(place(await answerOf(kim), "check_ins")).toEqual({ name: "check_ins", visible: 1, own: 1 });
  });

  it("names every table that the Data API serves to signed-in people", async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_catalog.pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      and has_any_column_privilege('authenticated', oid, 'select') order by 1`.execute(
      api.stack.database.connection.kysely,
    );
    const { places } = await answerOf(robin);
    expect(rows.length).toBeGreaterThan(7);
    expect(places.map(({ name }) => name).filter((name) => !name.endsWith(")"))).toEqual(rows.map(({ name }) => name));
  });

  it.each([
    [
      "an open policy",
      "check_ins",
      "create policy leak on public.check_ins for select to authenticated using (true)",
      "drop policy leak on public.check_ins",
    ],
    [
      "row level security switched off",
      "documents",
      "alter table public.documents disable row level security",
      "alter table public.documents enable row level security",
    ],
    [
      "a view with its owner's rights",
      "everybody",
      "create view public.everybody as select * from public.check_ins; grant select on public.everybody to authenticated",
      "drop view public.everybody",
    ],
    [
      "a copy without an owner",
      "copies",
      "create table public.copies as select note from public.check_ins; grant select on public.copies to authenticated",
      "drop table public.copies",
    ],
    [
      "a search with its owner's rights",
      "match_documents()",
      "alter function public.match_documents security definer",
      "alter function public.match_documents security invoker",
    ],
  ])("turns red with %s", async (_, name, plant, undo) => {
    const answer = await answerWith(plant, undo);
    expect(answer.allOwn).toBe(false);
    const red = answer.places.filter(({ visible, own }) => visible !== own).map((one) => one.name);
    expect(red).toContain(name);
    expect((await answerOf(robin)).allOwn).toBe(true);
  });

  it("is for signed-in people alone, and never kept by a cache", async () => {
    const answer = await caller("").call(check, "GET");
    expect(answer.status).toBe(401);
    expect((await robin.call(check, "GET")).headers.get("cache-control")).toBe("private, no-store");
  });
});
