import { toast } from "sonner";
import { ApiFailure } from "./api.ts";

/** Runs a request; when it fails the person is told in words, and may try again. @returns whether it succeeded */
export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const text = error instanceof ApiFailure ? error.message : "That did not work. Please try again.";
    toast.error(text, { action: { label: "Retry", onClick: () => void attempt(work) } });
    return false;
  }
}
