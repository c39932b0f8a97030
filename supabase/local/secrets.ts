import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateApiKey } from "@supabase/lite";

/** What one installation generates for itself once and keeps in `<dataDir>/keys.json` (mode 0600). */
export interface StackSecrets {
  /** Signs access tokens (HS256). Never leaves the stack's process. */
  jwtSecret: string;
  /** Lets a client in as `anon`; safe to hand to any client. No secret key exists at all. */
  publishableKey: string;
}

/** Reads the installation's keys, or generates them at first boot. Without a folder they live in memory. */
export async function loadSecrets(dataDir?: string): Promise<StackSecrets> {
  const file = dataDir && join(dataDir, "keys.json");
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as StackSecrets;
  const secrets: StackSecrets = {
    jwtSecret: randomBytes(48).toString("base64url"),
    publishableKey: (await generateApiKey("publishable")).key,
  };
  if (file) writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return secrets;
}
