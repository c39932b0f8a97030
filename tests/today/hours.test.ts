import { describe, expect, it } from "vitest";
import { hoursIn } from "../../app/(app)/today/hours.ts";

describe("hours of sleep as they are typed", () => {
  it("are taken with a comma or a point, and left out", () => {
    const typed = ["", " ", "7", "1,5", "1.5", " 07.50 ", ",5", "7,", "0", "24", "24.0"];
    expect(typed.map(hoursIn)).toEqual([null, null, 7, 1.5, 1.5, 7.5, 0.5, 7, 0, 24, 24]);
  });

  it("are refused when they are no such number, or more than a night's row holds", () => {
    for (const typed of ["seven", "7h", "-1", "1e1", "24.1", "25", "100", "7.25", "1.5.5", ".", "1,000"])
      expect(hoursIn(typed), typed).toBeNaN();
  });
});
