import { notFound } from "next/navigation";
import { ApiError } from "#lib/errors.ts";

/**
 * What an address asks for, or the page that says "not found": somebody else's thing, one that never was and what is
 * no id are the same 404.
 */
export async function found<Thing>(look: () => Promise<Thing>): Promise<Thing> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) notFound();
    throw error;
  }
}
