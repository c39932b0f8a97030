import { z } from "zod";

/**
 * Whether a time lies in the years that Postgres and JavaScript write alike, 1 to 9998 in UTC. Beyond them a database
 * says "0001-12-31 BC", which no client reads; the last year is left out since a time may be rounded into the next.
 */
export function isWritable(time: string): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= 1 && year <= 9998;
}

/** When something happened: ISO 8601 with its offset. */
export const moment = z.iso.datetime({ offset: true }).refine(isWritable, "out of range");
