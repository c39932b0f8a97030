import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IMPORT_BYTES } from "#lib/import-limits.ts";
import { createWorld, type Person, publicRelations, type World } from "#tests/leaks/world.ts";
import { signUp } from "#tests/stack/stack-process.ts";
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

type Line = { done?: number; total?: number; imported?: Record<string, number>; leftOut?: Record<string, number> };
type Journal = Record<string, Record<string, unknown>[]>;
const MADE_UP = "00000000-0000-4000-8000-000000000000";
const AT = "2026-10-03T05:10:00.123456+00:00";

const exportOf = async (token: string): Promise<Journal> =>
  (await send(routes, "GET", "/api/export", { token })).json();
async function bringBack(token: string, body: unknown): Promise<Line[]> {
  const response = await send(routes, "POST", "/api/import", { token, body });
  expect(response.status, await response.clone().text()).toBe(200);
  const text = await response.text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
async function newPerson(name: string): Promise<{ token: string; id: string }> {
  const client = await signUp(
    { url: world.stack.url, publishableKey: world.stack.secrets.publishableKey },
    `${name}@example.test`,
  );
  const { data } = await client.auth.getSession();
  return { token: data.session?.access_token as string, id: data.session?.user.id as string };
}
/** What belongs to the account and not to the journal: its address, when it was made, what it agreed to or reported. */
const journalOf = ({ exportedAt, email, consents, answer_reports, profiles, ...tables }: Journal) => tables;
const everythingOf = async (person: Person) =>
  Promise.all((await publicRelations(world)).map((relation) => world.stored(person, `public.${relation}`)));

/** Every place with rows of people, of the app, the queue and the auth server, that still names this person. */
async function placesNaming(id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname in ('public', 'private', 'auth') order by 1`.execute(world.root);
  const naming: string[] = [];
  for (const { name } of rows) {
    const { rows: found } =
      await sql`select from ${sql.raw(name)} t where strpos(to_jsonb(t)::text, ${id}) > 0 limit 1`.execute(world.root);
    if (found.length > 0) naming.push(name);
  }
  return naming;
}

describe("an export, brought back", () => {
  it("is the same journal in a new account, after the old one was deleted without a trace", async () => {
    const { owner } = world;
    await owner.client.from("notes").insert({ text: "Words about a long night with a cough. ".repeat(300) });
    const { data: piece } = await owner.client.from("documents").select("id").eq("chunk_index", 1).single();
    await owner.client
      .from("documents")
      .update({ muted: true })
      .eq("id", piece?.id as string);
    const many = Array.from({ length: 250 }, (_, night) => ({ mood: 3, note: `Night ${night}: up twice.` }));
    expect((await owner.client.from("check_ins").insert(many)).error).toBeNull();
    // One that the coach was told to forget must not come back.
    const { data: told } = await owner.client
      .from("documents")
      .select("id")
      .eq("content", "Night 7: up twice.")
      .single();
    await owner.client
      .from("documents")
      .delete()
      .eq("id", told?.id as string);
    const file = await exportOf(owner.token);
    expect(await placesNaming(owner.id)).toEqual(
      expect.arrayContaining(["notes", "documents", "private.embedding_queue", "auth.users", "auth.identities"]),
    );

    const gone = await send(routes, "DELETE", "/api/account", {
      token: owner.token,
      body: { password: "a long night", confirm: "delete my account" },
    });
    expect(gone.status).toBe(200);
    expect(await placesNaming(owner.id)).toEqual([]);

    const again = await newPerson("owner-again");
    const lines = await bringBack(again.token, file);
    const rows = Object.values(journalOf(file)).flat().length;
    expect(lines.length).toBeGreaterThan(5);
    const progress = lines.slice(0, -1);
    expect(progress.every(({ total }) => total === rows)).toBe(true);
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a! - b!));
    expect(progress.at(-1)).toEqual({ done: rows, total: rows });
    const counts = Object.fromEntries(Object.entries(journalOf(file)).map(([table, all]) => [table, all.length]));
    // A report is about an answer as it was given then; it is said that it has no place here.
    expect(lines.at(-1)).toEqual({ imported: { profiles: 1, ...counts }, leftOut: { answer_reports: 1 } });

    const back = await exportOf(again.token);
    expect(journalOf(back)).toEqual(journalOf(file));
    expect(back.profiles).toMatchObject([{ display_name: owner.canary }]);
    expect(await placesNaming(owner.id)).toEqual([]);

    // A second time it stores nothing.
    const once = await bringBack(again.token, file);
    expect(Object.values(once.at(-1)?.imported ?? {}).every((stored) => stored === 0)).toBe(true);
    expect(once.at(-1)?.leftOut).toEqual({ ...counts, answer_reports: 1 });
    expect(journalOf(await exportOf(again.token))).toEqual(journalOf(file));
  });

  it("becomes the importer's own with ids that others use, and touches nothing of theirs", async () => {
    const { stranger, third } = world;
    const before = await everythingOf(stranger);
    const file = await exportOf(stranger.token);
    const { token, id } = await newPerson("borrower");
    const owned = Object.fromEntries(
      Object.entries(file).map(([table, rows]) => [
        table,
        Array.isArray(rows) ? rows.map((row) => ({ ...row, user_id: third.id })) : rows,
      ]),
    );
    await bringBack(token, owned);
    expect(journalOf(await exportOf(token))).toEqual(journalOf(file));
    expect(await everythingOf(stranger)).toEqual(before);
    expect((await world.stored({ id }, "public.messages")).length).toBe(2);
    const thirds = await exportOf(third.token);
    expect(JSON.stringify(thirds)).not.toContain(stranger.canary);
  });

  it("takes a reference to what somebody else has for one to nothing", async () => {
    const { stranger } = world;
    const before = await everythingOf(stranger);
    const { token } = await newPerson("pointer");
    const times = { created_at: AT, updated_at: AT };
    const [note, question, answer, passage] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [
      string,
      string,
      string,
      string,
    ];
    const at = (rows: Record<string, unknown>) => bringBack(token, { exportedAt: AT, ...rows });
    const lines = await at({
      notes: [
        { id: note, text: "The lamp is still lit.", project_id: stranger.rows.projects, happened_at: AT, ...times },
      ],
      documents: [
        { id: passage, content: "of a foreign note", note_id: stranger.rows.notes, created_at: AT },
        {
          id: crypto.randomUUID(),
          content: "of a foreign check-in",
          check_in_id: stranger.rows.check_ins,
          created_at: AT,
        },
      ],
      messages: [
        { id: question, conversation_id: stranger.rows.conversations, role: "user", content: "?", created_at: AT },
        {
          id: answer,
          conversation_id: stranger.rows.conversations,
          role: "assistant",
          reply_to: stranger.rows.messages,
          content: "!",
          created_at: AT,
        },
      ],
      message_citations: [
        {
          id: crypto.randomUUID(),
          message_id: stranger.rows.messages,
          document_id: stranger.rows.documents,
          label: 1,
          similarity: 0.5,
        },
      ],
      letters: [{ name: "a table of a later version" }],
    });
    expect(lines.at(-1)).toMatchObject({
      imported: { notes: 1, documents: 0, messages: 0, message_citations: 0 },
      leftOut: { documents: 2, messages: 2, message_citations: 1, letters: 1 },
    });
    expect((await exportOf(token)).notes).toMatchObject([{ id: note, project_id: null }]);
    // The same for ids that nobody has.
    const made = await at({
      messages: [{ id: MADE_UP, conversation_id: MADE_UP, role: "user", content: "?", created_at: AT }],
    });
    expect(made.at(-1)).toMatchObject({ imported: { messages: 0 }, leftOut: { messages: 1 } });
    expect(await everythingOf(stranger)).toEqual(before);
  });

  it("keeps what the person has written since, and fills of the profile only what is empty", async () => {
    const { token } = await newPerson("keeper");
    const id = crypto.randomUUID();
    await send(routes, "PATCH", "/api/profile", { token, body: { displayName: "Mara" } });
    await send(routes, "POST", "/api/check-ins", { token, body: { id, mood: 4, note: "Kept." } });
    await bringBack(token, {
      exportedAt: AT,
      profiles: [{ display_name: "Somebody else", region: "DE", time_zone: "Mars/Olympus" }],
      check_ins: [{ id, mood: 1, note: "Older.", happened_at: AT, created_at: AT, updated_at: AT }],
    });
    const file = await exportOf(token);
    expect(file.check_ins).toMatchObject([{ id, mood: 4, note: "Kept." }]);
    expect(file.profiles).toMatchObject([{ display_name: "Mara", region: "DE", time_zone: "UTC" }]);
  });

  it("makes an entry searchable when the file says nothing of passages", async () => {
    const { token } = await newPerson("by-hand");
    const row = {
      id: crypto.randomUUID(),
      mood: 2,
      note: "The tortoise story again.",
      happened_at: AT,
      created_at: AT,
      updated_at: AT,
    };
    await bringBack(token, { exportedAt: AT, check_ins: [row] });
    expect((await exportOf(token)).documents).toMatchObject([{ content: row.note, check_in_id: row.id, muted: false }]);
  });

  it.each([
    ["no object", "[]", 400],
    ["no export", {}, 400],
    [
      "a mood of nine",
      { exportedAt: AT, check_ins: [{ id: MADE_UP, mood: 9, happened_at: AT, created_at: AT, updated_at: AT }] },
      400,
    ],
    ["an id that is none", { exportedAt: AT, projects: [{ id: "1", name: "x", created_at: AT, updated_at: AT }] }, 400],
    [
      "a time that is none",
      { exportedAt: AT, projects: [{ id: MADE_UP, name: "x", created_at: "soon", updated_at: AT }] },
      400,
    ],
    [
      "a NUL character",
      { exportedAt: AT, projects: [{ id: MADE_UP, name: "a\u0000b", created_at: AT, updated_at: AT }] },
      400,
    ],
    ["a file over the limit", { exportedAt: AT, more: "x".repeat(IMPORT_BYTES) }, 413],
  ])("is refused with %s, in words", async (_, body, status) => {
    const response = await send(routes, "POST", "/api/import", { token: world.third.token, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  it("says at the end what went wrong on the way, and is finished by the next try", async () => {
    const { token } = await newPerson("stumbler");
    const project = { id: crypto.randomUUID(), name: "Naps", created_at: AT, updated_at: AT };
    const bad = { id: crypto.randomUUID(), name: "x", created_at: "2026-02-30T05:00:00Z", updated_at: AT };
    const check = { id: crypto.randomUUID(), mood: 3, happened_at: bad.created_at, created_at: AT, updated_at: AT };
    const lines = (await bringBack(token, { exportedAt: AT, projects: [project], check_ins: [check] })) as any[];
    expect(lines.at(-1)).toMatchObject({ error: { code: "bad_request", message: expect.any(String) } });
    const fixed = await bringBack(token, {
      exportedAt: AT,
      projects: [project],
      check_ins: [{ ...check, happened_at: AT }],
    });
    expect(fixed.at(-1)).toMatchObject({ imported: { projects: 0, check_ins: 1 } });
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense"])
      expect((await send(routes, "POST", "/api/import", { token, body: { exportedAt: AT } })).status).toBe(401);
  });
});
