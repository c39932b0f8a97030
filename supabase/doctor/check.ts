/** `fail` it will not work or is not safe, `warn` worth mending, `skip` could not be looked at from here. */
export type State = "ok" | "warn" | "fail" | "skip";

/** One line of the doctor's: what was looked at, what was seen (never a key or a password), and what to do about it. */
export interface Check {
  name: string;
  state: State;
  seen: string;
  fix?: string;
}

export const ok = (name: string, seen: string): Check => ({ name, state: "ok", seen });
export const warn = (name: string, seen: string, fix: string): Check => ({ name, state: "warn", seen, fix });
export const fail = (name: string, seen: string, fix: string): Check => ({ name, state: "fail", seen, fix });
export const skip = (name: string, seen: string): Check => ({ name, state: "skip", seen });

/** An error in a word or two that says where the trouble is and quotes nothing: `ECONNREFUSED`, `28P01`, `TimeoutError`. */
export function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string") return code;
    if (at instanceof AggregateError && at.errors[0]) return codeOf(at.errors[0]);
    if (at.cause === undefined) return at.name;
  }
  return "unknown error";
}

const SECOND = 1000;

/** Whether two clocks agree. Tokens live for an hour, so that minutes matter and seconds don't. */
export function clock(name: string, theirs: number, ours: number): Check {
  const seconds = Math.round(Math.abs(theirs - ours) / SECOND);
  const fix = "Let both machines set their clocks by NTP.";
  if (seconds > 60) return fail(name, `${seconds} s apart from this machine's`, fix);
  if (seconds > 5) return warn(name, `${seconds} s apart from this machine's`, fix);
  return ok(name, "agrees with this machine's to within 5 s");
}
