import { BookLock, MoonStar, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { currentSession } from "#lib/auth.ts";
import { buttonStyle } from "./ui/button.tsx";
import { Shell } from "./ui/shell.tsx";

const reasons = [
  {
    icon: MoonStar,
    title: "Ten seconds at 3 a.m.",
    text: "How you are, how you slept, a line if you have one in you. One hand is enough.",
  },
  {
    icon: BookLock,
    title: "Answers from your own words",
    text: "The coach looks through what you wrote, quotes it, and shows where it stands. When it finds nothing, it says so.",
  },
  {
    icon: ShieldCheck,
    title: "Yours, and provably so",
    text: "The database itself hands your entries to you alone, whatever the app asks. The tests that prove it are open to anyone.",
  },
];

export default async function Landing() {
  const session = await currentSession().catch(() => null);
  return (
    <Shell
      wide
      nav={
        session ? null : (
          <Link href="/sign-in" className={buttonStyle({ look: "plain" })}>
            Sign in
          </Link>
        )
      }
    >
      <section className="grid items-center gap-8 py-6 md:grid-cols-2 md:py-14">
        <div className="space-y-5">
          <h1 className="text-4xl font-extrabold tracking-tight text-balance md:text-5xl">
            A small light for the long nights
          </h1>
          <p className="text-lg text-soft">
            Nightlight is a journal and an AI coach for parents. Say what you would not say out loud; ask later how it
            has really been.
          </p>
          <div className="flex flex-wrap gap-3">
            {session ? (
              <Link href="/today" className={buttonStyle()}>
                Go to Today
              </Link>
            ) : (
              <>
                <Link href="/sign-up" className={buttonStyle()}>
                  Start your journal
                </Link>
                <Link href="/sign-in" className={buttonStyle({ look: "quiet" })}>
                  Sign in
                </Link>
              </>
            )}
          </div>
        </div>
        <figure
          className="space-y-3 rounded-3xl border border-line bg-card p-5"
          aria-label="An example conversation, invented"
        >
          <p className="ml-auto w-fit rounded-2xl bg-glow px-4 py-2">How have I been sleeping?</p>
          <p>
            Over your last 12 check-ins, you slept 5.4 hours on average, from 3 to 7. On 14 November you wrote “first
            night of the split, slept five hours in one piece and feel like a person”{" "}
            <span className="text-lamp">[1]</span>.
          </p>
          <figcaption className="border-t border-line pt-3 text-sm text-soft">
            [1] Check-in · 14 November · invented example
          </figcaption>
        </figure>
      </section>
      <ul className="grid gap-4 md:grid-cols-3">
        {reasons.map(({ icon: Icon, title, text }) => (
          <li key={title} className="space-y-2 rounded-3xl border border-line p-5">
            <Icon className="size-6 text-lamp" aria-hidden />
            <h2 className="text-lg font-bold">{title}</h2>
            <p className="text-soft">{text}</p>
          </li>
        ))}
      </ul>
      <p className="pt-6 text-center text-soft">
        <Link href="/privacy" className="underline">
          How the wall is built, and what it does not promise
        </Link>
      </p>
    </Shell>
  );
}
