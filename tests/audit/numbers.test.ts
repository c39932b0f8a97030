import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordNumbers } from "#tests/leaks/numbers.ts";
import { NUMBERS } from "../../app/privacy/isolation-numbers.ts";

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), "nightlight-numbers-")), "numbers.json");
  writeFileSync(file, '{ "generatedAt": "2026-01-01T00:00:00.000Z" }');
});
afterEach(() => rmSync(join(file, ".."), { recursive: true }));
const read = () => JSON.parse(readFileSync(file, "utf8"));

describe("the numbers that /privacy shows", () => {
  it("are of the form, and none of them tells of a failure", () => {
    const runs = Object.values(NUMBERS.leakTests ?? {});
    expect(runs.length).toBeGreaterThan(0);
    for (const { passed, failed } of runs) expect({ some: passed > 50, failed }).toEqual({ some: true, failed: 0 });
  });

  it("keep the other runs' parts when one is recorded", () => {
    recordNumbers({ leakTests: { embedded: { passed: 300, failed: 0 } } }, file);
    recordNumbers({ leakTests: { native: { passed: 290, failed: 1 } } }, file);
    recordNumbers({ mutants: { sql: { killed: 60, total: 60 } } }, file);
    expect(read()).toMatchObject({
      leakTests: { embedded: { passed: 300, failed: 0 }, native: { passed: 290, failed: 1 } },
      mutants: { sql: { killed: 60, total: 60 } },
    });
    expect(read().generatedAt).not.toBe("2026-01-01T00:00:00.000Z");
  });

  it("are not written when they are none", () => {
    const before = readFileSync(file, "utf8");
    expect(() => recordNumbers({ mutants: { sql: { killed: -1, total: 0 } } }, file)).toThrow();
    expect(readFileSync(file, "utf8")).toBe(before);
  });
});
