import { shift, startOfDay } from "#lib/day.ts";

/** What the journal is narrowed to, as it stands in the page's address. Days (YYYY-MM-DD) are both included. */
export interface Filter {
  q?: string;
  kind?: string;
  tag?: string;
  mood?: string;
  project?: string;
  from?: string;
  to?: string;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** A whole day, YYYY-MM-DD: while its year is typed a field passes through 0002 and 0202. */
export const isDay = (text: string) => /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
const FORMS: Record<keyof Filter, (text: string) => boolean> = {
  q: (text) => text.trim() !== "" && text.length <= 500,
  kind: (text) => text === "check_in" || text === "note",
  tag: (text) => text !== "" && text.length <= 40,
  mood: (text) => /^[1-5]$/.test(text),
  project: (text) => UUID.test(text),
  from: isDay,
  to: isDay,
};
const NAMES = Object.keys(FORMS) as (keyof Filter)[];

/** The filter that an address names; what has the wrong form is as if it were not there. */
export function filterOf(get: (name: string) => string | null | undefined): Filter {
  const held = NAMES.map((name) => [name, get(name)] as const);
  return Object.fromEntries(held.filter(([name, value]) => value && FORMS[name](value)));
}

/** The page's address with this filter. */
export function addressOf(filter: Filter): string {
  const query = new URLSearchParams(NAMES.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []))).toString();
  return query ? `/journal?${query}` : "/journal";
}

/** The filter as GET /api/journal takes it: days become the moments at which they begin and end for the person. */
export function queryOf({ project, from, to, ...same }: Filter, timeZone: string): Record<string, string> {
  return {
    ...same,
    ...(project ? { projectId: project } : {}),
    ...(from ? { from: startOfDay(from, timeZone).toISOString() } : {}),
    ...(to ? { to: startOfDay(shift(to, 1), timeZone).toISOString() } : {}),
  };
}
