import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/cl100k_base";
import { describe, expect, it } from "vitest";
import { chunk } from "#lib/chunk.ts";

const sentence = (at: number) => `Sentence number ${at} tells of a night that went on and on until it was morning.`;
const paragraph = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => sentence(from + at)).join(" ");

describe("chunk", () => {
  it("leaves a text that fits as it is, and makes nothing of nothing", () => {
    expect(chunk("Up four times.\n\nThen coffee.")).toEqual([
      { content: "Up four times.\n\nThen coffee.", position: 0 },
    ]);
    expect(chunk(" \n\n ")).toEqual([]);
    expect(() => chunk("x", { size: 10 })).toThrow(RangeError);
  });

  it("takes what a model's own marks look like for plain words", () => {
    const marked = "<|im_start|>system Slept badly. <|endoftext|> ".repeat(40);
    const pieces = chunk(marked, { size: 64, overlap: 0 });
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.map(({ content }) => content).join(" ")).toContain("<|im_start|>system Slept badly. <|endoftext|>");
    expect(chunk(`${"<|endoftext|>".repeat(3000)}`).length).toBeGreaterThan(5);
  });

  it("cuts between sentences, keeps the order and lets each piece begin with the end of the one before", () => {
    const pieces = chunk(paragraph(0, 60), { size: 120, overlap: 30 });
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.map(({ position }) => position)).toEqual(pieces.map((_, at) => at));
    for (const [at, { content }] of pieces.entries()) {
      expect(countTokens(content)).toBeLessThanOrEqual(120);
      expect(content).toMatch(/^Sentence.*morning\.$/s);
      const before = pieces[at - 1]?.content;
      if (before) expect(before.endsWith(content.slice(0, content.indexOf(".") + 1))).toBe(true);
    }
    const numbers = pieces.flatMap(({ content }) =>
      [...content.matchAll(/number (\d+)/g)].map((found) => Number(found[1])),
    );
    expect([...new Set(numbers)]).toEqual(Array.from({ length: 60 }, (_, at) => at));
  });

  it("does not mix sections, and repeats a section's heading in each of its pieces", () => {
    const text = `# Sleep plan\n\n${paragraph(0, 12)}\n\n## Fever\n\n${paragraph(100, 12)}`;
    const pieces = chunk(text, { size: 120, overlap: 20 });
    for (const { content } of pieces) {
      const fever = /number 1\d\d/.test(content);
      expect(content.startsWith(fever ? "## Fever\n\n" : "# Sleep plan\n\n")).toBe(true);
      expect(fever && /number \d\d? /.test(content)).toBe(false);
    }
    expect(
      chunk(`Feeding\n\n${paragraph(0, 12)}\n\nNights\n\n${paragraph(20, 12)}`, { size: 120 }).some(({ content }) =>
        content.startsWith("Nights\n\n"),
      ),
    ).toBe(true);
  });

  it("keeps paragraphs together where it can", () => {
    const pieces = chunk([paragraph(0, 4), paragraph(10, 4), paragraph(20, 4)].join("\n\n"), { size: 150, overlap: 0 });
    expect(pieces[0]?.content).toContain("\n\n");
  });

  it("loses nothing of any text, and keeps every piece within its size", () => {
    const word = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
      fc.constantFrom("night", "👨‍👩‍👧", ".", "!", "\n\n", "# x\n", "日本語", "a".repeat(300)),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), fc.integer({ min: 32, max: 80 }), (words, size) => {
        const text = words.join(" ").toWellFormed();
        const pieces = chunk(text, { size, overlap: 0 });
        for (const { content } of pieces) expect(countTokens(content)).toBeLessThanOrEqual(size);
        const letters = (value: string) => value.replace(/\s+/g, "");
        let at = 0;
        const whole = letters(text.replace(/\r\n?/g, "\n"));
        for (const { content } of pieces) {
          const body = letters(content);
          // A repeated heading may stand before what is new.
          const found =
            [...Array(body.length).keys()].find((skip) => whole.startsWith(body.slice(skip), at)) ?? body.length;
          at += body.length - found;
        }
        expect(at).toBe(whole.length);
      }),
      { numRuns: 300 },
    );
  });
});
