/** What a Supabase key lets its holder do, by its form or, for a token, by the role in it; `unknown` when it is none. */
export function keyKind(key: string): "publishable" | "secret" | "unknown" {
  if (key.startsWith("sb_publishable_")) return "publishable";
  if (key.startsWith("sb_secret_")) return "secret";
  try {
    const { role } = JSON.parse(Buffer.from(key.split(".")[1] ?? "", "base64url").toString("utf8"));
    return role === "anon" ? "publishable" : role === "service_role" ? "secret" : "unknown";
  } catch {
    return "unknown";
  }
}
