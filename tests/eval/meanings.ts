import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { encoded } from "#lib/safety-likeness.ts";
import { MEANING, meaningsOf } from "#lib/sentence-encoder.ts";

const folder = new URL("../../node_modules/.cache/nightlight/", import.meta.url);
const lesson = readFileSync(new URL("../../lib/sentence-encoder-danger.bin", import.meta.url));
/** Records of a text's hash and its meaning; what is in it need not be encoded again, until the encoder is taught anew. */
const file = new URL(`meanings-${createHash("sha256").update(lesson).digest("hex").slice(0, 16)}`, folder);
const HASH = 16;
const RECORD = HASH + MEANING * 4;
const AT_ONCE = 500;

const hashOf = (text: string) => createHash("sha256").update(encoded(text)).digest().subarray(0, HASH);

/**
 * What texts mean, each by its text. The first time it takes some twenty minutes for all that is trained on, and says
 * how far it is; what has been encoded is kept, and an interrupted run goes on where it was.
 */
export async function meaningsByText(texts: readonly string[]): Promise<Map<string, Float32Array>> {
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, Float32Array>();
  if (existsSync(file)) {
    const bytes = readFileSync(file);
    for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
      const vector = new Float32Array(Uint8Array.from(bytes.subarray(at + HASH, at + RECORD)).buffer);
      kept.set(bytes.toString("hex", at, at + HASH), vector);
    }
  }
  const key = (text: string) => hashOf(text).toString("hex");
  // Those of a length together: of texts that are encoded at once the longest counts.
  const missing = [...new Set(texts)]
    .filter((text) => !kept.has(key(text)))
    .sort((one, other) => one.length - other.length);
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    const some = missing.slice(from, from + AT_ONCE);
    const vectors = await meaningsOf(some.map(encoded), "danger");
    const records = some.map((text, at) =>
      Buffer.concat([hashOf(text), Buffer.from((vectors[at] as Float32Array).buffer)]),
    );
    appendFileSync(file, Buffer.concat(records));
    for (const [at, text] of some.entries()) kept.set(key(text), vectors[at] as Float32Array);
    process.stderr.write(`\rencoded ${Math.min(from + AT_ONCE, missing.length)} of ${missing.length}`);
  }
  if (missing.length > 0) process.stderr.write("\n");
  return new Map(texts.map((text) => [text, kept.get(key(text)) as Float32Array]));
}
