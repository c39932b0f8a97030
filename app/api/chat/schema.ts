import { z } from "zod";

/** One turn. `retryOf` names an unanswered question of the person's own: it is answered, not asked again. */
export const chatRequest = z
  .strictObject({
    conversationId: z.string().max(100).optional(),
    message: z.string().trim().min(1).max(2000),
    projectId: z.guid().optional(),
    retryOf: z.guid().optional(),
    /** The person's clock, for the dates in the answer, until their profile names one. */
    timeZone: z.string().max(64).optional(),
  })
  .refine((turn) => !turn.retryOf || turn.conversationId, "retryOf needs its conversationId");
