import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireSession } from "#lib/auth.ts";
import { timeFormat } from "#lib/clock.ts";
import { CONSENT, getProfile } from "#lib/profile.ts";
import { text } from "../../messages/text.ts";
import { KeepClock } from "../keep-clock.tsx";
import { Agree } from "./agree.tsx";
import { BringBack } from "./bring-back.tsx";
import { Leave } from "./leave.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { REGIONS } from "./regions.ts";
import { SignOutEverywhere } from "./sign-out-everywhere.tsx";
import { TakeAlong } from "./take-along.tsx";

export const metadata: Metadata = { title: text("data.title") };

export default async function DataPage() {
  const profile = await getProfile(await requireSession());
  const agreed = profile.consents.find(({ wording }) => wording === CONSENT);
  const day = timeFormat(profile.timeZone ?? "UTC", { dateStyle: "long" });
  return (
    <div className="mx-auto max-w-2xl space-y-6 pt-4">
      {profile.timeZone ? null : <KeepClock />}
      <header className="space-y-1">
        <h1 className="text-2xl font-extrabold">{text("data.title")}</h1>
        <p className="text-soft">{text("data.intro")}</p>
      </header>
      <Part id="take" title={text("take.title")} words={text("take.text")}>
        <TakeAlong />
      </Part>
      <Part id="back" title={text("back.title")} words={text("back.text")}>
        <BringBack />
      </Part>
      <Part id="profile" title={text("profile.title")}>
        <ProfileForm
          key={JSON.stringify(profile)}
          profile={profile}
          timeZones={Intl.supportedValuesOf("timeZone")}
          regions={REGIONS}
        />
      </Part>
      <Part id="agreed" title={text("agreed.title")} words={text("consent.text")}>
        {agreed ? <p className="font-semibold">{text("agreed.when", { time: day(agreed.agreedAt) })}</p> : <Agree />}
      </Part>
      <Part id="devices" title={text("devices.title")} words={text("devices.text")}>
        <SignOutEverywhere />
      </Part>
      <Part id="leave" title={text("leave.title")} words={text("leave.text")}>
        <Leave />
      </Part>
    </div>
  );
}

function Part({ id, title, words, children }: { id: string; title: string; words?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="space-y-3 rounded-3xl border border-line p-5">
      <h2 id={id} className="text-xl font-bold">
        {title}
      </h2>
      {words ? <p className="text-soft">{words}</p> : null}
      {children}
    </section>
  );
}
