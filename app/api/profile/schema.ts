import { z } from "zod";
import { LANGUAGES } from "../../messages/text.ts";

/** A zone by its name, as Postgres and browsers know it; "+02" is none: the two read its sign differently. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

export const profileFields = {
  displayName: z.string().trim().max(80).nullish(),
  timeZone: z.string().max(64).refine(isTimeZone, "no time zone that we know").optional(),
  /** The country, ISO 3166: "DE". Decides which numbers the help card shows. */
  region: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish(),
  language: z.enum(LANGUAGES).optional(),
};

/** `consent` records that the person agrees to the wording of today; when, says the database's clock. */
export const profilePatch = z
  .strictObject({ ...profileFields, consent: z.literal(true).optional() })
  .refine((patch) => Object.keys(patch).length > 0, "nothing to change");
