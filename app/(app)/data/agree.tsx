"use client";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { text } from "../../messages/text.ts";
import { callApi } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";

/** For accounts from before consent was recorded. */
export function Agree() {
  const router = useRouter();
  async function agree() {
    try {
      await callApi("PATCH", "/api/profile", { consent: true });
      toast.success(text("agreed.recorded"));
      router.refresh();
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  return (
    <div className="space-y-3">
      <p>{text("agreed.missing")}</p>
      <Button look="quiet" onClick={() => void agree()}>
        {text("agreed.record")}
      </Button>
    </div>
  );
}
