import { z } from "zod";

/**
 * One turn. `retryOf` names a stored question of the person's own: it is answered, not asked again, and with `anew`
 * its answer is replaced. `replaces` names the question that this one corrects: it goes, with all that came after it,
 * or with `ifLast` only while no question came after it.
 */
export const chatRequest = z
  .strictObject({
    conversationId: z.string().max(100).optional(),
    message: z.string().trim().min(1).max(2000),
    projectId: z.guid().optional(),
    retryOf: z.guid().optional(),
    anew: z.boolean().optional(),
    replaces: z.guid().optional(),
    ifLast: z.boolean().optional(),
    /** The person's clock, for the dates in the answer, until their profile names one. */
    timeZone: z.string().max(64).optional(),
  })
  .refine((turn) => !(turn.retryOf || turn.replaces) || turn.conversationId, "this needs its conversationId");
