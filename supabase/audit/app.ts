import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Fault, Finding, Severity } from "./rule.ts";
import { appRules } from "./rules/app.ts";
import { buildRules } from "./rules/build.ts";

/** One file of the app or of its build, read once for all rules. */
export interface SourceFile {
  /** Path from the app's folder. */
  path: string;
  text: string;
}

/** A Next.js app as it lies on disk. */
export interface AppFiles {
  folder: string;
  /** What the authors wrote: pages, routes, server modules. */
  source: SourceFile[];
  /** `.env` files. */
  env: SourceFile[];
  /** What `next build` made; empty without a build. */
  build: SourceFile[];
}

/** One thing that can be wrong with an app or its build. */
export interface AppRule {
  id: string;
  severity: Severity;
  why: string;
  find(app: AppFiles): Fault[];
}

const SOURCE = /\.(m|c)?(t|j)sx?$/;
const NOT_SOURCE =
  /(^|\/)(node_modules|\.next|\.git|dist|out|coverage|tests?|__tests__|e2e|supabase|scripts|bin)(\/|$)/;
const IN_BUILD = /\.(m?js|json|html|rsc|body|map|txt|meta)$/;

/** Files below a folder that `wanted` takes, by their paths from `root`; `into` says which folders to enter. */
function read(
  root: string,
  wanted: (path: string) => boolean,
  into: (path: string) => boolean,
  from = root,
): SourceFile[] {
  if (!existsSync(from)) return [];
  return readdirSync(from, { withFileTypes: true }).flatMap((entry) => {
    const path = join(from, entry.name);
    const name = relative(root, path).replaceAll("\\", "/");
    if (entry.isDirectory()) return into(name) ? read(root, wanted, into, path) : [];
    return entry.isFile() && wanted(name) ? [{ path: name, text: readFileSync(path, "utf8") }] : [];
  });
}

/** @param build the folder `next build` wrote, `.next` of the app unless told */
export function readApp(folder: string, build = join(folder, ".next")): AppFiles {
  return {
    folder,
    source: read(
      folder,
      (path) => SOURCE.test(path) && !/\.(test|spec)\./.test(path),
      (path) => !NOT_SOURCE.test(path),
    ),
    env: read(
      folder,
      (path) => /^\.env(\.|$)/.test(path),
      () => false,
    ),
    // The bundler's cache is not deployed.
    build: read(
      build,
      (path) => IN_BUILD.test(path),
      (path) => !/^(cache|dev)$/.test(path),
    ),
  };
}

export const APP_RULES: AppRule[] = [...buildRules, ...appRules];

/** Runs every rule over an app. */
export function auditApp(app: AppFiles): Finding[] {
  return APP_RULES.flatMap(({ id, severity, why, find }) =>
    find(app).map((fault) => ({ rule: id, why, ...fault, severity: fault.severity ?? severity })),
  );
}
