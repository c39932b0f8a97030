"use client";
import { type FormEvent, useState } from "react";
import { text } from "../../messages/text.ts";
import { ApiFailure, callApi } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { leave as leaveDevice } from "../../ui/waiting.ts";

const PHRASE = text("leave.phrase");

/** Deletes the account, once the words are typed and the password given again. */
export function Leave() {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  async function leave(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const confirm = String(form.get("confirm")).trim().toLowerCase();
    const password = String(form.get("password"));
    if (confirm !== PHRASE) return setError(text("leave.mistyped", { phrase: PHRASE }));
    if (password === "") return setError(text("leave.no-password"));
    setBusy(true);
    setError("");
    try {
      await callApi("DELETE", "/api/account", { confirm, password });
      leaveDevice();
      // A whole new page: nothing of the account stays in this one's memory.
      window.location.assign("/goodbye");
    } catch (failure) {
      setBusy(false);
      setError(failure instanceof ApiFailure ? failure.message : text("data.failed"));
    }
  }

  return (
    <form onSubmit={leave} className="space-y-4">
      <Field
        label={text("leave.confirm", { phrase: PHRASE })}
        name="confirm"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field label={text("leave.password")} name="password" type="password" autoComplete="current-password" />
      {error ? (
        <p role="alert" className="text-danger">
          {error}
        </p>
      ) : null}
      <Button type="submit" look="danger" disabled={busy}>
        {text("leave.button")}
      </Button>
    </form>
  );
}
