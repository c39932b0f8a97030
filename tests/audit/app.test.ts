import { describe, expect, it } from "vitest";
import { APP_RULES, type AppFiles, auditApp, readApp, type SourceFile } from "#supabase/audit/app.ts";
import { secretsIn } from "#supabase/audit/secrets.ts";

const root = `${import.meta.dirname}/../..`;
const file = (path: string, text: string): SourceFile => ({ path, text });
/** A token as Supabase signs them, for a role. */
const token = (role: string) =>
  ["header", "payload", "signature"]
    .map((part) => (part === "signature" ? part : Buffer.from(JSON.stringify({ part, role })).toString("base64url")))
    .join(".");

/** For each rule a file that breaks it, and one that looks alike and does not. */
const PLANTED: Record<string, { at: "source" | "env" | "build"; bad: SourceFile; good: SourceFile }> = {
  "secret-in-client": {
    at: "build",
    bad: file("static/chunks/a.js", `const key="${token("service_role")}"`),
    good: file("static/chunks/a.js", `const key="${token("anon")}";const prefix="sb_secret_"`),
  },
  "secret-in-build": {
    at: "build",
    bad: file("server/app/page.js", `const url="postgresql://app:${"hunter22"}@db.example.com:5432/postgres"`),
    good: file(
      "server/app/page.js",
      ['const url="postgresql://"+user+":"+password+"@"+host', "process.env.DATABASE_URL"].join(),
    ),
  },
  "secret-name-in-client": {
    at: "build",
    bad: file("static/chunks/a.js", "createClient(u,process.env.SUPABASE_SERVICE_ROLE_KEY)"),
    good: file("static/chunks/a.js", "createClient(u,process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY)"),
  },
  "source-map-published": {
    at: "build",
    bad: file("static/chunks/a.js.map", "{}"),
    good: file("server/chunks/a.js.map", "{}"),
  },
  "public-env-secret": {
    at: "env",
    bad: file(".env.local", "NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY=x"),
    good: file(".env.local", "NEXT_PUBLIC_SUPABASE_ANON_KEY=x\nDATABASE_URL=x"),
  },
  "shared-cache": {
    at: "source",
    bad: file("lib/notes.ts", 'export async function notes() {\n  "use cache";\n}'),
    good: file("lib/notes.ts", 'export async function notes() {\n  "use cache: private";\n}'),
  },
  "route-prerendered": {
    at: "source",
    bad: file("app/api/notes/route.ts", 'export const dynamic = "force-static"; // no-store'),
    good: file("app/notes/page.tsx", 'export const dynamic = "force-static";'),
  },
  "route-without-no-store": {
    at: "source",
    bad: file("src/app/api/notes/route.ts", "export const GET = () => Response.json(1);"),
    good: file(
      "src/app/api/notes/route.ts",
      'export const GET = () => new Response("", { headers: { "cache-control": "no-store" } });',
    ),
  },
  "service-key-in-app": {
    at: "source",
    bad: file("lib/admin.ts", "createClient(url, process.env.SUPABASE_SERVICE_ROLE_KEY!)"),
    good: file("lib/user.ts", "createClient(url, process.env.SUPABASE_PUBLISHABLE_KEY!)"),
  },
  "session-not-verified": {
    at: "source",
    bad: file("app/page.tsx", "const { data } = await supabase.auth.getSession();"),
    good: file("app/menu.tsx", '"use client";\nconst { data } = await supabase.auth.getSession();'),
  },
};

const appWith = (at: "source" | "env" | "build", ...files: SourceFile[]): AppFiles => ({
  folder: "/an/app",
  source: [],
  env: [],
  build: [],
  [at]: files,
});

describe("each rule for an app and its build", () => {
  it("has its planted twin here", () => {
    expect(Object.keys(PLANTED).sort()).toEqual(APP_RULES.map(({ id }) => id).sort());
  });

  it.each(APP_RULES.map(({ id }) => [id] as const))("%s finds what is planted, and not what looks alike", (id) => {
    const { at, bad, good } = PLANTED[id] as (typeof PLANTED)[string];
    const found = auditApp(appWith(at, bad)).filter(({ rule }) => rule === id);
    expect(found.map(({ object }) => object)).toEqual([bad.path]);
    expect(auditApp(appWith(at, good)).filter(({ rule }) => rule === id)).toEqual([]);
  });
});

describe("the audit of an app", () => {
  it("sees an API route that was rendered at build time", () => {
    const manifest = file("prerender-manifest.json", JSON.stringify({ routes: { "/": {}, "/api/notes": {} } }));
    expect(auditApp(appWith("build", manifest)).map(({ object }) => object)).toEqual(["/api/notes"]);
  });

  it("takes a wrapper's no-store for the route's own, however the wrapper is imported", () => {
    const wrapper = file("lib/answer.ts", 'export const headers = { "Cache-Control": "private, no-store" };');
    for (const from of ["../../../lib/answer.ts", "#lib/answer.ts", "@/lib/answer"]) {
      const route = file("app/api/notes/route.ts", `import { headers } from "${from}";`);
      expect(auditApp(appWith("source", route, wrapper)), from).toEqual([]);
    }
  });

  it("finds the value of a variable of the .env file, and never prints it", () => {
    const app = {
      ...appWith("env", file(".env", 'OPENAI_API_KEY="a-quiet-key-of-mine"')),
      build: [file("server/a.js", 'x="a-quiet-key-of-mine"')],
    };
    const findings = auditApp(app);
    expect(findings.map(({ rule, detail }) => [rule, detail])).toEqual([
      ["secret-in-build", "holds the value of OPENAI_API_KEY"],
    ]);
    expect(JSON.stringify(findings)).not.toContain("quiet");
  });

  it.each([
    ["a Supabase secret key", `sb_secret_${"N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"}`],
    ["a model provider's key", `sk-proj-${"aB3".repeat(16)}`],
    ["a private key", `-----BEGIN PRIVATE KEY-----\\n${"MIIEvQ".repeat(10)}`],
  ])("knows %s", (what, text) => {
    expect(secretsIn(file("a.js", `x="${text}"`), new Map())).toEqual([what]);
  });

  it("finds nothing in this project", () => {
    const app = readApp(root);
    expect(app.source.length).toBeGreaterThan(50);
    expect(auditApp(app)).toEqual([]);
  });
});
