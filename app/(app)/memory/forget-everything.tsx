"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { text } from "../../messages/text.ts";
import { callApi } from "../../ui/api.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";

const PHRASE = text("memory.everything-phrase");

/** Forgets every passage, once the words are typed. */
export function ForgetEverything() {
  const router = useRouter();
  const [error, setError] = useState("");

  async function forget(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const confirm = String(new FormData(event.currentTarget).get("confirm")).trim().toLowerCase();
    if (confirm !== PHRASE) return setError(text("leave.mistyped", { phrase: PHRASE }));
    setError("");
    try {
      const { forgotten } = await callApi<{ forgotten: number }>("DELETE", "/api/memories", { confirm });
      toast.success(text("memory.everything-done", { count: forgotten }));
      router.push("/memory");
      router.refresh();
    } catch (failure) {
      setError((failure as Error).message);
    }
  }

  return (
    <details className="rounded-3xl border border-line p-4">
      <summary className={buttonStyle({ look: "plain" })}>{text("memory.everything")}</summary>
      <form onSubmit={forget} className="space-y-3 pt-2">
        <p className="text-soft">{text("memory.everything-text")}</p>
        <Field
          label={text("memory.everything-confirm", { phrase: PHRASE })}
          name="confirm"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        {error ? (
          <p role="alert" className="text-danger">
            {error}
          </p>
        ) : null}
        <Button type="submit" look="danger">
          {text("memory.everything")}
        </Button>
      </form>
    </details>
  );
}
