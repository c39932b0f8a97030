import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Tables } from "#lib/database.types.ts";
import { ApiError, databaseError } from "#lib/errors.ts";
import { type Remembered, rememberedOf, rememberOnly } from "#lib/memories.ts";
import { isoTime } from "#lib/route.ts";
import { following, pageOf, theRow } from "#lib/rows.ts";
import type { checkInInput, checkInPatch } from "../app/api/check-ins/schema.ts";

/** A check-in as the API speaks of it; times are ISO in UTC, sleep is in hours. */
export interface CheckIn {
  id: string;
  mood: number;
  energy: number | null;
  sleepHours: number | null;
  note: string | null;
  tags: string[];
  happenedAt: string;
  isSample: boolean;
  createdAt: string;
  updatedAt: string;
}

function fromRow(row: Tables<"check_ins">): CheckIn {
  return {
    id: row.id,
    mood: row.mood,
    energy: row.energy,
    sleepHours: row.sleep_hours === null ? null : Number(row.sleep_hours),
    note: row.note,
    tags: row.tags,
    happenedAt: isoTime(row.happened_at),
    isSample: row.is_sample,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}

function toRow(input: z.infer<typeof checkInPatch>) {
  return {
    ...(input.mood === undefined ? {} : { mood: input.mood }),
    ...(input.energy === undefined ? {} : { energy: input.energy }),
    ...(input.sleepHours === undefined ? {} : { sleep_hours: input.sleepHours }),
    ...(input.note === undefined ? {} : { note: input.note }),
    ...(input.tags === undefined ? {} : { tags: input.tags }),
    ...(input.happenedAt === undefined ? {} : { happened_at: input.happenedAt }),
  };
}

/** The person's check-ins, newest first. `from` and `to` are ISO times, `to` exclusive. */
export async function listCheckIns(
  { supabase }: Session,
  options: {
    from?: string | undefined;
    to?: string | undefined;
    cursor?: string | undefined;
    limit?: number | undefined;
  } = {},
): Promise<{ checkIns: CheckIn[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  let query = supabase
    .from("check_ins")
    .select("*")
    .order("happened_at", { ascending: false })
    .order("id", { ascending: false });
  if (options.from) query = query.gte("happened_at", options.from);
  if (options.to) query = query.lt("happened_at", options.to);
  if (options.cursor) query = query.or(following("happened_at", options.cursor));
  const { data, error } = await query.limit(limit + 1);
  if (error) throw databaseError(error);
  const { items, nextCursor } = pageOf(data.map(fromRow), limit, (checkIn) => checkIn.happenedAt);
  return { checkIns: items, nextCursor };
}

/**
 * Stores a check-in. One that is sent again under its id is answered with what is stored: sent twice, kept once.
 * @throws ApiError 409 when something else is stored under this id
 */
export async function createCheckIn(
  session: Session,
  input: z.infer<typeof checkInInput>,
): Promise<{ checkIn: CheckIn; created: boolean }> {
  const stored = await storeCheckIn(session, input);
  if (input.remembered) await rememberOnly(session, "check_in_id", stored.checkIn.id, input.remembered);
  return stored;
}

async function storeCheckIn(session: Session, input: z.infer<typeof checkInInput>) {
  const row = {
    ...toRow(input),
    mood: input.mood,
    ...(input.id ? { id: input.id } : {}),
    ...(input.isSample ? { is_sample: true } : {}),
  };
  const { data, error } = await session.supabase.from("check_ins").insert(row).select().single();
  if (error?.code === "23505" && input.id) {
    const stored = await getCheckIn(session, input.id);
    if (!saysTheSame(stored, input))
      throw new ApiError(409, "conflict", "This check-in is stored already, with other words. Change it there.");
    return { checkIn: stored, created: false };
  }
  if (error) throw databaseError(error);
  return { checkIn: fromRow(data), created: true };
}

/** Whatever its time: one that had to wait on the device is sent again with another than the database gave it. */
function saysTheSame(stored: CheckIn, { mood, energy, sleepHours, note, tags }: z.infer<typeof checkInInput>): boolean {
  return (
    stored.mood === mood &&
    stored.energy === (energy ?? null) &&
    sameHours(stored.sleepHours, sleepHours ?? null) &&
    stored.note === (note ?? null) &&
    JSON.stringify(stored.tags) === JSON.stringify(tags ?? [])
  );
}

/** The database keeps hours to one decimal. */
const sameHours = (stored: number | null, sent: number | null) =>
  stored === null || sent === null ? stored === sent : Math.abs(stored - sent) < 0.051;

async function getCheckIn({ supabase }: Session, id: string): Promise<CheckIn> {
  return fromRow(theRow(await supabase.from("check_ins").select("*").eq("id", id).maybeSingle()));
}

/** @throws ApiError 404 when there is no such check-in of this person's. */
export async function updateCheckIn(
  { supabase }: Session,
  id: string,
  patch: z.infer<typeof checkInPatch>,
): Promise<CheckIn> {
  return fromRow(theRow(await supabase.from("check_ins").update(toRow(patch)).eq("id", id).select().maybeSingle()));
}

/** Removes a check-in with its passage and vector. @returns what was removed, so that it can be put back. */
export async function deleteCheckIn(
  session: Session,
  id: string,
): Promise<{ checkIn: CheckIn; remembered: Remembered[] }> {
  const remembered = await rememberedOf(session, "check_in_id", id);
  const removed = await session.supabase.from("check_ins").delete().eq("id", id).select().maybeSingle();
  return { checkIn: fromRow(theRow(removed)), remembered };
}
