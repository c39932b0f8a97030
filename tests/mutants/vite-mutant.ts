import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A change of one source file, made while it is loaded; the file itself stays as it is. */
export interface SourceChange {
  file: string;
  find: string;
  replace: string;
}

/** The Vite plugin that makes the change described in the JSON file that LEAK_SOURCE names. */
export function plantedSource() {
  const changes = process.env.LEAK_SOURCE
    ? (JSON.parse(readFileSync(process.env.LEAK_SOURCE, "utf8")) as SourceChange[])
    : [];
  const root = join(import.meta.dirname, "../..");
  return {
    name: "planted-source",
    enforce: "pre" as const,
    transform(code: string, id: string) {
      let planted = code;
      for (const { file, find, replace } of changes) {
        if (id.split("?")[0] !== join(root, file)) continue;
        if (!planted.includes(find)) throw new Error(`stale mutant: ${file} no longer has its text`);
        planted = planted.replaceAll(find, () => replace);
      }
      return planted;
    },
  };
}

const ORDER = [
  "data-api",
  "functions",
  "app-user",
  "erasure",
  "catalog",
  "routes",
  "non-interference-sql",
  "non-interference-data-api",
  "non-interference-routes",
  "concurrency",
  "session-lock",
  "acl",
  "logs",
];

/** What shows a leak by its effect runs before what reads the catalog, and what is slow after it. */
export class EffectsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = ORDER.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? ORDER.length : at;
    };
    return files.toSorted((a, b) => place(a) - place(b));
  }
}
