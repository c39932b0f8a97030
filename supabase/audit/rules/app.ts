import { dirname, join } from "node:path";
import type { AppFiles, AppRule, SourceFile } from "../app.ts";
import { SECRET_NAME } from "../secrets.ts";

const isClientSource = ({ text }: SourceFile) => /^\s*["']use client["']/.test(text);
const ROUTE = /(^|\/)app\/(.*\/)?route\.[tj]sx?$|(^|\/)pages\/api\/.*\.[tj]sx?$/;

/** Whether a module, or one that it imports, sets `no-store`. Follows relative, `@/` and package.json imports. */
function reachesNoStore(app: AppFiles, file: SourceFile, seen = new Set<string>()): boolean {
  if (seen.has(file.path)) return false;
  seen.add(file.path);
  if (/no-store/.test(file.text)) return true;
  const imports = [...file.text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    ([, name]) => name as string,
  );
  return imports.some((name) => {
    const target = imported(app, file, name);
    return target ? reachesNoStore(app, target, seen) : false;
  });
}

function imported(app: AppFiles, from: SourceFile, name: string): SourceFile | undefined {
  const bases = name.startsWith(".")
    ? [join(dirname(from.path), name)]
    : /^[@~#]\/?/.test(name)
      ? ["", "src/"].map((root) => join(root, name.replace(/^[@~#]\/?/, "")))
      : [];
  const paths = bases.flatMap((base) => [base, `${base}.ts`, `${base}.tsx`, `${base}.js`, `${base}/index.ts`]);
  return app.source.find(({ path }) => paths.includes(path));
}

/** What the authors of an app wrote. */
export const appRules: AppRule[] = [
  {
    id: "public-env-secret",
    severity: "error",
    why: "Everything named NEXT_PUBLIC_ is written into the pages that everybody downloads.",
    find: (app) =>
      [...app.source, ...app.env].flatMap((file) =>
        [...new Set(file.text.match(/\bNEXT_PUBLIC_\w+/g))]
          .filter((name) => SECRET_NAME.test(name) && !/ANON|PUBLISHABLE/.test(name))
          .map((name) => ({
            object: file.path,
            detail: `names ${name}`,
            fix: `Rename it without NEXT_PUBLIC_, and revoke what it held.`,
          })),
      ),
  },
  {
    id: "shared-cache",
    severity: "warn",
    why: "Next's data cache is shared by everybody who asks. A result that depends on who asks, kept under a key that does not, is shown to the next person.",
    find: (app) =>
      app.source.flatMap((file) => {
        const uses =
          file.text.match(
            /\bunstable_cache\s*\(|^\s*["']use cache(: remote)?["']|cache:\s*["']force-cache["']|next:\s*\{\s*revalidate/m,
          )?.[0] ?? null;
        return uses
          ? [
              {
                object: file.path,
                detail: `uses ${uses.trim()}`,
                fix: "Take it out, or put the person's id into the key and nothing of the request's cookies into the function.",
              },
            ]
          : [];
      }),
  },
  {
    id: "route-prerendered",
    severity: "error",
    why: "A route that is rendered at build time, or kept for a while, gives everybody the first answer.",
    find: (app) => [
      ...app.source
        .filter(
          (file) =>
            ROUTE.test(file.path) &&
            /export const (dynamic\s*=\s*["']force-static["']|revalidate\s*=\s*[1-9])/.test(file.text),
        )
        .map(({ path }) => ({ object: path, detail: "is static", fix: 'export const dynamic = "force-dynamic";' })),
      ...app.build
        .filter(({ path }) => path === "prerender-manifest.json")
        .flatMap(({ text }) => Object.keys(JSON.parse(text).routes ?? {}))
        .filter((route) => route.startsWith("/api/"))
        .map((route) => ({
          object: route,
          detail: "was rendered at build time",
          fix: 'export const dynamic = "force-dynamic";',
        })),
    ],
  },
  {
    id: "route-without-no-store",
    severity: "warn",
    why: "Without Cache-Control: private, no-store a browser or a proxy on the way may keep one person's answer for the next.",
    find: (app) =>
      app.source
        .filter((file) => ROUTE.test(file.path) && !reachesNoStore(app, file))
        .map(({ path }) => ({
          object: path,
          detail: "neither it nor what it imports sets no-store",
          fix: 'Answer with the header Cache-Control: "private, no-store".',
        })),
  },
  {
    id: "service-key-in-app",
    severity: "warn",
    why: "Code that holds the service key works past every policy; the checks are then the code's own, route by route.",
    find: (app) =>
      app.source
        .filter((file) =>
          /process\.env(\.|\[["'])(SUPABASE_)?(SERVICE_ROLE|SECRET)_KEY|process\.env\.SUPABASE_SERVICE_ROLE/.test(
            file.text,
          ),
        )
        .map(({ path }) => ({
          object: path,
          detail: "reads the service key",
          fix: "Work as the person who asks: a client per request, with their token.",
        })),
  },
  {
    id: "session-not-verified",
    severity: "warn",
    why: "getSession() on the server believes the cookie as it came; getClaims() and getUser() verify it.",
    find: (app) =>
      app.source
        .filter((file) => !isClientSource(file) && /\bauth\s*\.\s*getSession\s*\(/.test(file.text))
        .map(({ path }) => ({
          object: path,
          detail: "calls auth.getSession() in server code",
          fix: "Call auth.getClaims() instead.",
        })),
  },
];
