/**
 * A generator's pieces as a stream, each made when it is asked for; the first before this returns, so that what fails
 * at once is still an answer with a status of its own.
 */
export async function streamOf(pieces: AsyncGenerator<Uint8Array, void, void>): Promise<ReadableStream<Uint8Array>> {
  const first = await pieces.next();
  return new ReadableStream({
    start(controller) {
      if (first.value) controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return();
    },
  });
}

/** Texts as the bytes of their UTF-8. */
export async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
