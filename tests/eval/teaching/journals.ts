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
const hands = (folder: string) => globSync(`${folder}/*.jsonl`, { cwd: HERE.pathname }).sort();

/** The first journals, of which the safety regressions learn ordinary entries, too. */
export function journals(): Journal[] {
  return journalsIn("journals");
}

/** All that the encoder is taught to search with. */
export function lessons(): Journal[] {
  return [...journals(), ...journalsIn("further")];
}

/** A file for each hand that wrote some, a line for each entry, an empty one between two journals. */
function journalsIn(folder: string): Journal[] {
  return hands(folder).flatMap((file) =>
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
  for (const text of [...[...hands("journals"), ...hands("further")].map(read), read("teach.py")]) hash.update(text);
  return hash.digest("hex").slice(0, 16);
}
