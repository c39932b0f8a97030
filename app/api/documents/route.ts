import { authenticate } from "#lib/auth.ts";
import { errorResponse, NO_STORE } from "#lib/errors.ts";
import { type ImportedFile, importFile, listFiles, type Progress } from "#lib/files/files.ts";
import { json, readQuery, route } from "#lib/route.ts";
import { documentQuery } from "./schema.ts";
import { readUpload } from "./upload.ts";

export const maxDuration = 300;

export const GET = route(async (request) => {
  const session = await authenticate(request);
  return json(await listFiles(session, readQuery(request, documentQuery)));
});

/**
 * Imports a text or a file. What is wrong with it is said with a status; once passages are being stored, lines of
 * JSON tell how far it is, and the last one holds the file, or the error that took it back. A client that hangs up
 * has cancelled: nothing of the file is kept.
 */
export const POST = route(async (request) => {
  const session = await authenticate(request);
  const upload = await readUpload(request);
  const cancelled = new AbortController();
  request.signal.addEventListener("abort", () => cancelled.abort());
  const steps = importFile(session, upload, cancelled.signal);
  const first = await steps.next();
  return new Response(lines(first, steps, cancelled), {
    status: 201,
    headers: { ...NO_STORE, "Content-Type": "application/x-ndjson; charset=utf-8", "x-accel-buffering": "no" },
  });
});

type Step = IteratorResult<Progress, ImportedFile>;

function lines(
  first: Step,
  steps: AsyncGenerator<Progress, ImportedFile, void>,
  cancelled: AbortController,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let work = Promise.resolve();
  return new ReadableStream({
    start(controller) {
      const send = (value: unknown) => {
        if (!cancelled.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      };
      // Not at the reader's pace: lines are short, and a phone that has gone to sleep should not hold an import up.
      work = (async () => {
        try {
          let step = first;
          for (; !step.done; step = await steps.next()) send(step.value);
          send({ file: step.value });
        } catch (error) {
          // Whoever cancelled reads no answer, and an import that ends for it is no error.
          if (cancelled.signal.aborted && (error as Error).name === "AbortError") return;
          send(await errorResponse(error).json());
        }
        if (!cancelled.signal.aborted) controller.close();
      })();
    },
    async cancel() {
      cancelled.abort();
      await work;
    },
  });
}
