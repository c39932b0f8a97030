import type { Metadata } from "next";
import Link from "next/link";
import { Shell } from "../ui/shell.tsx";
import { HELP_LINES } from "./lines.ts";

export const metadata: Metadata = { title: "Help now" };

export default function Help() {
  return (
    <Shell>
      <h1 className="pt-4 text-3xl font-extrabold">Help from people, now</h1>
      <p className="py-3 text-soft">
        The coach is an AI and can't keep anybody safe. These people can. You do not need the right words.
      </p>
      <ul className="space-y-4">
        {HELP_LINES.map(({ name, text, links }) => (
          <li key={name} className="space-y-2 rounded-3xl border border-line bg-card p-5">
            <h2 className="text-lg font-bold">{name}</h2>
            <p>{text}</p>
            {links.map((link) => (
              <a
                key={link.href}
                href={link.href}
                rel="noreferrer"
                className="inline-flex min-h-11 items-center pr-4 font-semibold text-lamp underline"
              >
                {link.text}
              </a>
            ))}
          </li>
        ))}
      </ul>
      <p className="pt-4">
        <Link href="/safety" className="inline-flex min-h-11 items-center underline">
          What Nightlight notices, and what it does then
        </Link>
      </p>
    </Shell>
  );
}
