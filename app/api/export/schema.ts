import { z } from "zod";

/** `json`, the default, is the document alone; `zip` packs it with a page to read. */
export const exportQuery = z.object({ format: z.enum(["json", "zip"]).optional() });
