import { z } from "zod";
import { SPANS } from "#lib/trends.ts";

export const trendsQuery = z.object({
  span: z.enum(SPANS).optional(),
  /** The month at a glance; the present one when left out. */
  month: z
    .string()
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/)
    .optional(),
});
