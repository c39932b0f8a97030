import { unstable_rethrow } from "next/navigation";
import { toast } from "sonner";
import { text } from "../messages/text.ts";
import { leave } from "../ui/waiting.ts";

/**
 * Signs out by an action of the server's. What this device keeps goes once the server has answered, before the next
 * page shows; without an answer the person is still signed in, and nothing is lost.
 */
export async function leaveBy(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (answer) {
    if (!leadsOn(answer)) {
      toast.error(text("sign-out.failed"));
      return;
    }
    leave();
    throw answer;
  }
}

/** An action that has succeeded leads to another page, which Next hands on as something thrown. */
function leadsOn(answer: unknown): boolean {
  try {
    unstable_rethrow(answer);
    return false;
  } catch {
    return true;
  }
}
