import { describe, expect, it } from "vitest";
import { dateIn, localTime, momentAt, shift, startOfDay } from "#lib/day.ts";

const iso = (at: Date) => at.toISOString();

describe("the person's own clock", () => {
  it("tells the day and the time of a moment", () => {
    expect(dateIn("2026-11-20T23:30:00Z", "Europe/Berlin")).toBe("2026-11-21");
    expect(localTime("2026-11-20T23:30:00Z", "Europe/Berlin")).toBe("2026-11-21T00:30");
    expect(localTime("2026-07-20T23:30:59.123456Z", "America/New_York")).toBe("2026-07-20T19:30");
  });

  it("tells the moment of a time, on both sides of a clock change", () => {
    expect(iso(momentAt("2026-11-21T00:30", "Europe/Berlin"))).toBe("2026-11-20T23:30:00.000Z");
    expect(iso(momentAt("2026-03-29T01:59", "Europe/Berlin"))).toBe("2026-03-29T00:59:00.000Z");
    expect(iso(momentAt("2026-03-29T03:00", "Europe/Berlin"))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(startOfDay("2026-10-25", "Europe/Berlin"))).toBe("2026-10-24T22:00:00.000Z");
    expect(iso(startOfDay(shift("2026-10-25", 1), "Europe/Berlin"))).toBe("2026-10-25T23:00:00.000Z");
  });

  it.each([
    ["2026-03-29", "Atlantic/Azores", "2026-03-29T01:00:00.000Z"],
    ["2026-03-08", "America/Havana", "2026-03-08T05:00:00.000Z"],
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
  ])("begins %s in %s, which has no midnight, when its clock jumps ahead", (day, zone, expected) => {
    expect(iso(startOfDay(day, zone))).toBe(expected);
    expect(localTime(expected, zone)).toBe(`${day}T01:00`);
  });

  it("reads a year of the first century as what it is", () => {
    expect(localTime("0050-06-01T12:00:00Z", "UTC")).toBe("0050-06-01T12:00");
    expect(iso(momentAt("0050-06-01T12:00", "UTC"))).toBe("0050-06-01T12:00:00.000Z");
  });

  it("gives back the minute it was given", () => {
    for (const zone of ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"])
      for (const local of ["2026-01-01T00:00", "2026-06-30T23:59", "2024-02-29T12:34"])
        expect(localTime(iso(momentAt(local, zone)), zone)).toBe(local);
  });

  it("takes an unknown zone for UTC", () => {
    expect(localTime("2026-11-20T23:30:00Z", "Middle-earth/Shire")).toBe("2026-11-20T23:30");
    expect(iso(momentAt("2026-11-20T23:30", "Middle-earth/Shire"))).toBe("2026-11-20T23:30:00.000Z");
  });
});
