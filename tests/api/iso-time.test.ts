import { expect, it } from "vitest";
import { isoTime } from "#lib/route.ts";

it.each([
  ["2026-11-05T03:12:00.123456+00:00", "2026-11-05T03:12:00.123456Z"],
  ["2026-11-05 03:12:00+00", "2026-11-05T03:12:00Z"],
  ["2026-11-05T03:12:00.5Z", "2026-11-05T03:12:00.5Z"],
  // A database whose time zone is another: the last digits tell two rows of a page apart.
  ["2026-11-05T03:12:00.123456+02:00", "2026-11-05T01:12:00.123456Z"],
  ["2026-11-05 03:12:00.123456-09:30", "2026-11-05T12:42:00.123456Z"],
  ["2027-01-01T00:30:00.000001+0530", "2026-12-31T19:00:00.000001Z"],
])("%s as %s", (written, iso) => {
  expect(isoTime(written)).toBe(iso);
});
