import { describe, expect, it } from "vitest";
import { lockedPackages } from "../../bin/locked-packages.ts";
import { isFine } from "./licences.ts";

const named = (name: string, licence: string) => ({ name, licence, version: "1.0.0", development: false });

describe("the licences of the dependencies", () => {
  it("are all known to be fine", () => {
    const packages = lockedPackages();
    expect(packages.length).toBeGreaterThan(300);
    expect(packages.filter(({ name }) => name === "next")).toMatchObject([{ licence: "MIT", development: false }]);
    expect(packages.filter((one) => !isFine(one))).toEqual([]);
  });

  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0)", true],
    ["MIT AND Zlib", true],
    ["MIT AND GPL-3.0", false],
    ["AGPL-3.0-only", false],
    ["SEE LICENSE IN LICENSE.md", false],
    ["UNLICENSED", false],
    ["", false],
  ])("takes %s for fine: %s", (licence, fine) => {
    expect(isFine(named("something", licence))).toBe(fine);
  });

  it("may hold for one package and not for another", () => {
    expect(isFine(named("@img/sharp-libvips-linux-x64", "LGPL-3.0-or-later"))).toBe(true);
    expect(isFine(named("something", "LGPL-3.0-or-later"))).toBe(false);
  });
});
