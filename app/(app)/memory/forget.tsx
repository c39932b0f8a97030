"use client";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { text } from "../../messages/text.ts";
import { callApi } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";

/** Forgets what `path` names, after asking: what is forgotten can't be put back. `name` tells one button from another. */
export function Forget({ path, label, name, warning }: { path: string; label: string; name: string; warning: string }) {
  const router = useRouter();
  async function forget() {
    try {
      await callApi("DELETE", path);
      toast.success(text("memory.forgotten"));
      router.refresh();
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  return (
    <Confirm
      trigger={
        <Button look="plain" aria-label={`${label}: ${name}`}>
          {label}
        </Button>
      }
      title={text("memory.forget-title")}
      text={warning}
      action={text("memory.forget")}
      onConfirm={() => void forget()}
    />
  );
}
