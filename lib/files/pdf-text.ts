import { extractText, getDocumentProxy } from "unpdf";
import { UnreadableFile } from "./unreadable-file.ts";

const MOST_PAGES = 2000;

/**
 * The text of a PDF, page after page.
 * @throws UnreadableFile when it is broken, locked by a password, longer than 2,000 pages, or made of pictures
 */
export async function pdfText(data: Uint8Array): Promise<string> {
  // No fonts are drawn and nothing in the file is evaluated: only its text is wanted.
  const pdf = await getDocumentProxy(data, { verbosity: 0 }).catch((error: Error) => {
    throw new UnreadableFile(error.name === "PasswordException" ? "locked" : "broken");
  });
  if (pdf.numPages > MOST_PAGES) throw new UnreadableFile("too_long");
  const { text } = await extractText(pdf, { mergePages: false });
  // A scan has pages without words; a page number here and there does not make it a text.
  const letters = text.join("").match(/\p{L}/gu)?.length ?? 0;
  if (letters < pdf.numPages * 5) throw new UnreadableFile("scanned");
  return text.join("\n\n").replaceAll("\0", "").toWellFormed();
}
