import { describe, expect, it } from "vitest";
import { offlineAnswer } from "#lib/ai/offline-coach.ts";
import { buildCoachPrompt } from "#lib/ai/prompt.ts";
import { type CheckInSummary, numbersAsked } from "#lib/numbers.ts";

describe("the numbers a question asks for", () => {
  it.each([
    ["How much did I sleep on average in October?", { measures: ["sleep"], count: false }],
    ["What was my average mood in March?", { measures: ["mood"] }],
    ["On how many check-ins did I sleep less than five hours?", { count: true, atLeast: null, atMost: 4.9 }],
    ["How many days had a mood of 1?", { measures: ["mood"], count: true, atLeast: 1, atMost: 1 }],
    ["How many nights did I sleep more than 6.5 hours?", { count: true, atLeast: 6.6, atMost: null }],
    ["How many nights did I sleep at least 7 hours?", { count: true, atLeast: 7, atMost: null }],
    ["Which was my best day in May?", { extreme: "best", measures: ["mood"] }],
    ["What was the hardest day last week?", { extreme: "hardest" }],
  ])("«%s»", (question, expected) => expect(numbersAsked(question)).toMatchObject(expected));

  it.each(["What did the doctor say about sleep?", "Who helped with the night?", "What helps Ada to sleep?"])(
    "«%s» asks for none",
    (question) => expect(numbersAsked(question)).toBeNull(),
  );
});

const summary: CheckInSummary = {
  period: { from: "2026-10-01", to: "2026-10-31" },
  checkIns: 22,
  mood: { count: 22, average: 2.86, least: 1, most: 4 },
  energy: { count: 0, average: null, least: null, most: null },
  sleep: { count: 20, average: 5.77, least: 3, most: 8 },
  bestDay: "2026-10-23",
  hardestDay: "2026-10-03",
  matching: null,
};
const answer = (question: string, over: Partial<CheckInSummary> = {}) =>
  offlineAnswer(
    buildCoachPrompt({
      question,
      passages: [],
      checkIns: { days: [{ date: "2026-11-19", mood: 5, energy: 5, sleepHours: 9 }] },
      period: summary.period,
      summary: { ...summary, ...over },
      history: [],
      now: new Date("2026-11-20T21:00:00Z"),
      timeZone: "UTC",
    }).at(-1)?.content ?? "",
  );

describe("the offline coach with numbers", () => {
  it("gives those of the asked time, as the database worked them out", () => {
    expect(answer("How much did I sleep on average in October?")).toBe(
      "In October you made 22 check-ins: you slept 5.77 hours on average, from 3 to 8 (logged 20 times).",
    );
    expect(answer("What was my average mood in October?")).toContain("2.86 out of 5 on average, from 1 to 4");
    expect(answer("What was my best day in October?")).toContain("23 October, with 4 out of 5");
    expect(answer("What was my average energy in October?")).toContain("no energy");
  });

  it("counts what was asked, and says when nothing was logged", () => {
    const matching = {
      measure: "sleep" as const,
      atLeast: null,
      atMost: 4.9,
      count: 2,
      days: ["2026-10-03", "2026-10-09"],
    };
    expect(answer("On how many check-ins in October did I sleep less than five hours?", { matching })).toBe(
      "In October, 2 of your 22 check-ins had sleep under 5 hours (3 October, 9 October).",
    );
    expect(answer("What was my average sleep in October?", { checkIns: 0 })).toMatch(/no check-ins/);
  });
});
