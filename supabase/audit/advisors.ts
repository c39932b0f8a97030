import { spawn } from "node:child_process";
import { z } from "zod";
import type { Finding, Severity } from "./rule.ts";

const answer = z.object({
  results: z.array(
    z.looseObject({
      name: z.string(),
      level: z.string(),
      detail: z.string().optional(),
      description: z.string().optional(),
      remediation: z.string().optional(),
      metadata: z.looseObject({ schema: z.string().optional(), name: z.string().optional() }).optional(),
    }),
  ),
});
const SEVERITIES: Record<string, Severity> = { ERROR: "error", WARN: "warn", INFO: "info" };

/**
 * What `supabase db advisors` has to say of a database: the rules that Supabase itself maintains.
 * @throws Error naming what is missing, when the CLI is not installed or could not ask
 */
export async function askAdvisors(databaseUrl: string): Promise<Finding[]> {
  const child = spawn(
    "supabase",
    ["db", "advisors", `--remote=${databaseUrl}`, "--type=security", "--output-format=json"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DO_NOT_TRACK: "1", SUPABASE_TELEMETRY_DISABLED: "1" },
    },
  );
  let output = "";
  let missing: Error | undefined;
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.resume();
  child.once("error", (error) => (missing = error));
  await new Promise((resolve) => child.once("close", resolve));
  if (missing) throw new Error("the Supabase CLI is not installed");
  return readAnswer(output);
}

/** The CLI's JSON as findings. */
export function readAnswer(output: string): Finding[] {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  const parsed = answer.safeParse(line ? JSON.parse(line) : undefined);
  if (!parsed.success) throw new Error("supabase db advisors gave no answer");
  return parsed.data.results.map(({ name, level, detail, description, remediation, metadata }) => ({
    rule: `advisors/${name}`,
    severity: SEVERITIES[level.toUpperCase()] ?? "info",
    object: [metadata?.schema, metadata?.name].filter(Boolean).join(".") || name,
    detail: detail ?? name,
    why: description ?? "",
    fix: remediation ?? "",
  }));
}
