import type { Metadata } from "next";
import { Shell } from "../ui/shell.tsx";

export const metadata: Metadata = { title: "Help now" };

const lines = [
  {
    name: "Someone is in danger right now",
    text: "Call your emergency number: 911 in the US and Canada, 999 in the UK, 112 in the EU.",
    links: [],
  },
  {
    name: "US and Canada: 988",
    text: "Call or text 988, any hour. They have talked with very tired parents before.",
    links: [
      { href: "tel:988", text: "Call 988" },
      { href: "sms:988", text: "Text 988" },
    ],
  },
  {
    name: "Pregnant or with a small child (US): 1-833-852-6262",
    text: "The National Maternal Mental Health Hotline, call or text, any hour.",
    links: [{ href: "tel:18338526262", text: "Call the hotline" }],
  },
  {
    name: "Anywhere else",
    text: "findahelpline.com lists lines by country, with their hours.",
    links: [{ href: "https://findahelpline.com", text: "findahelpline.com" }],
  },
];

export default function Help() {
  return (
    <Shell>
      <h1 className="pt-4 text-3xl font-extrabold">Help from people, now</h1>
      <p className="py-3 text-soft">
        The coach is an AI and can't keep anybody safe. These people can. You do not need the right words.
      </p>
      <ul className="space-y-4">
        {lines.map(({ name, text, links }) => (
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
    </Shell>
  );
}
