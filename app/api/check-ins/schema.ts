import { z } from "zod";
import { moment } from "#lib/moment.ts";
import { remembered } from "../memories/schema.ts";

const fields = {
  mood: z.int().min(1).max(5),
  energy: z.int().min(1).max(5).nullish(),
  sleepHours: z.number().min(0).max(24).nullish(),
  note: z.string().max(4000).nullish(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).optional(),
  happenedAt: moment.optional(),
};

/**
 * A new check-in. `id` lets a client send the same one twice, or put a deleted one back; `isSample` keeps one that is put
 * back a part of the sample month, with which it goes; `remembered` is what its deletion answered.
 */
export const checkInInput = z.strictObject({
  id: z.guid().optional(),
  isSample: z.boolean().optional(),
  remembered,
  ...fields,
});

export const checkInPatch = z
  .strictObject({ ...fields, mood: fields.mood.optional() })
  .refine((patch) => Object.keys(patch).length > 0, "nothing to change");

export const checkInQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
