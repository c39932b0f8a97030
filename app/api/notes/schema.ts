import { z } from "zod";
import { moment } from "#lib/moment.ts";
import { remembered } from "../memories/schema.ts";

const fields = {
  title: z.string().max(200).nullish(),
  text: z.string().max(20_000).regex(/\S/, "nothing is written here"),
  projectId: z.guid().nullish(),
  happenedAt: moment.optional(),
};

/** A new note. `id` lets a client send the same one twice, or put a deleted one back with what its deletion answered. */
export const noteInput = z.strictObject({ id: z.guid().optional(), remembered, ...fields });

export const notePatch = z
  .strictObject({ ...fields, text: fields.text.optional() })
  .refine((patch) => Object.keys(patch).length > 0, "nothing to change");

export const noteQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  projectId: z.guid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
