import { join } from "node:path";
import { Worker } from "node:worker_threads";

export interface EncodeRequest {
  id: number;
  texts: string[];
  /** The same in all requests to a thread. */
  lesson: Lesson;
}

export type EncodeResult = { id: number } & ({ vectors: Float32Array[] } | { fault: string });

/**
 * What the encoder has been taught: nothing since it was published, to bring questions to the entries that answer them, or to
 * tell what speaks of danger from what only sounds like it.
 */
export type Lesson = "published" | "search" | "danger";

/** How many numbers a vector has. */
export const MEANING = 512;
/** The app, its tests and its scripts run in the project's folder; a bundler must not take this file for one of a page's. */
const file = join(process.cwd(), "lib/sentence-encoder.worker.ts");

interface Encoder {
  thread: Worker;
  waiting: Map<number, PromiseWithResolvers<Float32Array[]>>;
}

const encoders = new Map<Lesson, Encoder>();
let requests = 0;

/** How many requests an encoder has not answered yet. */
export const encoderQueue = (lesson: Lesson) => encoders.get(lesson)?.waiting.size ?? 0;

/**
 * What texts mean: for each a unit vector of `MEANING` numbers, in the same order, so that the product of two tells how
 * much alike they are. By the Universal Sentence Encoder (https://arxiv.org/abs/1803.11175, the small English one), on
 * this machine, some 30 ms a sentence, in a thread of its own for each lesson, which lives as long as the process.
 * A text of more than 128 tokens, some 500 characters, is read as far as that. Blank ones mean nothing: only zeros.
 *
 * @throws Error when a text can't be encoded, or when the thread has ended; the next call then starts another.
 */
export async function meaningsOf(texts: string[], lesson: Lesson): Promise<Float32Array[]> {
  const { thread, waiting } = encoders.get(lesson) ?? start(lesson);
  const id = ++requests;
  const answer = Promise.withResolvers<Float32Array[]>();
  waiting.set(id, answer);
  // It keeps the process alive while somebody waits for it, and no longer.
  thread.ref();
  thread.postMessage({ id, texts, lesson } satisfies EncodeRequest);
  return answer.promise.finally(() => {
    waiting.delete(id);
    if (waiting.size === 0) thread.unref();
  });
}

function start(lesson: Lesson): Encoder {
  const thread = new Worker(file, {
    // Of a dependency of its own, about nothing that is used here.
    execArgv: ["--disable-warning=DEP0040"],
    // Nothing of the app's is of use there.
    env: {},
  });
  const own: Encoder = { thread, waiting: new Map() };
  encoders.set(lesson, own);
  thread.on("message", (result: EncodeResult) => {
    const answer = own.waiting.get(result.id);
    if ("vectors" in result) answer?.resolve(result.vectors);
    else answer?.reject(new Error(result.fault));
  });
  const end = (reason: Error) => {
    if (encoders.get(lesson) === own) encoders.delete(lesson);
    for (const { reject } of own.waiting.values()) reject(reason);
  };
  thread.once("error", (error) => end(error as Error));
  thread.once("exit", () => end(new Error("The sentence encoder has ended")));
  return own;
}
