import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { satisfies } from "semver";
import { z } from "zod";
import { applyExceptions, readExceptions } from "../supabase/audit/exceptions.ts";
import type { Finding } from "../supabase/audit/rule.ts";
import { secretsIn } from "../supabase/audit/secrets.ts";
import { lockedPackages } from "./locked-packages.ts";

/**
 * Secrets in the files that git keeps or would keep, and locked packages with a known vulnerability:
 *
 *   npm run scan                               this repository
 *   npm run scan -- --root <folder>            another folder with a package-lock.json
 *   npm run scan -- --exceptions <file>        advisories accepted for a time (JSON: rule, object, reason, until)
 *
 * Exit code 1 for a secret, and for an advisory of high or critical severity. A registry that answers no `npm audit`
 * is said so, and the advisories kept in advisories.json are applied instead.
 */
const { values: flags } = parseArgs({
  options: { root: { type: "string" }, exceptions: { type: "string" } },
});
const project = join(import.meta.dirname, "..");
const root = resolve(flags.root ?? project);

const SEVERITIES = ["info", "low", "moderate", "high", "critical"] as const;
const vulnerability = z.object({
  name: z.string(),
  severity: z.enum(SEVERITIES),
  // A name alone says that the fault lies in a package further down, which is listed itself.
  via: z.array(
    z.union([
      z.string(),
      z.object({ url: z.string(), title: z.string(), severity: z.enum(SEVERITIES), range: z.string() }),
    ]),
  ),
});
const keptAdvisory = z.strictObject({
  id: z.string(),
  package: z.string(),
  vulnerable: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
});

const secrets = secretsInFiles(tracked());
const dependencies = applyExceptions(advisories(), flags.exceptions ? readExceptions(flags.exceptions) : []);
for (const { exception } of dependencies.excepted)
  console.log(`accepted until ${exception.until}: ${exception.object} (${exception.reason})`);
const findings = [...secrets, ...dependencies.findings];
for (const { severity, object, detail, fix } of findings) console.log(`${severity} ${object}: ${detail}. ${fix}`);
const errors = findings.filter(({ severity }) => severity === "error").length;
console.log(`scan: ${secrets.length} secrets, ${findings.length - secrets.length} vulnerable packages`);
process.exit(errors > 0 ? 1 : 0);

/** Files of the repository, the ones not yet added too, since they are about to be. */
function tracked(): string[] {
  const { stdout } = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const deleted = new Set(run("git", ["ls-files", "-z", "--deleted"]).stdout.split("\0"));
  return stdout.split("\0").filter((file) => file && !deleted.has(file));
}

function secretsInFiles(files: string[]): Finding[] {
  const finding = (file: string, detail: string): Finding => ({
    rule: "secret-in-source",
    severity: "error",
    object: file,
    detail,
    fix: "Take it out and make a new one: what was committed once is known.",
    why: "Whoever can read the repository holds the key.",
  });
  const { stdout, stderr } = run(process.execPath, [
    join(project, "node_modules/secretlint/bin/secretlint.js"),
    "--no-glob",
    "--format=json",
    `--secretlintrc=${join(project, ".secretlintrc.json")}`,
    ...files,
  ]);
  const report = z.array(
    z.object({
      filePath: z.string(),
      messages: z.array(z.object({ messageId: z.string(), loc: z.object({ start: z.object({ line: z.number() }) }) })),
    }),
  );
  const parsed = report.safeParse(parseJson(stdout));
  if (!parsed.success) throw new Error(`secretlint could not look: ${stderr.slice(0, 500)}`);
  const known = parsed.data.flatMap(({ filePath, messages }) =>
    messages.map(({ messageId, loc }) => finding(`${relative(root, filePath)}:${loc.start.line}`, messageId)),
  );
  // What Supabase calls its keys is known to the audit of the build.
  const ours = files.flatMap((path) =>
    secretsIn({ path, text: readFileSync(join(root, path), "utf8") }, new Map()).map((what) => finding(path, what)),
  );
  return [...known, ...ours];
}

function advisories(): Finding[] {
  const answer = parseJson(run("npm", ["audit", "--json", "--package-lock-only"]).stdout);
  const audited = z.object({ vulnerabilities: z.record(z.string(), vulnerability) }).safeParse(answer);
  if (audited.success) return Object.values(audited.data.vulnerabilities).flatMap(fromRegistry);
  const kept = z
    .array(keptAdvisory)
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, "advisories.json"), "utf8")));
  console.log(
    `The registry answers no npm audit: ${kept.length} advisories kept here were applied, newer ones were not.`,
  );
  return lockedPackages(root).flatMap(({ name, version }) =>
    kept
      .filter((one) => one.package === name && satisfies(version, one.vulnerable, { includePrerelease: true }))
      .map(({ id, severity, title }) => advisory(id, severity, `${name} ${version}: ${title}`)),
  );
}

function fromRegistry({ name, via }: z.infer<typeof vulnerability>): Finding[] {
  return via.flatMap((one) =>
    typeof one === "string"
      ? []
      : advisory(one.url.split("/").at(-1) as string, one.severity, `${name} ${one.range}: ${one.title}`),
  );
}

function advisory(id: string, severity: (typeof SEVERITIES)[number], detail: string): Finding {
  return {
    rule: "vulnerable-dependency",
    severity: SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf("high") ? "error" : "warn",
    object: id,
    detail,
    fix: "Move to a version that is not affected.",
    why: "A fault that is published is tried out on everybody.",
  };
}

function run(command: string, args: string[]) {
  return spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
