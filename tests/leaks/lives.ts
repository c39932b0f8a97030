import fc from "fast-check";
import { sql } from "kysely";
import { createModel } from "#lib/ai/model.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { tokenWith, type World } from "./world.ts";

const TOPICS = [
  "slept badly again",
  "fever at night",
  "shouted at him",
  "good day outside",
  "school meeting",
  "the same words",
] as const;
const TABLES = ["check_ins", "notes", "projects", "documents", "conversations", "messages"] as const;

/** Somebody to act as, with ids that they will choose for their rows. */
export interface Actor {
  id: string;
  token: string;
  /** Word in all of their texts. */
  word: string;
  /** Ids for rows, in rising order. Two actors with the same ones collide wherever a key forgets the person. */
  ids: string[];
}

/** One thing that somebody does; `id` and `project` are places in the actor's list of ids. */
export type Action =
  | { do: "check-in"; id: number; mood: number; topic: number | null; day: number }
  | { do: "note"; id: number; topic: number; project: number | null; day: number }
  | { do: "project"; id: number }
  | { do: "passage"; id: number; topic: number; project: number | null; day: number }
  | { do: "conversation"; id: number; project: number | null }
  | { do: "message"; id: number; conversation: number; topic: number }
  | { do: "edit"; table: (typeof TABLES)[number]; id: number | null; topic: number }
  | { do: "remove"; table: (typeof TABLES)[number]; id: number | null }
  | { do: "look"; table: (typeof TABLES)[number]; id: number | null }
  | { do: "search"; topic: number; count: number; threshold: number | null; project: number | null };

const id = fc.integer({ min: 0, max: 4 });
const maybeId = fc.option(id, { nil: null });
const topic = fc.integer({ min: 0, max: TOPICS.length - 1 });
const day = fc.integer({ min: 1, max: 28 });
const table = fc.constantFrom(...TABLES);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("check-in" as const),
      id,
      mood: fc.integer({ min: 1, max: 5 }),
      topic: fc.option(topic, { nil: null }),
      day,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("note" as const), id, topic, project: maybeId, day }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("project" as const), id }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("passage" as const), id, topic, project: maybeId, day }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("conversation" as const), id, project: maybeId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("message" as const), id, conversation: id, topic }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("edit" as const), table, id: maybeId, topic }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), table, id: maybeId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("look" as const), table, id: maybeId }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("search" as const),
      topic,
      count: fc.integer({ min: 1, max: 50 }),
      threshold: fc.option(fc.constantFrom(0.1, 0.3), { nil: null }),
      project: maybeId,
    }),
  },
);

/** A short life: what somebody writes, changes, deletes and looks up. */
export const life: fc.Arbitrary<Action[]> = fc.array(action, { minLength: 2, maxLength: 8 });

/** What everybody looks at in the end, whatever they did before. */
export const closingLook: Action[] = [
  ...TABLES.map((table) => ({ do: "look" as const, table, id: null })),
  ...[0, 1, 5].map((topic) => ({ do: "search" as const, topic, count: 5, threshold: null, project: null })),
];

/** How an action reaches the database. @returns all that the actor can observe of it. */
export type Way = (actor: Actor, action: Action, at: number) => Promise<unknown>;

const model = createModel({});
const vectors = new Map<string, string>();
export async function vectorOf(text: string): Promise<string> {
  if (!vectors.has(text)) vectors.set(text, JSON.stringify((await model.embed([text]))[0]));
  return vectors.get(text) as string;
}

/** Texts differ by the actor's word and the action's place, so that no two passages are equally near. */
export const textFor = (actor: Actor, topic: number, at: number) => `${TOPICS[topic]} ${at} ${actor.word}`;
export const questionAbout = (topic: number) => TOPICS[topic] as string;
const idOf = (actor: Actor, place: number | null) => (place === null ? null : (actor.ids[place] as string));
const dayOf = (day: number) => new Date(Date.UTC(2026, 9, day, 3)).toISOString();

/** An action on a table, in the columns' own names. */
export type TableAction =
  | { insert: string; row: Record<string, unknown> }
  | { update: string; set: Record<string, unknown>; id: string | null }
  | { delete: string; id: string | null }
  | { select: string; id: string | null }
  | { search: { query_embedding: string; match_count: number; match_threshold?: number; project?: string } };

const TEXT_COLUMN = {
  check_ins: "note",
  notes: "text",
  projects: "name",
  documents: "content",
  conversations: "title",
  messages: "content",
} as const;

