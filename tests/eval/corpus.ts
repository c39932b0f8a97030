import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { z } from "zod";

const entry = z.object({
  id: z.string(),
  kind: z.enum(["check_in", "note"]),
  happenedAt: z.string(),
  mood: z.number().nullable(),
  energy: z.number().nullable(),
  sleepHours: z.number().nullable(),
  title: z.string().nullable(),
  text: z.string().nullable(),
  tags: z.array(z.string()).nullish(),
});
const question = z.object({
  id: z.string(),
  type: z.enum(["fact", "time", "negation", "near-miss", "number", "feeling", "unanswerable"]),
  question: z.string(),
  relevant: z.array(z.string()),
  note: z.string(),
  from: z.string().nullish(),
  to: z.string().nullish(),
});
const journal = z.object({
  person: z.object({ slug: z.string(), name: z.string(), about: z.string() }),
  entries: z.array(entry),
  questions: z.array(question),
});
/** One invented person's journal with the questions asked of it (corpus/README.md). */
export type Journal = z.infer<typeof journal>;
export type Question = z.infer<typeof question>;

/** The moment at which every question is asked. */
export const NOW = new Date("2026-11-20T21:00:00Z");
/** Journals that rules were never tuned on: their figures are the ones to believe. */
export const HELD_OUT = ["devon", "noor", "priya"];

export function readJournals(): Journal[] {
  const folder = join(import.meta.dirname, "corpus");
  return globSync("*.json", { cwd: folder })
    .sort()
    .map((file) => journal.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))));
}

/** Stores a journal as its owner's check-ins and notes. @returns each entry's id by its source's id in the database */
// biome-ignore lint/suspicious/noExplicitAny: the tests speak SQL; there is no Kysely schema
export async function storeJournal(
  root: Kysely<any>,
  userId: string,
  { entries }: Journal,
): Promise<Map<string, string>> {
  const byRow = new Map<string, string>();
  for (const { id, kind, happenedAt, mood, energy, sleepHours, title, text, tags } of entries) {
    const { rows } =
      kind === "check_in"
        ? await sql<{
            id: string;
          }>`insert into public.check_ins (user_id, mood, energy, sleep_hours, note, tags, happened_at)
            values (${userId}, ${mood}, ${energy}, ${sleepHours}, ${text || null}, ${tags ?? []}::text[], ${happenedAt}) returning id`.execute(
            root,
          )
        : await sql<{ id: string }>`insert into public.notes (user_id, title, text, happened_at)
            values (${userId}, ${title}, ${text}, ${happenedAt}) returning id`.execute(root);
    byRow.set(rows[0]?.id as string, id);
  }
  return byRow;
}
