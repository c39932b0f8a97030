import { existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { keyKind } from "#lib/supabase-key.ts";
import { secretsIn } from "#supabase/audit/secrets.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** What can be seen without asking anybody: this machine, its files, and the names and kinds of the settings. */

type Env = Record<string, string | undefined>;

/** @param version as `process.versions.node` */
export function nodeVersion(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return ok("node", version);
  return fail("node", version, "Run it through npm (npm start brings its own Node), or install Node 22.12 or later.");
}

const GIGABYTE = 1e9;

/** @param free bytes free, as measured when left out */
export async function diskSpace(folder: string, free?: number): Promise<Check> {
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  const bytes = free ?? bavail * bsize;
  const seen = `${(bytes / GIGABYTE).toFixed(1)} GB free`;
  if (bytes < GIGABYTE / 10) return fail("disk", seen, "Make room: the database stops when it can't write.");
  if (bytes < GIGABYTE) return warn("disk", seen, "Make room before it is full.");
  return ok("disk", seen);
}

/** Who may read the embedded database and its keys, and whether a restore was cut short. */
export function dataFolder(folder: string): Check {
  const name = "data folder";
  if (!existsSync(folder)) return ok(name, `${folder} does not exist yet; the first start makes it`);
  const open = ["", "pgdata", "keys.json", "stack.env"].filter((part) => {
    const path = join(folder, part);
    // Below a closed folder the database's own files may be as they are.
    return existsSync(path) && (statSync(path).mode & 0o077) !== 0;
  });
  if (open.length > 0) {
    const paths = open.map((part) => join(folder, part));
    return fail(name, `other users can read ${paths.join(", ")}`, `chmod go-rwx ${paths.join(" ")}`);
  }
  if (existsSync(join(folder, "pgdata.before")) && !existsSync(join(folder, "pgdata")))
    return fail(
      name,
      "a restore was cut short",
      "Run npm run restore again; the data from before is in pgdata.before.",
    );
  return ok(name, `${folder}, its owner's alone`);
}

const PUBLISHABLE = [
  "SUPABASE_PUBLISHABLE_KEY",
  "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
  "SUPABASE_ANON_KEY",
  "NEXT_PUBLIC_SUPABASE_ANON_KEY",
];
/** What the web app must work without. */
const TOO_STRONG = ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_JWT_SECRET"];

/** Keys where they don't belong, by the names of their variables. */
export function keyKinds(env: Env): Check[] {
  const given = PUBLISHABLE.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()] as const] : []));
  const checks = given.map(([name, key]) => {
    const kind = keyKind(key);
    if (kind === "secret")
      return fail(
        name,
        "holds a secret key, which reads everybody's rows",
        "Put the publishable key there, and replace the secret one: it has been where it does not belong.",
      );
    if (kind === "unknown")
      return fail(name, "is no Supabase key", "Copy the publishable key from the project's settings.");
    return ok(name, "a publishable key");
  });
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("NEXT_PUBLIC_") || PUBLISHABLE.includes(name)) continue;
    const [what] = secretsIn({ path: name, text: value ?? "" }, new Map());
    if (what)
      checks.push(
        fail(
          name,
          `holds ${what}`,
          "Rename it without NEXT_PUBLIC_, which is for what everybody may see, and replace the secret.",
        ),
      );
  }
  for (const name of TOO_STRONG.filter((each) => env[each]))
    checks.push(warn(name, "is set, and nothing here needs it", "Take it out of this environment: it opens all rows."));
  return checks;
}
