/** How a moment is written on a person's clock; a zone that is not known counts as UTC. */
export function timeFormat(
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale = "en-GB",
): (iso: string) => string {
  const format = (zone: string) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  let known: Intl.DateTimeFormat;
  try {
    known = format(timeZone);
  } catch {
    known = format("UTC");
  }
  return (iso) => known.format(new Date(iso));
}
