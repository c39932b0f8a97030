import { describe, expect, it } from "vitest";
import { addressOf, mayMail, signedIn, signInWait, signUpWait } from "#lib/attempts.ts";

/** The waits of so many attempts. */
const attempts = async (count: number, email: string, address: (at: number) => string = () => "192.0.2.1") => {
  const waits = [];
  for (let at = 0; at < count; at++) waits.push(await signInWait(email, address(at)));
  return waits;
};

describe("attempts to sign in", () => {
  it("ten for one account from one address, then a wait; others and other addresses go on", async () => {
    const waits = await attempts(11, "robin@example.test");
    expect(waits.slice(0, 10)).toEqual(Array(10).fill(null));
    expect(waits[10]).toBeGreaterThanOrEqual(1);
    expect(await signInWait("Robin@Example.test", "192.0.2.1")).not.toBeNull();
    expect(await signInWait("robin@example.test", "192.0.2.2")).toBeNull();
    expect(await signInWait("kim@example.test", "192.0.2.1")).toBeNull();
  });

  it("start anew after the right password", async () => {
    await attempts(10, "sam@example.test");
    await signedIn("sam@example.test", "192.0.2.1");
    expect(await signInWait("sam@example.test", "192.0.2.1")).toBeNull();
  });

  it("fifty for one account wherever they come from, then a wait", async () => {
    const waits = await attempts(51, "ada@example.test", (at) => `198.51.100.${at}`);
    expect(waits.slice(0, 50)).toEqual(Array(50).fill(null));
    expect(waits[50]).toBeGreaterThanOrEqual(1);
  });
});

describe("mails and new accounts", () => {
  it("three mails an hour to one account, from wherever they are asked for", async () => {
    const asked = [];
    for (let at = 0; at < 4; at++) asked.push(await mayMail("jo@example.test", `203.0.113.${at}`));
    expect(asked).toEqual([true, true, true, false]);
    expect(await mayMail("li@example.test", "203.0.113.0")).toBe(true);
  });

  it("many accounts from one address, but not without end", async () => {
    const waits = [];
    for (let at = 0; at <= 200; at++) waits.push(await signUpWait("203.0.113.9"));
    expect(waits[199]).toBeNull();
    expect(waits[200]).toBeGreaterThanOrEqual(1);
  });
});

describe("the address of a request", () => {
  it("is what the nearest proxy wrote, not what the client claims before it", () => {
    expect(addressOf(new Headers({ "x-forwarded-for": "10.0.0.1, 192.0.2.7" }))).toBe("192.0.2.7");
    expect(addressOf(new Headers())).toBe("unknown");
  });
});
