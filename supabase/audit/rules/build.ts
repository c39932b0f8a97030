import type { AppRule, SourceFile } from "../app.ts";
import { namedSecrets, secretsIn } from "../secrets.ts";

const inClient = ({ path }: SourceFile) => path.startsWith("static/");

/** What `next build` made of an app: what is in it is handed out. */
export const buildRules: AppRule[] = [
  {
    id: "secret-in-client",
    severity: "error",
    why: "What is in a client chunk is published.",
    find: (app) =>
      app.build.filter(inClient).flatMap((file) =>
        secretsIn(file, namedSecrets(app)).map((what) => ({
          object: file.path,
          detail: `holds ${what}`,
          fix: "Revoke the key, then read it in server code alone, under a name without NEXT_PUBLIC_.",
        })),
      ),
  },
  {
    id: "secret-in-build",
    severity: "error",
    why: "A secret that was baked into a build goes wherever the build goes: images, caches, artifacts. Read it at run time.",
    find: (app) =>
      app.build
        .filter((file) => !inClient(file))
        .flatMap((file) =>
          secretsIn(file, namedSecrets(app)).map((what) => ({
            object: file.path,
            detail: `holds ${what}`,
            fix: "Revoke the key and read it at run time, by parsing the whole of process.env in server code.",
          })),
        ),
  },
  {
    id: "secret-name-in-client",
    severity: "warn",
    why: "A client chunk that names a server's secret has server code in it; the value follows with the next change.",
    find: (app) =>
      app.build.filter(inClient).flatMap((file) =>
        [
          ...new Set(file.text.match(/\b(SUPABASE_SERVICE_ROLE_KEY|SUPABASE_SECRET_KEY|DATABASE_URL|POSTGRES_URL)\b/g)),
        ].map((name) => ({
          object: file.path,
          detail: `names ${name}`,
          fix: 'Add import "server-only" to the module that reads it, and move it out of client components.',
        })),
      ),
  },
  {
    id: "source-map-published",
    severity: "warn",
    why: "Source maps beside the client chunks publish the sources with their comments.",
    find: (app) =>
      app.build
        .filter((file) => inClient(file) && file.path.endsWith(".map"))
        .map(({ path }) => ({
          object: path,
          detail: "is served with the app",
          fix: "Set productionBrowserSourceMaps: false in next.config.",
        })),
  },
];
