import { UnreadableFile } from "./unreadable-file.ts";

/**
 * The text of a plain or Markdown file: UTF-8, UTF-16 with its mark, else Windows-1252, which older programs write.
 * @throws UnreadableFile when the bytes are no text
 */
export function plainText(data: Uint8Array): string {
  const text = decoded(data);
  // Postgres stores no NUL, and text has none: with one it is a picture or a program.
  if (text.includes("\0")) throw new UnreadableFile("not_text");
  return text.toWellFormed();
}

function decoded(data: Uint8Array): string {
  const [first, second] = data;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(data);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(data);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    return new TextDecoder("windows-1252").decode(data);
  }
}
