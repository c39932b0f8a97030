import { z } from "zod";

export const memoryQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** Whether passages are kept out of answers. */
/** Which passages of an entry the coach has, and which of them it leaves aside: an entry that is put back gets no others. */
export const remembered = z
  .array(z.strictObject({ place: z.int().min(0).max(10_000), muted: z.boolean() }))
  .max(1000)
  .optional();

export const memoryPatch = z.strictObject({ muted: z.boolean() });

/** What it takes to forget everything: the words typed out. */
export const memoryErasure = z.strictObject({ confirm: z.literal("forget everything") });
