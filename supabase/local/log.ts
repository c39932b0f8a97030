import { logEvent } from "#lib/log.ts";

const NOT_ALLOWED = "42501";

/** The SQLSTATE an error carries, however deep it was wrapped; undefined for other errors. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error, depth = 0; at && typeof at === "object" && depth < 5; depth++) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
    at = (at as { cause?: unknown }).cause;
  }
  return undefined;
}

/**
 * From here on nothing printed through `console` in this process reaches its output in its own words:
 * lite prints failed statements with their parameters, and those are what people wrote. What remains of
 * each call is its level and the SQLSTATE, if it carried one.
 */
export function redactConsole(): void {
  const redacted =
    (level: string) =>
    (...args: unknown[]) => {
      const state = args.map(sqlState).find(Boolean);
      if (level !== "error" && level !== "warn") return;
      // A refusal is the database doing its work, and what the health check asks for: no fault of anything.
      if (state === NOT_ALLOWED) logEvent("database_refused", { sqlstate: state });
      else logEvent(state ? "database_error" : "library_message", { level, sqlstate: state });
    };
  for (const level of ["log", "info", "warn", "error", "debug", "trace"] as const) console[level] = redacted(level);
}
