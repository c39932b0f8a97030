import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of the lock file; `licence` is an SPDX expression. */
export interface Package {
  name: string;
  version: string;
  licence: string;
  /** Not part of what runs for people. */
  development: boolean;
}

/** Every package that a folder's lock file names, for every platform; an alias by the name of what it stands for. */
export function lockedPackages(folder = join(import.meta.dirname, "..")): Package[] {
  const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    packages: Record<string, { name?: string; version?: string; license?: string; dev?: boolean; link?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== "" && !link)
    .map(([path, { name, version = "", license = "", dev = false }]) => ({
      name: name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license,
      development: dev,
    }));
}
