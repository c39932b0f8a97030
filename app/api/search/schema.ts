import { z } from "zod";

export const searchRequest = z.strictObject({
  query: z.string().trim().min(1).max(500),
  projectId: z.guid().optional(),
  limit: z.int().min(1).max(50).optional(),
});
