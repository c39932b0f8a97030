import Link from "next/link";
import type { Concern } from "#lib/safety.ts";
import { EMERGENCY, HELP_LINES } from "../help/lines.ts";

const WORDS: Record<Concern, string> = {
  "self-harm": "That sounds very heavy, and you don't have to carry it alone tonight.",
  "harm-to-child": "It is brave to say that. Put the baby or child somewhere safe, step into the next room, and call.",
  abuse: "What is done to you or your child is not your fault. People can help you to be safe.",
  "postpartum-emergency": "This can be a medical emergency after a birth, and it can be treated. Please call now.",
};

/** Help from people, shown by the app itself beside what somebody wrote; no model has a say in it. */
export function HelpCard({ concern }: { concern: Concern }) {
  return (
    <aside
      aria-label="Help from people, now"
      className="max-w-prose space-y-2 rounded-3xl border-2 border-lamp bg-card p-4"
    >
      <p className="font-semibold">{WORDS[concern]}</p>
      <p>{EMERGENCY.text}</p>
      <ul className="space-y-1">
        {HELP_LINES.filter((line) => line !== EMERGENCY).map(({ name, links }) => (
          <li key={name}>
            <span className="block text-sm text-soft">{name}</span>
            {links.map(({ href, text }) => (
              <a
                key={href}
                href={href}
                rel="noreferrer"
                className="inline-flex min-h-11 items-center pr-4 font-semibold text-lamp underline"
              >
                {text}
              </a>
            ))}
          </li>
        ))}
      </ul>
      <Link href="/help" className="inline-flex min-h-11 items-center text-soft underline">
        More about these lines
      </Link>
    </aside>
  );
}
