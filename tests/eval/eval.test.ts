import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { safetyAnswer, safetyCard } from "#lib/crisis.ts";
import { readTime } from "#lib/period.ts";
import { screenByLikeness, screenByWords } from "#lib/safety-likeness.ts";
import { RULES } from "#lib/safety-rules.ts";
import trained from "#lib/safety-weights.json" with { type: "json" };
import { type Concern, screenByRules } from "#lib/safety-words.ts";
import { REGIONS } from "../../app/(app)/data/regions.ts";
import { UNSEEN, WIDENED } from "../../app/safety/safety-figures.ts";
import { answerAll } from "./answers.ts";
import { NOW, people } from "./corpus.ts";
import { loadCorpus } from "./load.ts";
import { askAll, METHODS, meanOf } from "./retrieval.ts";
import {
  type GroupScore,
  labelledSentences,
  mistakes,
  NEVER_SEEN,
  scoreGroups,
  scoreSafety,
  shownFor,
  WIDENED_FOR,
} from "./safety.ts";
import { fingerprint, ownExamples } from "./safety-training.ts";
import { journals } from "./teaching/journals.ts";

describe("the safety rules", () => {
  it.each(["firstRounds", "lastRound"] as const)("notice danger and leave exaggeration alone (%s)", async (set) => {
    const { recall, precision, missed, alarmed, sentences } = await scoreSafety(set);
    expect(sentences).toBeGreaterThan(100);
    expect(recall, missed.join(" | ")).toBeGreaterThanOrEqual(0.97);
    expect(precision, alarmed.join(" | ")).toBeGreaterThanOrEqual(0.97);
  });

  it("notice what is clear and nearly all that is veiled, and leave exaggeration alone, in the sets they were widened for", async () => {
    const scores = await scoreGroups(WIDENED_FOR);
    const of = (name: string) => {
      const score = scores.find(({ group }) => group === name);
      if (!score) throw new Error(`no sentences: ${name}`);
      return { ...score, recall: score.noticed / score.needing, falseAlarms: score.alarms / score.harmless };
    };
    const wrong = (await mistakes(WIDENED_FOR)).join(" | ");
    expect(scores.reduce((sum, { needing, harmless }) => sum + needing + harmless, 0)).toBeGreaterThan(400);
    expect(of("clear").recall, wrong).toBeGreaterThanOrEqual(0.98);
    expect(of("veiled").recall, wrong).toBeGreaterThanOrEqual(0.9);
    expect(of("hyperbole").falseAlarms, wrong).toBeLessThanOrEqual(0.05);
    expect(of("quoting").falseAlarms, wrong).toBeLessThanOrEqual(0.1);
    expect(of("negated").falseAlarms, wrong).toBeLessThanOrEqual(0.1);
    expect(of("other languages").recall, wrong).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    ["made for", WIDENED, WIDENED_FOR],
    ["never seen", UNSEEN, NEVER_SEEN],
  ] as const)("have the figures that /safety publishes: %s", async (_, figures, sets) => {
    const scores = await scoreGroups(sets);
    const published = Object.entries(figures).map(([group, { shown, of }]) => `${group}: ${shown} of ${of}`);
    const measured = Object.keys(figures).map((name) => {
      const { needing, noticed, harmless, alarms } = scores.find(({ group }) => group === name) as GroupScore;
      return `${name}: ${noticed + alarms} of ${needing + harmless}`;
    });
    expect(published).toEqual(measured);
  });

  it("meet the aims in words that nobody foresaw", () => {
    expect(UNSEEN.clear.shown / UNSEEN.clear.of).toBeGreaterThanOrEqual(0.98);
    expect(UNSEEN.veiled.shown / UNSEEN.veiled.of).toBeGreaterThanOrEqual(0.9);
    expect(UNSEEN.hyperbole.shown / UNSEEN.hyperbole.of).toBeLessThanOrEqual(0.05);
  });

  it.each([
    ["I have decided to end my life after the school play.", "In the school play he decides to end his life."],
    [
      "I cannot stop thinking about killing myself, even at soft play.",
      "The book is about a woman who cannot stop thinking about killing herself.",
    ],
    ["She hits my son on the head with the prayer book.", "In chapter two of the book she hits my son's hero."],
    ["In the end I lied to the doctor: my husband hits me.", "In dem Buch will sie sterben."],
    ["He is on the play mat and not breathing.", "He is in the school play and not breathing in the last act."],
    ["For a joke he kicked me down the stairs.", "The joke about a parrot ends when he kicked me."],
    ["He slaps me and calls it a joke.", "We watched a film in which he slaps me out of a dream."],
    [
      "My son tried to end his life on Saturday, they discharged him with a leaflet, and here we are on Monday.",
      "The leaflet says where to call when a son has tried to end his life.",
    ],
    ["When he was screaming I put my hand over his mouth.", "When did I write that I put my hand over his mouth?"],
    ["What happened is I shook him.", "What happened when I wrote that I shook him?"],
  ])(
    "hear what is said beside a book, a play or a form, and not what these or a question to the past say: %s",
    (danger, fiction) => {
      expect(screenByRules(danger)).not.toBeNull();
      expect(screenByRules(fiction)).toBeNull();
    },
  );

  it.each([
    ["I have no one and I want to die.", "I have no plan to die."],
    ["I did not sleep and I want to die.", "I do not want to kill myself."],
    ["No one knows he hits me.", "Not once has he hit me."],
    ["I never told anyone he raped me.", "He never raped me."],
    ["There is no milk left and I shook the baby.", "I never shook the baby."],
    ["I cut myself while nobody was looking.", "I cut myself while peeling chestnuts."],
    ["Without him I want to die.", "Without ever thinking of killing myself."],
  ])("hear danger after a denial of something else, and not what is denied: %s", (danger, denied) => {
    expect(screenByRules(danger)).not.toBeNull();
    expect(screenByRules(denied)).toBeNull();
  });

  it.each([
    ["He pointed his service weapon at me and laughed.", "He pointed his water pistol at me and laughed."],
    ["Stepdad headbutted me in the hall.", "Toddler headbutted me in the hall."],
    ["My husband knocked two of my teeth loose.", "My husband knocked my coffee off the tray."],
    ["The swim coach has been molesting her for years.", "The swim coach has been teaching her for years."],
    ["i chucked my bub against the couch", "i chucked my bag against the couch"],
    ["I caught myself deciding how I would kill my granddaughter.", "I would kill for my granddaughter's curls."],
    ["I want to put us both into a wall.", "I want to put us both into a swimming class."],
    ["My wife is bleeding through the towels.", "My wife is going through the towels."],
    ["I burn myself when she screams.", "I burned myself when I opened the oven."],
    ["Keeping Ruby off school till the marks go down.", "Keeping Ruby off school till the spots go down."],
    ["Three weeks after the birth she does not know who I am.", "Grandad does not know who I am any more."],
  ])("hear in plain words what somebody did, to whom, and with what: %s", (danger, harmless) => {
    expect(screenByRules(danger)).not.toBeNull();
    expect(screenByRules(harmless)).toBeNull();
  });

  it("take no question of the corpus about the past for a cry for help", async () => {
    const asked = people().flatMap(({ questions }) => questions.map(({ question }) => question));
    expect(asked.length).toBeGreaterThan(200);
    expect([...(await shownFor(asked))]).toEqual([]);
  });

  it("leave ordinary entries of families that nothing was learnt from alone, but for a few in a hundred", async () => {
    const entries = journals().flatMap(({ leftOut, entries }) => (leftOut ? entries.map(({ entry }) => entry) : []));
    const shown = await shownFor(entries);
    expect(entries.length).toBeGreaterThan(500);
    expect(shown.size / entries.length, [...shown].join(" | ")).toBeLessThan(0.06);
  });

  it("have weights that were learnt from the sentences and with the code that are here", () => {
    expect(trained.madeOf, "npm run train:safety").toBe(fingerprint());
  });

  it("find by likeness what no rule foresaw, and by words alone a good part of it", async () => {
    const unforeseen = labelledSentences(NEVER_SEEN).filter(({ text }) => !screenByRules(text));
    const shown = await shownFor(unforeseen.map(({ text }) => text));
    const found = (group: string, notices: (text: string) => boolean) =>
      unforeseen.filter((one) => one.group === group && notices(one.text)).length;
    expect(found("clear", (text) => shown.has(text))).toBeGreaterThan(60);
    expect(found("veiled", (text) => shown.has(text))).toBeGreaterThan(150);
    expect(found("clear", (text) => screenByWords(text) !== null)).toBeGreaterThan(60);
    expect(found("veiled", (text) => screenByWords(text) !== null)).toBeGreaterThan(120);
  });

  it("leave the weights on the server", () => {
    const pages = globSync("app/**/*.{ts,tsx}", { exclude: ["app/api/**"] });
    const loaded = pages.filter((file) => /"#lib\/safety(?:-likeness)?\.ts"/.test(readFileSync(file, "utf8")));
    expect(pages.length).toBeGreaterThan(80);
    expect(loaded).toEqual([]);
  });

  it("never call clear what is only like danger", async () => {
    const some = ownExamples().filter((_, at) => at % 100 === 0);
    const alike: Concern[] = [];
    for (const { text } of some)
      alike.push(...[await screenByLikeness(text), screenByWords(text)].filter((one) => one !== null));
    expect(alike.length).toBeGreaterThan(500);
    expect(alike.filter(({ clear }) => clear)).toEqual([]);
  });

  it("hold no name that stands for a word group and was not filled in", () => {
    expect(RULES.filter(({ pattern }) => /[A-Z]{2}/.test(pattern.source))).toEqual([]);
  });

  it("answer every kind in every language with the emergency number first and no way to do harm", () => {
    for (const { kind, language, clear } of RULES) {
      const text = safetyAnswer({ kind, language, clear });
      expect(text).toMatch(/911/);
      if (kind !== "medical") expect(text.indexOf("911")).toBeLessThan(text.indexOf("988"));
      expect(text).not.toMatch(/\b(pills?|tablets?|ropes?|knife|overdose|diagnos\w+)\b/i);
      expect(safetyCard({ kind, language, clear }, "US").lines[0]?.href).toBe("tel:911");
      // East Germany's code could be chosen once.
      expect(safetyCard({ kind, language, clear }, "DD").lines[0]?.href).toBe("tel:112");
    }
  });

  it("are shown for countries of which each is named once", () => {
    const names = REGIONS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["Germany", "United Kingdom", "Serbia", "Kosovo"]));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(REGIONS.filter(({ code }) => ["DD", "FX", "UK", "YU", "SU"].includes(code))).toEqual([]);
  });
});

