import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { screen } from "#lib/safety.ts";
import { screenByLikeness, screenByWords } from "#lib/safety-likeness.ts";
import { UNDOUBTED } from "#lib/safety-rules.ts";
import { screenByRules } from "#lib/safety-words.ts";
import { type Lesson, MEANING, meaningsOf } from "#lib/sentence-encoder.ts";
import { mean, type Scores, score } from "#tests/eval/metrics.ts";
import { lessonFingerprint } from "#tests/eval/safety-training.ts";
import { fingerprint, type Journal, journals } from "#tests/eval/teaching/journals.ts";

const product = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);

describe("the sentence encoder", () => {
  it("puts what means the same nearer together than what shares its words", async () => {
    const [tired, weary, tyre] = (await meaningsOf(
      ["I am so tired tonight.", "This evening I feel exhausted.", "I am so done with this tyre."],
      "published",
    )) as [Float32Array, Float32Array, Float32Array];
    expect(tired).toHaveLength(MEANING);
    expect(product(tired, tired)).toBeCloseTo(1, 4);
    expect(product(tired, weary)).toBeGreaterThan(product(tired, tyre) + 0.2);
  });

  it("says the same of a text whatever else it is asked", async () => {
    const [alone] = (await meaningsOf(["he counts my money"], "published")) as [Float32Array];
    const among = await meaningsOf(["x".repeat(3000), " ", "he counts my money", "\ud800 😴 ночь"], "published");
    expect(among.map((vector) => vector.length)).toEqual([MEANING, MEANING, MEANING, MEANING]);
    expect(product(among[2] as Float32Array, alone)).toBeCloseTo(1, 5);
  });
});

it.each(["published", "search", "danger"] as const)(
  "gives everybody who asks at once the meaning of their own words, and of nobody else's (%s)",
  async (lesson) => {
    const texts = Array.from(
      { length: 12 },
      (_, at) => `Night ${at}: ${["colic", "rain", "rent", "soup"][at % 4]} again.`,
    );
    const alone: Float32Array[] = [];
    for (const text of texts) alone.push(...(await meaningsOf([text], lesson)));
    const together = await Promise.all(texts.map((text) => meaningsOf([text], lesson)));
    expect(together.map(([vector]) => vector)).toEqual(alone);
    expect(new Set(alone.map(String)).size).toBe(texts.length);
  },
);

describe("the encoder that was taught to search", () => {
  it("was taught with the journals and by the script that are here", () => {
    expect(madeOf("search"), "npm run teach:search").toBe(fingerprint());
  });

  it("finds more of what answers a question than it did before, in journals that it was not taught with", async () => {
    const unseen = journals().filter(({ leftOut }) => leftOut);
    const some = [unseen[0], unseen[8]] as Journal[];
    const recall = async (lesson: Lesson) =>
      mean((await Promise.all(some.map((journal) => scoresOf(journal, lesson)))).flat()).recall5;
    expect(await recall("search")).toBeGreaterThan((await recall("published")) + 0.05);
  });
});

function madeOf(lesson: Lesson): string {
  const file = readFileSync(new URL(`../../lib/sentence-encoder-${lesson}.bin`, import.meta.url));
  return JSON.parse(file.toString("utf8", 4, 4 + file.readUInt32LE(0))).madeOf;
}

describe("the encoder that was taught to tell danger", () => {
  it("was taught with the sentences and by the script that are here", () => {
    expect(madeOf("danger"), "npm run teach:danger").toBe(lessonFingerprint());
  });
});

async function scoresOf({ entries }: Journal, lesson: Lesson): Promise<Scores[]> {
  const meanings = await meaningsOf(
    entries.map(({ entry }) => entry),
    lesson,
  );
  const asked = [...new Set(entries.flatMap(({ questions }) => questions))];
  const questions = await meaningsOf(asked, lesson);
  return asked.map((question, at) => {
    const alike = meanings.map((meaning) => product(questions[at] as Float32Array, meaning));
    const ranked = entries.map((_, place) => place).sort((one, other) => (alike[other] ?? 0) - (alike[one] ?? 0));
    const answers = entries.flatMap((entry, place) => (entry.questions.includes(question) ? [String(place)] : []));
    return score(ranked.map(String), answers);
  });
}

/** No rule knows it; words and meaning do. */
const VEILED = "He keeps my passport in his safe and I have to ask for bus fare, then show him the ticket.";

describe("likeness to danger", () => {
  it("judges by words alone whoever comes while many wait for the encoder, and says so in the log", async () => {
    const written: string[] = [];
    const log = vi.spyOn(process.stderr, "write").mockImplementation((line) => written.push(String(line)) > 0);
    const crowd = await Promise.all(Array.from({ length: 40 }, () => screenByLikeness(VEILED)));
    const alone = await screenByLikeness(VEILED);
    log.mockRestore();
    expect(alone).toMatchObject({ kind: "abuse", clear: false });
    expect(crowd).toEqual(crowd.map(() => alone));
    const events = written.filter((line) => line.includes("safety_by_words_alone"));
    expect(events.length).toBeGreaterThan(10);
    expect(events.length).toBeLessThan(40);
    expect(written.join("")).not.toContain("passport");
  });

  it("judges by words alone when the encoder can't be started", () => {
    const likeness = fileURLToPath(new URL("../../lib/safety-likeness.ts", import.meta.url));
    const script = `const { screenByLikeness } = await import(${JSON.stringify(likeness)});
      console.log(JSON.stringify([await screenByLikeness(${JSON.stringify(VEILED)}), await screenByLikeness("We made pancakes.")]));`;
    // From there the encoder's file is not found.
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: tmpdir(),
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual([screenByWords(VEILED), null]);
    expect(stderr).toContain("safety_by_words_alone");
  });
});

describe("a rule that is often wrong", () => {
  const JOKES = [
    "He says kms whenever somebody asks him to empty the dishwasher, then he empties it.",
    "Suicide mission: white sofa, four toddlers, a jar of beetroot.",
    "My boss is going to kill me, I left the cake for her leaving do on the bus.",
  ];
  const MEANT = [
    "Suicide is on my mind all day and tonight I wrote to my mother.",
    "kms is all I can think since he left, I mean it.",
    "He says he is going to kill me if I take the children to my sister.",
  ];

  it("shows no card for what means nothing of danger, and shows it for what does", async () => {
    for (const text of [...JOKES, ...MEANT]) {
      expect(screenByRules(text), text).not.toBeNull();
      expect(screenByRules(text, UNDOUBTED), text).toBeNull();
    }
    for (const text of JOKES) expect(await screen(text), text).toBeNull();
    for (const text of MEANT) expect(await screen(text), text).toEqual(screenByRules(text));
  });

  it("is heard in the middle of a long day's harmless words", async () => {
    const day = "We made pancakes and the girls fed the ducks. The bus was late again and the library had new books.";
    const long = `${`${day} `.repeat(3)}I keep thinking about suicide. ${day}`;
    expect(await screen(long)).toEqual(screenByRules(long));
  });

  it("is not asked about what Spanish says", async () => {
    const text = "Tengo miedo de que mi hija se suicide.";
    expect(await screen(text)).toMatchObject({ kind: "self_harm", clear: true });
    expect(screenByRules(text, UNDOUBTED)).toMatchObject({ language: "es" });
  });

  it("stands alone while the encoder is busy", async () => {
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const crowd = await Promise.all(Array.from({ length: 40 }, () => screen(JOKES[0] as string)));
    log.mockRestore();
    expect(new Set(crowd.map((one) => one?.kind))).toEqual(new Set([undefined, "self_harm"]));
  });
});
