import { countTokens, decode, encode } from "gpt-tokenizer/encoding/cl100k_base";

/** A piece of a longer text, ready to be embedded. */
export interface Chunk {
  /** The piece, verbatim but for a heading repeated from before it; at most `size` tokens. */
  content: string;
  /** Its place among the pieces, from 0, without gaps: piece n stands between n - 1 and n + 1. */
  position: number;
}

export interface ChunkOptions {
  /** Most tokens in a piece (cl100k, the embedding models' own). */
  size?: number;
  /** Tokens of the end of one piece that the next begins with, in whole sentences. */
  overlap?: number;
}

/**
 * Cuts a long text for embedding: at headings first, then between paragraphs, sentences, words. Pieces fill up to
 * `size`; a piece within a section carries the section's heading, and the last sentences of the piece before it.
 * A text that fits stays one piece, verbatim. Server only: the tokenizer weighs a megabyte.
 *
 * @returns the pieces in order; none for a text without words.
 */
export function chunk(text: string, { size = 400, overlap = 60 }: ChunkOptions = {}): Chunk[] {
  if (size < 32 || overlap < 0 || overlap > size / 2)
    throw new RangeError("size must be at least 32, overlap at most half of it");
  const whole = text.replace(/\r\n?/g, "\n").trim();
  if (whole === "") return [];
  const contents = fits(whole, size)
    ? [whole]
    : sectionsOf(whole).flatMap((section) => piecesOf(section, size, overlap));
  return contents.map((content, position) => ({ content, position }));
}

/** What a model's own marks look like ("<|im_start|>") are plain words here, as they are to the embedding models. */
const PLAIN = { disallowedSpecial: new Set<string>() };
const tokens = (text: string) => countTokens(text, PLAIN);
/** More characters to a token than any language has; counting the tokens of megabytes without a space takes minutes. */
const MOST_CHARACTERS = 12;
const fits = (text: string, size: number) => text.length <= size * MOST_CHARACTERS && tokens(text) <= size;

interface Section {
  heading: string;
  body: string;
}

/** Markdown headings, and lines that a plain text sets apart as one: short, alone, without a full stop. */
const HEADING =
  /^(?:#{1,6} .+|.+\n(?:={3,}|-{3,})|(?<=\n\n|^)(?:\d+(?:\.\d+)*\.? |chapter |part )?\p{Lu}[^\n.!?]{2,70}(?=\n\n))$/gmu;

function sectionsOf(text: string): Section[] {
  const starts = [...text.matchAll(HEADING)].map((match) => ({ at: match.index, heading: match[0].trim() }));
  if (starts.length === 0) return [{ heading: "", body: text }];
  const before = text.slice(0, starts[0]?.at).trim();
  const sections = starts.map(({ at, heading }, index) => ({
    heading,
    body: text.slice(at + heading.length, starts[index + 1]?.at).trim(),
  }));
  return [...(before ? [{ heading: "", body: before }] : []), ...sections];
}

function piecesOf({ heading, body }: Section, size: number, overlap: number): string[] {
  // A heading longer than half a piece is text like any other.
  const long = !fits(heading, size / 2);
  const head = long || heading === "" ? "" : `${heading}\n\n`;
  const room = size - (head ? tokens(head) + 1 : 0);
  const units = unitsOf(long ? `${heading}\n\n${body}` : body, room);
  if (units.length === 0) return heading ? [heading] : [];
  const pieces: string[] = [];
  let current: Unit[] = [];
  for (const unit of units) {
    if (current.length > 0 && !fits(joined([...current, unit]), room)) {
      pieces.push(head + joined(current));
      current = carried(current, Math.min(overlap, room - tokens(unit.text) - 1));
      // The carried sentences may still leave too little room where tokens join.
      while (current.length > 0 && !fits(joined([...current, unit]), room)) current.shift();
    }
    current.push(unit);
  }
  pieces.push(head + joined(current));
  return pieces;
}

/** A sentence, or a part of a very long one, with what stood between it and the one before. */
interface Unit {
  text: string;
  gap: string;
}

const joined = (units: Unit[]) => units.map(({ text, gap }, at) => (at === 0 ? text : gap + text)).join("");

/** The last whole sentences that fit into the overlap. */
function carried(units: Unit[], overlap: number): Unit[] {
  let from = units.length;
  while (from > 1 && fits(joined(units.slice(from - 1)), overlap)) from--;
  return units.slice(from);
}

function unitsOf(body: string, room: number): Unit[] {
  const units: Unit[] = [];
  for (const match of body.matchAll(/(\s*)(\S[\s\S]*?(?:[.!?…]+["”’»)]*(?=\s)|(?=\n\s*\n|\n[-*•\d])|$))/g)) {
    const [, gap = "", text = ""] = match;
    if (text.trim() === "") continue;
    if (fits(text, room)) units.push({ text, gap });
    else units.push(...partsOf(text, room).map((part, at) => ({ text: part, gap: at === 0 ? gap : "" })));
  }
  return units;
}

/** A sentence that is longer than a piece, cut between words where it has any. */
function partsOf(sentence: string, room: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (!fits(sentence.slice(from), room)) {
    const window = sentence.slice(from, from + room * MOST_CHARACTERS);
    const head = wholeCharacters(decode(encode(window, PLAIN).slice(0, room)), window);
    const space = head.search(/\s\S*$/);
    const length = space > head.length / 2 ? space + 1 : head.length;
    parts.push(sentence.slice(from, from + length));
    from += length;
  }
  return [...parts, sentence.slice(from)];
}

/** As much of a decoded start as the text really begins with: a cut inside a character decodes to another. */
function wholeCharacters(start: string, text: string): string {
  let length = Math.min(start.length, text.length);
  while (length > 1 && (!text.startsWith(start.slice(0, length)) || /[\ud800-\udbff]$/.test(start.slice(0, length))))
    length--;
  return text.slice(0, Math.max(length, 1));
}
