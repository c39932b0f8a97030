import { z } from "zod";

/** What it takes to delete an account: the password again, and the words typed out. */
export const accountDeletion = z.strictObject({
  password: z.string().min(1).max(200),
  confirm: z.literal("delete my account"),
});
