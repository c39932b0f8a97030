import { keyKind } from "#lib/supabase-key.ts";
import type { AppFiles, SourceFile } from "./app.ts";

/** Names of variables whose values are nobody's business. */
export const SECRET_NAME =
  /(SECRET|SERVICE_ROLE|PRIVATE_KEY|PASSWORD|DATABASE_URL|POSTGRES_URL|JWT|OPENAI_API_KEY|ANTHROPIC_API_KEY)/;
const SECRET_VALUES: { what: string; pattern: RegExp; proves?: (match: string) => boolean }[] = [
  { what: "a Supabase secret key", pattern: /sb_secret_[\w-]{8,}/g },
  {
    what: "a service_role token",
    pattern: /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*/g,
    proves: (token) => keyKind(token) === "secret",
  },
  {
    what: "a database URL with its password",
    pattern: /postgres(?:ql)?:\/\/[^\s:"'`@/$<>{}]+:[^\s"'`@$<>{}]{3,}@[^\s"'`\\/]+/g,
  },
  { what: "a model provider's key", pattern: /(?<![\w-])sk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_]{32,}/g },
  { what: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40,}/g },
];

/** What a file holds of secrets; never the secret itself, since findings are printed. */
export function secretsIn({ text }: SourceFile, named: Map<string, string>): string[] {
  const known = SECRET_VALUES.filter(({ pattern, proves }) =>
    [...text.matchAll(pattern)].some(([match]) => proves?.(match) ?? true),
  ).map(({ what }) => what);
  const own = [...named].filter(([, value]) => text.includes(value)).map(([name]) => `the value of ${name}`);
  return [...known, ...own];
}

/** Secrets by name, from the app's `.env` files and this process: their values must be in no build. */
export function namedSecrets(app: AppFiles): Map<string, string> {
  const lines = app.env.flatMap(({ text }) => [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^"'\n#]*)/gm)]);
  const all = [...lines.map(([, name = "", value = ""]) => [name, value] as const), ...Object.entries(process.env)];
  return new Map(
    all
      .filter(
        ([name, value]) =>
          SECRET_NAME.test(name) && !name.startsWith("NEXT_PUBLIC_") && (value ?? "").trim().length > 8,
      )
      .map(([name, value]) => [name, (value as string).trim()]),
  );
}