export async function onTables(actor: Actor, action: Action, at: number): Promise<TableAction> {
  const text = (topic: number) => textFor(actor, topic, at);
  switch (action.do) {
    case "check-in":
      return {
        insert: "check_ins",
        row: {
          id: idOf(actor, action.id),
          mood: action.mood,
          note: action.topic === null ? null : text(action.topic),
          tags: action.topic === null ? [] : text(action.topic).split(" ").slice(0, 3),
          happened_at: dayOf(action.day),
        },
      };
    case "note":
      return {
        insert: "notes",
        row: {
          id: idOf(actor, action.id),
          text: text(action.topic),
          project_id: idOf(actor, action.project),
          happened_at: dayOf(action.day),
        },
      };
    case "project":
      return { insert: "projects", row: { id: idOf(actor, action.id), name: `project ${at}` } };
    case "passage":
      return {
        insert: "documents",
        row: {
          id: idOf(actor, action.id),
          content: text(action.topic),
          embedding: await vectorOf(text(action.topic)),
          project_id: idOf(actor, action.project),
          happened_at: dayOf(action.day),
        },
      };
    case "conversation":
      return {
        insert: "conversations",
        row: { id: idOf(actor, action.id), title: `talk ${at}`, project_id: idOf(actor, action.project) },
      };
    case "message":
      return {
        insert: "messages",
        row: {
          id: idOf(actor, action.id),
          conversation_id: idOf(actor, action.conversation),
          role: "user",
          content: text(action.topic),
        },
      };
    case "edit":
      return {
        update: action.table,
        set: { [TEXT_COLUMN[action.table]]: text(action.topic) },
        id: idOf(actor, action.id),
      };
    case "remove":
      return { delete: action.table, id: idOf(actor, action.id) };
    case "look":
      return { select: action.table, id: idOf(actor, action.id) };
    case "search": {
      const project = idOf(actor, action.project);
      return {
        search: {
          query_embedding: await vectorOf(questionAbout(action.topic)),
          match_count: action.count,
          ...(action.threshold === null ? {} : { match_threshold: action.threshold }),
          ...(project ? { project } : {}),
        },
      };
    }
  }
}

/** A new person without any row, and a token of theirs. */
export async function newActor(world: World, word: string, ids: string[]): Promise<Actor> {
  const id = crypto.randomUUID();
  await sql`insert into auth.users (id, email, aud, role, created_at, updated_at)
    values (${id}, ${`${id}@example.test`}, 'authenticated', 'authenticated', now(), now())`.execute(world.root);
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return { id, word, ids, token: await tokenWith(world, { sub: id, role: "authenticated", exp }) };
}

export async function forget(world: World, ...actors: Actor[]): Promise<void> {
  for (const { id } of actors) await sql`delete from auth.users where id = ${id}`.execute(world.root);
}

/** Ids in rising order that nobody has used yet. */
export function freshIds(): string[] {
  return [1, 2, 3, 4, 5].map((place) => `${place}${crypto.randomUUID().slice(1)}`);
}

/** Embeds what is pending, as the worker does. */
export async function embedAll(world: World): Promise<void> {
  const jobs = jobsOnStack(world.root);
  while ((await embedPending(jobs, model, { batch: 256 })).claimed > 0);
}

/**
 * Everything somebody observes while they act, and in the end. Ids are renamed by their first appearance and the
 * moments of the run alike, since both are new in every run; days that an action names stay.
 */
export async function traceOf(
  world: World,
  way: Way,
  actor: Actor,
  actions: Action[],
  meanwhile: (at: number) => Promise<void> = async () => {},
): Promise<string> {
  const seen: unknown[] = [];
  for (const [at, action] of actions.entries()) {
    await meanwhile(at);
    seen.push(await way(actor, action, at));
  }
  await embedAll(world);
  for (const [at, action] of closingLook.entries()) seen.push(await way(actor, action, 100 + at));
  return renamed(JSON.stringify(seen, null, 1));
}

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi;
const MOMENT = /(?!2026-10-)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?/g;

function renamed(text: string): string {
  const names = new Map<string, string>();
  return text
    .replace(MOMENT, "moment")
    .replace(/(messageId[\\":]+)\w+/g, "$1message")
    .replace(UUID, (id) => {
      if (!names.has(id)) names.set(id, `id${names.size}`);
      return names.get(id) as string;
    });
}

const withoutIds = (text: string) => text.replace(MOMENT, "").replace(UUID, "");
const byTextWithoutIds = (a: string, b: string) =>
  withoutIds(a) < withoutIds(b) ? -1 : withoutIds(a) > withoutIds(b) ? 1 : a < b ? -1 : 1;

/** Rows as text, without the numbers in a vector, in an order that does not hang on ids or moments. */
export function unordered(rows: object[] | null): string[] | null {
  const line = (row: object) =>
    JSON.stringify(row, (key, value) => (key === "embedding" || key === "code" ? String(value).length : value));
  return rows?.map(line).sort(byTextWithoutIds) ?? null;
}

/**
 * Passages in the order they came. Equally near ones, one after the other, come in the order of their ids, which are
 * drawn by lot and differ between two runs: here in the order of their text, and of those at the end, where the list
 * may have been cut between equals, no more than the text.
 */
export function asFound(rows: { similarity: number; content: string }[] | null): string[] | null {
  if (!rows) return null;
  const furthest = Math.min(...rows.map(({ similarity }) => similarity));
  const equals: (typeof rows)[] = [];
  for (const row of rows) {
    const last = equals.at(-1);
    if (last?.[0]?.similarity === row.similarity) last.push(row);
    else equals.push([row]);
  }
  return equals.flatMap((group) =>
    group
      .map((row) => JSON.stringify(row.similarity === furthest ? { similarity: furthest, content: row.content } : row))
      .sort(byTextWithoutIds),
  );
}
