import { describe, expect, it } from "vitest";
import type { CheckIn } from "#lib/check-ins.ts";
import { observation } from "#lib/observation.ts";

const THANKS = "Thank you for looking after yourself for ten seconds.";
/** A check-in on a day of November 2026, at seven in the morning in Berlin. */
const on = (day: number, mood: number, sleepHours: number | null = null): CheckIn => ({
  id: `${day}-${mood}-${sleepHours}`,
  mood,
  energy: null,
  sleepHours,
  note: null,
  tags: [],
  happenedAt: `2026-11-${String(day).padStart(2, "0")}T06:00:00Z`,
  isSample: false,
  createdAt: "2026-11-01T00:00:00Z",
  updatedAt: "2026-11-01T00:00:00Z",
});
const said = (checkIn: CheckIn, earlier: CheckIn[]) => observation(checkIn, earlier, "Europe/Berlin");

describe("the line after a check-in", () => {
  it("thanks, and no more, where there is nothing to tell", () => {
    expect(said(on(20, 3), [])).toBe(THANKS);
    expect(said(on(20, 4, 8), [on(19, 3, 4)])).toBe(THANKS);
    expect(said(on(20, 3, 5), [on(19, 3, 5), on(18, 3, 5), on(17, 3, 5)])).toBe(THANKS);
  });

  it("tells of a night that was clearly longer than the last ones, in halves of hours", () => {
    const nights = [on(19, 3, 4), on(18, 3, 4.5), on(17, 3, 5)];
    expect(said(on(20, 3, 6), nights)).toBe("More sleep than the 4.5 hours that your last nights had on average.");
    expect(said(on(20, 3, 5.5), nights)).toBe(THANKS);
    // Nothing is said of a short night.
    expect(said(on(20, 3, 1), nights)).toBe(THANKS);
  });

  it("tells of the first good day among seven, and of several", () => {
    expect(said(on(20, 4), [on(19, 2), on(18, 3), on(17, 1)])).toBe("The first good one in the last seven days.");
    expect(said(on(20, 5), [on(19, 4), on(18, 5), on(17, 1)])).toBe(
      "Of your last check-ins, 2 were good ones as well.",
    );
  });

  it("measures a hard day against nothing", () => {
    for (const earlier of [[], [on(19, 5, 9), on(18, 5, 9), on(17, 5, 9)]])
      expect(said(on(20, 1, 12), earlier)).toBe("It is written down now; you need not carry it around.");
  });

  it("counts the days of the person's own clock, and only the last seven", () => {
    const late = { ...on(20, 4), happenedAt: "2026-11-20T23:30:00Z" };
    const three = [on(20, 2), on(19, 3), on(18, 1)];
    expect(said(late, three)).toBe("The first good one in the last seven days.");
    expect(observation(late, three, "UTC")).toBe(THANKS);
    expect(said(on(20, 4), [on(12, 2), on(12, 3), on(11, 1)])).toBe(THANKS);
  });
});
