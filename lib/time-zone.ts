import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";

/** The clock that the person lives by, as their profile names it; null while they have no profile. */
export async function timeZoneOf({ supabase }: Session): Promise<string | null> {
  const { data, error } = await supabase.from("profiles").select("time_zone").maybeSingle();
  if (error) throw databaseError(error);
  return data?.time_zone ?? null;
}
