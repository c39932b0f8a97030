"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Profile } from "#lib/profile.ts";
import { LANGUAGES, text } from "../../messages/text.ts";
import { ApiFailure, callApi } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputStyle } from "../../ui/field.tsx";

interface Props {
  profile: Profile;
  timeZones: string[];
  regions: { code: string; name: string }[];
}

/** Name, clock, country and language. What is typed stays where it is when saving fails. */
export function ProfileForm({ profile, timeZones, regions }: Props) {
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState("");

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setSaving(true);
    setError("");
    try {
      await callApi("PATCH", "/api/profile", {
        displayName: String(form.get("name")).trim() || null,
        timeZone: String(form.get("zone")),
        region: String(form.get("region")) || null,
        language: String(form.get("language")),
      });
      toast.success(text("profile.saved"));
    } catch (failure) {
      setError(failure instanceof ApiFailure ? failure.message : text("data.failed"));
    }
    setSaving(false);
  }

  const zone = profile.timeZone ?? "UTC";
  return (
    <form onSubmit={save} className="space-y-4">
      <Field
        label={text("profile.name")}
        hint={text("profile.name-hint")}
        name="name"
        maxLength={80}
        autoComplete="given-name"
        defaultValue={profile.displayName ?? ""}
      />
      <Choice name="zone" label={text("profile.zone")} hint={text("profile.zone-hint")} value={zone}>
        {[...new Set([zone, "UTC", ...timeZones])].map((name) => (
          <option key={name} value={name}>
            {name.replaceAll("_", " ")}
          </option>
        ))}
      </Choice>
      <Choice
        name="region"
        label={text("profile.region")}
        hint={text("profile.region-hint")}
        value={profile.region ?? ""}
      >
        <option value="">{text("profile.no-region")}</option>
        {regions.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice name="language" label={text("profile.language")} value={profile.language}>
        {LANGUAGES.map((code) => (
          <option key={code} value={code}>
            {new Intl.DisplayNames([code], { type: "language" }).of(code)}
          </option>
        ))}
      </Choice>
      {error ? (
        <p role="alert" className="text-danger">
          {error}
        </p>
      ) : null}
      <Button type="submit" disabled={saving} className="w-full sm:w-auto">
        {text("profile.save")}
      </Button>
    </form>
  );
}

function Choice(props: { name: string; label: string; hint?: string; value: string; children: React.ReactNode }) {
  return (
    <label className="block space-y-1">
      <span className="font-semibold">{props.label}</span>
      <select name={props.name} defaultValue={props.value} className={inputStyle}>
        {props.children}
      </select>
      {props.hint ? <span className="block text-sm text-soft">{props.hint}</span> : null}
    </label>
  );
}
