import { z } from "zod";

const name = z.string().trim().min(1).max(200);

/** A text that was pasted; a file comes as multipart/form-data with `file` and, if wanted, `projectId`. */
export const documentInput = z.strictObject({
  title: name,
  text: z.string().regex(/\S/, "nothing is written here"),
  projectId: z.guid().optional(),
});

export const documentPatch = z
  .strictObject({ name: name.optional(), projectId: z.guid().nullish() })
  .refine((patch) => Object.keys(patch).length > 0, "nothing to change");

export const documentQuery = z.object({
  projectId: z.guid().optional(),
  withoutProject: z.stringbool().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
