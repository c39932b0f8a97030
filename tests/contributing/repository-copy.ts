import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A block of a page that follows a file's name: the file itself, or a change to it. */
export interface Example {
  path: string;
  language: string;
  text: string;
}

/** What stands under a heading of the second level. */
function under(heading: string, page: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

/** The examples under a heading of the second level, in their order. */
export function examplesUnder(heading: string, page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")): Example[] {
  return [...under(heading, page).matchAll(/^`([^`\n]+)`:\n\n```(\w+)\n(.*?)^```$/gms)].map(
    ([, path, language, text]) => ({
      path: path as string,
      language: language as string,
      text: text as string,
    }),
  );
}

/** The commands under a heading, without their comments. */
export function commandsUnder(heading: string, page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")): string[] {
  return [...under(heading, page).matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, lines]) =>
    (lines as string).split("\n").flatMap((line) => line.replace(/#.*/, "").trim() || []),
  );
}

export interface Outcome {
  code: number | null;
  output: string;
}

/** A copy of the working tree, where the examples of a page are tried. */
export class RepositoryCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "nightlight-contributing-"));

  constructor() {
    const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
    });
    for (const path of tracked.toString().split("\0").filter(Boolean)) {
      try {
        cpSync(join(root, path), join(this.folder, path));
      } catch (error) {
        // Listed and deleted: not in the working tree.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Writes the file, or makes the change. @throws when what is to be changed does not stand there exactly once. */
  apply({ path, language, text }: Example): void {
    if (language !== "diff") {
      this.write(path, text);
      return;
    }
    const lines = text.split("\n").filter(Boolean);
    const side = (mark: string) =>
      lines.filter((line) => line.startsWith(mark) || line.startsWith(" ")).map((line) => `${line.slice(1)}\n`);
    const parts = this.read(path).split(side("-").join(""));
    if (parts.length !== 2) throw new Error(`CONTRIBUTING.md changes what does not stand once in ${path}:\n${text}`);
    this.write(path, parts.join(side("+").join("")));
  }

  /** Runs a program of the copy's node_modules, or node itself, and returns all that it printed. */
  async run(command: string[], environment: Record<string, string> = {}): Promise<Outcome> {
    const [program, ...args] = command as [string, ...string[]];
    const child = spawn(program === "node" ? process.execPath : join(this.folder, "node_modules/.bin", program), args, {
      cwd: this.folder,
      env: { ...process.env, VITEST: "", NO_COLOR: "1", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
