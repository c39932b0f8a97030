import { z } from "zod";

export const conversationQuery = z.object({
  /** Words in the title or in what was said. */
  q: z.string().trim().min(1).max(200).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

export const conversationPatch = z.strictObject({ title: z.string().trim().min(1).max(200) });
