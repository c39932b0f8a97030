"use client";
import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import { text } from "../../messages/text.ts";
import { callApi } from "../../ui/api.ts";

/** "Use this to answer", on or off; `path` is that of the passage or of its source. */
export function UseToggle({ path, muted, name }: { path: string; muted: boolean; name: string }) {
  const router = useRouter();
  const [shown, show] = useOptimistic(muted);
  const [, start] = useTransition();

  const mute = (next: boolean, undoable = true) =>
    start(async () => {
      show(next);
      try {
        await callApi("PATCH", path, { muted: next });
        toast(text(next ? "memory.muted-now" : "memory.unmuted-now"), {
          ...(undoable ? { action: { label: text("memory.undo"), onClick: () => mute(!next, false) } } : {}),
        });
      } catch (error) {
        toast.error((error as Error).message);
      }
      router.refresh();
    });

  return (
    <label className="inline-flex min-h-11 cursor-pointer items-center gap-3 font-semibold">
      <input
        type="checkbox"
        role="switch"
        aria-label={text("memory.use-named", { name })}
        className="size-5 accent-[var(--lamp)]"
        checked={!shown}
        aria-checked={!shown}
        onChange={(event) => mute(!event.target.checked)}
      />
      {text("memory.use")}
    </label>
  );
}
