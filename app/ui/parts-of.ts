/** What a streamed answer says, cut at a separator: lines at "\n", events at "\n\n". What has no end yet is not given. */
export async function* partsOf(
  body: ReadableStream<Uint8Array>,
  separator: string,
): AsyncGenerator<string, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (rest + piece.value).split(separator);
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
