import { z } from "zod";

export const memoryQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** Whether passages are kept out of answers. */
export const memoryPatch = z.strictObject({ muted: z.boolean() });

/** What it takes to forget everything: the words typed out. */
export const memoryErasure = z.strictObject({ confirm: z.literal("forget everything") });
