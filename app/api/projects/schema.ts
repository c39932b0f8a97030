import { z } from "zod";

const name = z.string().trim().min(1).max(120);

/** A new project. `id` lets a client send the same one twice, or put a deleted one back. */
export const projectInput = z.strictObject({ id: z.guid().optional(), name });

export const projectPatch = z.strictObject({ name });

export const projectQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
