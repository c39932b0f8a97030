import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ReadResult, UnreadableFile } from "./unreadable-file.ts";

const SECONDS = 60;
/** The app and its tests run in the project's folder; a bundler must not take this file for one of a page's. */
const worker = join(process.cwd(), "lib/files/read.worker.ts");

/**
 * A file's text, cut into passages. In a thread of its own with limits on time and memory: a large file keeps nobody
 * else waiting, and one that is made to blow up (a PDF of a few kilobytes can ask for gigabytes) ends itself alone.
 *
 * @param mediaType text/plain, text/markdown or application/pdf
 * @throws UnreadableFile @throws the signal's reason when it aborts
 */
export async function readFile(data: Uint8Array, mediaType: string, signal?: AbortSignal): Promise<string[]> {
  signal?.throwIfAborted();
  const thread = new Worker(worker, {
    workerData: { data, mediaType },
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 },
    execArgv: [],
    // Nothing of the app's is of use there.
    env: {},
  });
  const end = Promise.withResolvers<ReadResult>();
  thread.once("message", end.resolve);
  thread.once("error", () => end.resolve({ fault: "broken" }));
  thread.once("exit", () => end.resolve({ fault: "broken" }));
  const late = setTimeout(() => end.resolve({ fault: "too_long" }), SECONDS * 1000);
  const abort = () => end.reject(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    const result = await end.promise;
    if ("fault" in result) throw new UnreadableFile(result.fault);
    return result.passages;
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", abort);
    await thread.terminate();
  }
}
