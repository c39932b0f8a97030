import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const pages = globSync("**/*.md", { exclude: (name) => name.startsWith("node_modules") || name.startsWith(".") }).map(
  (path) => ({ path, text: readFileSync(path, "utf8") }),
);
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
const anchorsOf = (text: string) =>
  new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading)));

/** Links of a page that lead nowhere in this repository. */
function brokenLinks({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file ? join(dirname(path), file) : path;
    if (!existsSync(target)) return [`${path}: ${link}`];
    return anchor && !anchorsOf(readFileSync(target, "utf8")).has(anchor) ? [`${path}: ${link}`] : [];
  });
}

describe("the documentation", () => {
  it("has pages and links to look at", () => {
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(["README.md", "docs/isolation.md"]));
    expect(brokenLinks({ path: "README.md", text: "[a](docs) [b](docs/no.md) [c](#start) [d](#no)" })).toEqual([
      "README.md: docs/no.md",
      "README.md: #no",
    ]);
  });

  it("leads nowhere that is not there", () => {
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it("names no command that package.json has not", () => {
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, script = ""]) => ({ path, script })),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  it.each(["match_documents", "search_passages"])(
    "leads from the README to the migration that %s is from now",
    (name) => {
      const defines = new RegExp(`create (?:or replace )?function public\\.${name}\\(`);
      const last = readdirSync("supabase/migrations")
        .sort()
        .findLast((file) => defines.test(readFileSync(join("supabase/migrations", file), "utf8")));
      const linked = [...readFileSync("README.md", "utf8").matchAll(/\(supabase\/migrations\/([^)]+\.sql)\)/g)];
      expect(linked.map(([, file]) => file)).toContain(last);
    },
  );
});