/** Two journals of the seven; `npm run eval` has them all. */
describe("on two journals", () => {
  it("words, meaning and time together find more than each alone, and answers keep their promises", async () => {
    const slugs = ["starter", "noor"];
    const { stack, loaded } = await loadCorpus(people(slugs));
    const of = async (name: string) => meanOf(await askAll(loaded, METHODS[name] as (typeof METHODS)[string]), slugs);
    const [hybrid, words, meaning] = [await of("hybrid"), await of("words alone"), await of("meaning alone")];
    for (const { ranked, slug } of await askAll(loaded, METHODS.hybrid as (typeof METHODS)[string])) {
      for (const id of ranked) expect(id.startsWith(`${slug}-`), `${id} in ${slug}'s results`).toBe(true);
    }
    const answers = await answerAll(loaded);
    await stack.close();
    for (const alone of [words, meaning]) {
      expect(hybrid.recall5).toBeGreaterThan(alone.recall5);
      expect(hybrid.reciprocalRank).toBeGreaterThan(alone.reciprocalRank);
    }
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.filter(({ answer }) => answer.includes("“")).length).toBeGreaterThan(30);
    for (const { question, answer, grounded, citesRetrieved } of answers) {
      expect(grounded, `${question} → ${answer}`).toBe(true);
      expect(citesRetrieved, question).toBe(true);
    }
    const numbers = answers.filter(({ type, right }) => type === "number" && !right);
    // One counts what was written, not what was logged.
    expect(numbers.map(({ question }) => question).filter((question) => !/did I write/.test(question))).toEqual([]);
    const unanswerable = answers.filter(({ type }) => type === "unanswerable");
    expect(unanswerable.length).toBeGreaterThanOrEqual(4);
    expect(unanswerable.filter(({ saysNotFound }) => !saysNotFound).map(({ question }) => question)).toEqual([]);
  }, 240_000);

  it("the period is read off a question as a person reads it", () => {
    const dated = people().flatMap(({ questions }) => questions.filter(({ from }) => from));
    const right = dated.filter(({ question, from, to }) => {
      const { period } = readTime(question, NOW, "UTC");
      return period?.from === from && period?.to === to;
    });
    expect(dated.length).toBeGreaterThanOrEqual(40);
    expect(right.length / dated.length).toBeGreaterThanOrEqual(0.95);
  });
});
