import { parentPort, workerData } from "node:worker_threads";
import { chunk } from "#lib/chunk.ts";
import { pdfText } from "./pdf-text.ts";
import { plainText } from "./plain-text.ts";
import { type ReadResult, UnreadableFile } from "./unreadable-file.ts";

/** Runs in a thread of its own: reads one file and posts its passages, or why it can't be read. */
const { data, mediaType } = workerData as { data: Uint8Array; mediaType: string };
parentPort?.postMessage(await read());

async function read(): Promise<ReadResult> {
  try {
    const text = mediaType === "application/pdf" ? await pdfText(data) : plainText(data);
    const passages = chunk(text).map(({ content }) => content);
    if (passages.length === 0) throw new UnreadableFile("empty");
    return { passages };
  } catch (error) {
    return { fault: error instanceof UnreadableFile ? error.fault : "broken" };
  }
}
