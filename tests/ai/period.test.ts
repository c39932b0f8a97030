import { describe, expect, it } from "vitest";
import { startOfDay } from "#lib/day.ts";
import { readTime } from "#lib/period.ts";
import { NOW, people } from "#tests/eval/corpus.ts";

const days = (question: string, now = NOW, timeZone = "UTC") => {
  const { period } = readTime(question, now, timeZone);
  return period ? `${period.from}..${period.to}` : null;
};

describe("the time in a question", () => {
  it.each([
    ["How did I sleep last week?", "2026-11-09..2026-11-15"],
    ["How did I sleep this week?", "2026-11-16..2026-11-20"],
    ["What happened since March?", "2026-03-01..2026-11-20"],
    ["What did I write yesterday?", "2026-11-19..2026-11-19"],
    ["How was last night?", "2026-11-19..2026-11-20"],
    ["How much did I sleep on average in October?", "2026-10-01..2026-10-31"],
    ["How was it in December?", "2025-12-01..2025-12-31"],
    ["How was it in November so far?", "2026-11-01..2026-11-20"],
    ["What happened in the first half of November?", "2026-11-01..2026-11-15"],
    ["What happened between April and July?", "2026-04-01..2026-07-31"],
    ["My mood from 7 to 13 September?", "2026-09-07..2026-09-13"],
    ["What did I write on 3 May?", "2026-05-03..2026-05-03"],
    ["What did I write on 24 December?", "2025-12-24..2025-12-24"],
    ["What was 2026-10-12 like?", "2026-10-12..2026-10-12"],
    ["How was Tuesday? I mean last Tuesday", "2026-11-17..2026-11-17"],
    ["How were the last three weeks?", "2026-10-30..2026-11-20"],
    ["What did I write two days ago?", "2026-11-18..2026-11-18"],
    ["How was Halloween?", "2026-10-31..2026-10-31"],
    ["How did the visits go in spring?", "2026-03-01..2026-05-31"],
    ["How was last month?", "2026-10-01..2026-10-31"],
    ["What did the babies weigh in December and January?", "2025-12-01..2026-01-31"],
    ["How did her crawling come on, in March and then in August?", "2026-03-01..2026-08-31"],
  ])("«%s» is %s", (question, expected) => expect(days(question)).toBe(expected));

  it.each([
    "May I ask what helped?",
    "What did the plan from September say?",
    "What is the offer for January?",
    "Did we march on?",
    "How are the Wednesday teas?",
    "What did we agree about Christmas?",
    "Who is August?",
    "How was the nursery in the days after I started work again?",
    "How did he act up in the two weeks before the hearing?",
    "What was hard in the week after the secret came out?",
  ])("«%s» names none", (question) => expect(days(question)).toBeNull());

  it.each([
    ["How were the last eight days?", "2026-11-13..2026-11-20"],
    ["How were the last nine weeks?", "2026-09-18..2026-11-20"],
    ["What did I write eleven nights ago?", "2026-11-08..2026-11-10"],
    // NOW is a Friday.
    ["What did I write on Friday?", "2026-11-20..2026-11-20"],
    ["How was this Friday?", "2026-11-20..2026-11-20"],
    ["How was last Friday?", "2026-11-13..2026-11-13"],
    ["What did I write on last Friday?", "2026-11-13..2026-11-13"],
    ["What happened since Friday?", "2026-11-13..2026-11-20"],
    ["How was it last summer?", "2026-06-01..2026-08-31"],
  ])("«%s» is %s", (question, expected) => expect(days(question)).toBe(expected));

  it.each([
    ["How was last summer?", "2026-07-15", "2025-06-01..2025-08-31"],
    ["How did we sleep in the last summer?", "2026-07-15", "2025-06-01..2025-08-31"],
    ["How was this summer?", "2026-07-15", "2026-06-01..2026-07-15"],
    ["How was last summer?", "2026-08-31", "2025-06-01..2025-08-31"],
    ["How was last winter?", "2026-01-15", "2024-12-01..2025-02-28"],
    ["How was last winter?", "2026-12-15", "2025-12-01..2026-02-28"],
    ["How was last winter?", "2026-07-15", "2025-12-01..2026-02-28"],
    ["What happened since last summer?", "2026-07-15", "2025-08-01..2026-07-15"],
  ])("«%s» asked on %s is %s: the last season is one that is over", (question, day, expected) =>
    expect(days(question, new Date(`${day}T12:00:00Z`))).toBe(expected),
  );

  it("is told by the person's own clock", () => {
    const late = new Date("2026-11-20T23:30:00Z");
    expect(days("yesterday", late, "UTC")).toBe("2026-11-19..2026-11-19");
    expect(days("yesterday", late, "Europe/Berlin")).toBe("2026-11-20..2026-11-20");
    expect(days("yesterday", new Date("2026-11-20T03:00:00Z"), "America/Los_Angeles")).toBe("2026-11-18..2026-11-18");
    expect(days("yesterday", late, "Nowhere/Atall")).toBe("2026-11-19..2026-11-19");
    expect(startOfDay("2026-10-25", "Europe/Berlin").toISOString()).toBe("2026-10-24T22:00:00.000Z");
    expect(startOfDay("2026-10-26", "Europe/Berlin").toISOString()).toBe("2026-10-25T23:00:00.000Z");
    expect(startOfDay("2026-03-29", "America/New_York").toISOString()).toBe("2026-03-29T04:00:00.000Z");
  });

  it("may hang on something that happened, or on now", () => {
    expect(readTime("How was Tess the night before the fever?", NOW, "UTC").event).toEqual({
      relation: "before",
      text: "the fever",
      days: 0,
    });
    expect(readTime("How has it been since I went back to work?", NOW, "UTC").event).toEqual({
      relation: "since",
      text: "I went back to work",
      days: 0,
    });
    expect(readTime("How have I been lately?", NOW, "UTC")).toMatchObject({ now: true, event: null, period: null });
    expect(readTime("What did I write in March?", NOW, "UTC").now).toBe(false);
  });

  it.each([
    ["How was the nursery in the days after I started work again?", "after", "I started work again", 4],
    ["In the two weeks before the hearing, how did he act up?", "before", "the hearing", 21],
    ["What went wrong in the week I started back at the restaurant?", "during", "I started back at the restaurant", 7],
    ["How did drop-offs go in her first week of daycare?", "after", "daycare", 7],
    ["While he was away at camp, what did I do with myself?", "during", "he was away at camp", 7],
    ["How did I run the meeting while Mal was in hospital?", "during", "Mal was in hospital", 7],
    ["What did we try before I returned to the kitchen?", "before", "I returned to the kitchen", 14],
  ])("«%s» hangs on something that happened", (question, relation, text, days) => {
    expect(readTime(question, NOW, "UTC").event).toEqual({ relation, text, days });
  });

  it.each([
    "What did we do after school?",
    "What helps before bed?",
    "How is the night feed going?",
    "What was the day like?",
    "Since when does he sleep through?",
  ])("«%s» hangs on nothing", (question) => expect(readTime(question, NOW, "UTC").event).toBeNull());

  it("is what the corpus says it is, in nearly all of its questions", () => {
    const questions = people().flatMap((person) => person.questions);
    const right = questions.filter(({ question, from, to }) => days(question) === (from ? `${from}..${to}` : null));
    expect(right.length / questions.length).toBeGreaterThan(0.97);
  });
});
