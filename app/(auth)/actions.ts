"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { addressOf, mayMail, signedIn, signInWait, signUpWait } from "#lib/attempts.ts";
import { cookieClient } from "#lib/auth.ts";
import { recordConsent } from "#lib/profile.ts";
import { mailLink } from "./mail-link.ts";
import { beginRecovery, endRecovery, recoveringPerson } from "./recovery.ts";

export interface FormState {
  error?: string;
  notice?: string;
  /** What was typed, so that a failed attempt does not empty the form. */
  email?: string;
}

const credentials = z.object({
  email: z.email("Please enter an email address.").max(254),
  password: z
    .string()
    .min(8, "The password needs at least 8 characters.")
    .max(72, "The password can have 72 characters at the most."),
});

const UNREACHABLE = "Nightlight can't be reached right now. Please try again in a moment.";

const LINK_GONE = "The link has run out or was used before. Ask for a new one.";

const tooMany = (minutes: number) =>
  `That was too many attempts. Please wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`;

function typed(form: FormData): string {
  return String(form.get("email") ?? "").trim();
}

export async function signUp(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form);
  const parsed = credentials.safeParse({ email, password: form.get("password") });
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? "", email };
  if (form.get("consent") !== "on") return { error: "Please tick the box: without it we can't begin.", email };
  const wait = await signUpWait(addressOf(await headers()));
  if (wait !== null) return { error: tooMany(wait), email };
  const supabase = await cookieClient();
  const { data, error } = await supabase.auth.signUp(parsed.data);
  if (error?.name === "AuthRetryableFetchError") return { error: UNREACHABLE, email };
  if (error) return { error: "That did not work. If you have an account already, sign in instead.", email };
  if (!data.session) return { notice: "Almost there: follow the link in the mail we have just sent you.", email };
  // Not worth failing for: "Your data" asks again where there is no record.
  await recordConsent({ supabase }).catch(() => undefined);
  redirect("/today");
}

export async function signIn(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form);
  const address = addressOf(await headers());
  const wait = await signInWait(email, address);
  if (wait !== null) return { error: `${tooMany(wait)} Or set a new password below.`, email };
  const supabase = await cookieClient();
  const { error } = await supabase.auth.signInWithPassword({ email, password: String(form.get("password") ?? "") });
  if (error?.name === "AuthRetryableFetchError") return { error: UNREACHABLE, email };
  // The same words for an unknown address and a wrong password: nobody learns who has an account.
  if (error) return { error: "Email or password is not right.", email };
  await signedIn(email, address);
  redirect("/today");
}

export async function requestPasswordReset(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form);
  const parsed = credentials.shape.email.safeParse(email);
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? "", email };
  // Not waited for: an address that gets a mail must not take longer than one that is not known here.
  if (await mayMail(email, addressOf(await headers()))) {
    const supabase = await cookieClient();
    after(() => supabase.auth.resetPasswordForEmail(parsed.data));
  }
  return { notice: "If there is an account with this address, a mail with a link is on its way." };
}

/** Signs in with what a link in a mail carries; used up then. */
export async function followLink(_: FormState, form: FormData): Promise<FormState> {
  const parsed = mailLink.safeParse(Object.fromEntries(form));
  if (!parsed.success) redirect("/sign-in");
  const supabase = await cookieClient();
  const { data, error } = await supabase.auth.verifyOtp(parsed.data);
  if (error?.name === "AuthRetryableFetchError") return { error: UNREACHABLE };
  if (error || !data.user) redirect("/forgot-password?expired=1");
  if (parsed.data.type !== "recovery") redirect("/today");
  await beginRecovery(data.user.id);
  redirect("/reset-password");
}

export async function setNewPassword(_: FormState, form: FormData): Promise<FormState> {
  const parsed = credentials.shape.password.safeParse(form.get("password"));
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? "" };
  if (!(await recoveringPerson())) return { error: LINK_GONE };
  const supabase = await cookieClient();
  const { error } = await supabase.auth.updateUser({ password: parsed.data });
  if (error?.name === "AuthRetryableFetchError") return { error: UNREACHABLE };
  if (error) return { error: LINK_GONE };
  // Whoever has a session by the old password loses it.
  const others = await supabase.auth.signOut({ scope: "others" });
  await endRecovery();
  if (others.error)
    return { error: "Your new password is saved, but other devices are still signed in. “Your data” signs them out." };
  redirect("/today");
}

/** Ends the session of this browser; other devices stay signed in. */
export async function signOut(): Promise<void> {
  await endSession("local");
  redirect("/");
}

/** Ends every session of the person's; an access token that is out lasts until it expires, an hour at the most. */
export async function signOutEverywhere(): Promise<void> {
  await endSession("global");
  redirect("/sign-in");
}

async function endSession(scope: "local" | "global"): Promise<void> {
  const supabase = await cookieClient();
  const { error } = await supabase.auth.signOut({ scope });
  // 400: the session was over before, and its cookies have gone. After anything else the person is still signed in.
  if (error && error.status !== 400) throw error;
}
