import { databaseError, notFound } from "#lib/errors.ts";
import { cursor } from "#lib/route.ts";

/** What supabase-js answers to a query for at most one row. */
type Answer<Row> = { data: Row; error: { code?: string; message?: string } | null };

/** The row that a request names. @throws ApiError 404 when there is no such row of this person's */
export function theRow<Row>({ data, error }: Answer<Row>): NonNullable<Row> {
  if (error) throw databaseError(error);
  if (!data) throw notFound();
  return data;
}

/** The filter for what follows a cursor in a list that is ordered by a time and by id, both descending. */
export function following(column: string, text: string): string {
  const { at, id } = cursor.read(text);
  return `${column}.lt."${at}",and(${column}.eq."${at}",id.lt.${id})`;
}

/** A page of a list that was asked for one item more than `limit`; a further one tells that there is a next page. */
export function pageOf<Item extends { id: string }>(
  found: Item[],
  limit: number,
  timeOf: (item: Item) => string,
): { items: Item[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? cursor.write(timeOf(last), last.id) : null };
}
