import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";
import { isoTime } from "#lib/route.ts";
import type { profilePatch } from "../app/api/profile/schema.ts";

/** The wording that people agree to when they sign up (app/messages: consent). A change of its text is a new name. */
export const CONSENT = "adult-and-ai-2026-11";

/** How to address a person and which clock they live by. */
export interface Profile {
  displayName: string | null;
  /** Null until they, or their device, have said. */
  timeZone: string | null;
  /** ISO 3166 country, or null. */
  region: string | null;
  language: string;
  /** What they agreed to and when, the latest first; times are ISO in UTC. */
  consents: { wording: string; agreedAt: string }[];
}

/** The person's profile; of somebody who has none yet, an empty one. @throws ApiError */
export async function getProfile({ supabase }: Session): Promise<Profile> {
  const [profile, consents] = await Promise.all([
    supabase.from("profiles").select("display_name, time_zone, region, language").maybeSingle(),
    supabase.from("consents").select("wording, agreed_at").order("agreed_at", { ascending: false }).limit(100),
  ]);
  const error = profile.error ?? consents.error;
  if (error) throw databaseError(error);
  return {
    displayName: profile.data?.display_name ?? null,
    timeZone: profile.data?.time_zone ?? null,
    region: profile.data?.region ?? null,
    language: profile.data?.language ?? "en",
    consents: (consents.data ?? []).map((row) => ({ wording: row.wording, agreedAt: isoTime(row.agreed_at) })),
  };
}

/** Changes what the patch names; the first change makes the profile. @throws ApiError */
export async function updateProfile(session: Session, patch: z.infer<typeof profilePatch>): Promise<Profile> {
  const { supabase, userId } = session;
  const row = {
    ...(patch.displayName === undefined ? {} : { display_name: patch.displayName || null }),
    ...(patch.timeZone === undefined ? {} : { time_zone: patch.timeZone }),
    ...(patch.region === undefined ? {} : { region: patch.region }),
    ...(patch.language === undefined ? {} : { language: patch.language }),
  };
  if (Object.keys(row).length > 0) {
    const change = () => supabase.from("profiles").update(row).eq("user_id", userId).select("user_id").maybeSingle();
    let { data, error } = await change();
    if (!error && !data) {
      ({ error } = await supabase.from("profiles").insert(row));
      // Made by another device in between.
      if (error?.code === "23505") ({ data, error } = await change());
    }
    if (error) throw databaseError(error);
  }
  if (patch.consent) await recordConsent(session);
  return getProfile(session);
}

/** Keeps that the person agrees to the wording of today; agreeing again changes nothing. @throws ApiError */
export async function recordConsent({ supabase }: Pick<Session, "supabase">): Promise<void> {
  const { error } = await supabase.from("consents").insert({ wording: CONSENT });
  if (error && error.code !== "23505") throw databaseError(error);
}
