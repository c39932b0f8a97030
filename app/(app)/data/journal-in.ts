import { IMPORT_BYTES, JOURNAL_FILE } from "#lib/import-limits.ts";
import { text } from "../../messages/text.ts";

/** A file that can't be brought back, with words for the person. */
export class UnfitFile extends Error {}

/** The JSON document of an exported file: the file itself, or the one in the zip. @throws UnfitFile */
export async function journalIn(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!zipped) return decoded(bytes);
  // Loaded when it is needed: most people never bring anything back.
  const { unzipSync } = await import("fflate");
  let found: Uint8Array | undefined;
  try {
    const wanted = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === JOURNAL_FILE && originalSize <= IMPORT_BYTES,
    });
    found = wanted[JOURNAL_FILE];
  } catch {
    throw new UnfitFile(text("back.not-ours"));
  }
  if (!found) throw new UnfitFile(text("back.not-ours"));
  return decoded(found);
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > IMPORT_BYTES) throw new UnfitFile(text("back.too-large"));
  return new TextDecoder().decode(bytes);
}
