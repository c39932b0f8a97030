import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type IsolationNumbers, isolationNumbers } from "../../app/privacy/isolation-numbers.ts";

const FILE = fileURLToPath(new URL("../../app/privacy/isolation-numbers.json", import.meta.url));

type Part = Partial<Omit<IsolationNumbers, "generatedAt" | "commit">>;

/**
 * Writes what a run has counted into the file that `/privacy` shows; the parts of other runs stay.
 * @throws when a number is not of the form, leaving the file as it was
 */
export function recordNumbers(part: Part, file = FILE): void {
  const before = isolationNumbers.parse(JSON.parse(readFileSync(file, "utf8")));
  const { stdout, status } = spawnSync("git", ["rev-parse", "--short", "HEAD"], {
    encoding: "utf8",
    cwd: import.meta.dirname,
  });
  const after = isolationNumbers.parse({
    ...before,
    generatedAt: new Date().toISOString(),
    ...(status === 0 ? { commit: stdout.trim() } : {}),
    ...merged("leakTests"),
    ...merged("mutants"),
    ...merged("nonInterferencePairs"),
  });
  writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);

  function merged(name: keyof Part) {
    return part[name] || before[name] ? { [name]: { ...before[name], ...part[name] } } : {};
  }
}
