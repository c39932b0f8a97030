import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";

/** An entry of an invented journal, and what its writer asks weeks later that it answers. */
export interface Entry {
  entry: string;
  questions: string[];
}

/** A journal of one invented family; those that are `leftOut` say how well what was taught holds for others. */
export interface Journal {
  leftOut: boolean;
  entries: Entry[];
}

const HERE = new URL("./", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, HERE), "utf8");
const hands = () => globSync("journals/*.jsonl", { cwd: HERE.pathname }).sort();

/** All journals: a file for each hand that wrote some, a line for each entry, an empty one between two journals. */
export function journals(): Journal[] {
  return hands().flatMap((file) =>
    read(file)
      .trim()
      .split("\n\n")
      .map((journal, at) => ({
        leftOut: at === 0,
        entries: journal.split("\n").map((line) => JSON.parse(line) as Entry),
      })),
  );
}

/** Changes with each line that the encoder is taught with, and with the script that teaches it. */
export function fingerprint(): string {
  const hash = createHash("sha256");
  for (const text of [...hands().map(read), read("teach.py")]) hash.update(text);
  return hash.digest("hex").slice(0, 16);
}
