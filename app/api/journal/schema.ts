import { z } from "zod";

/** What a journal can be narrowed to; `to` is exclusive. A mood or a tag is a check-in's, a project a note's. */
export const journalQuery = z.object({
  q: z.string().trim().max(500).optional(),
  tag: z.string().trim().max(40).optional(),
  mood: z.coerce.number().int().min(1).max(5).optional(),
  kind: z.enum(["check_in", "note"]).optional(),
  projectId: z.guid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
