import { after } from "next/server.js";

/** Lets a piece of work end before the server may: a host that stops idle functions, or a shutdown, waits for it. */
export function outlive(work: Promise<void>): void {
  try {
    after(work);
  } catch {
    // Called outside Next, where nothing ends the process early.
  }
}
