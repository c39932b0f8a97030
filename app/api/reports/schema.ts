import { z } from "zod";

/** What can be wrong with an answer, as the database knows it. */
export const REPORT_REASONS = ["untrue", "harmful", "unkind", "other"] as const;

/** A report of an answer. `mayRead` lets the team read that answer; without it they see the reason counted. */
export const reportInput = z.strictObject({
  messageId: z.guid(),
  reason: z.enum(REPORT_REASONS),
  comment: z.string().trim().max(500).optional(),
  mayRead: z.boolean().optional(),
});
