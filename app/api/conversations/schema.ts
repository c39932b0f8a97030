import { z } from "zod";

export const conversationQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

export const conversationPatch = z.strictObject({ title: z.string().trim().min(1).max(200) });
