import { z } from "zod";

/** What a link in a mail carries. Where it leads is fixed in the app; nothing of that is taken from the link. */
export const mailLink = z.object({
  token_hash: z.string().min(1).max(512),
  type: z.enum(["recovery", "email", "signup"]),
});
