import { Brain, ChevronRight, FolderOpen, LifeBuoy, ShieldCheck, UserRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "#lib/auth.ts";

export const metadata: Metadata = { title: "More" };

const PLACES = [
  {
    href: "/projects",
    icon: FolderOpen,
    name: "Projects and files",
    what: "Gather notes, letters and plans on one matter",
  },
  {
    href: "/memory",
    icon: Brain,
    name: "What the coach knows",
    what: "Every passage it can recall; forget any of them",
  },
  { href: "/data", icon: UserRound, name: "Your data", what: "Profile, export, bring back, delete everything" },
  { href: "/privacy", icon: ShieldCheck, name: "Privacy", what: "How the wall is built, and a check of your account" },
  { href: "/help", icon: LifeBuoy, name: "Help now", what: "Whom to call when it is too much" },
];

/** What is not needed every night, one tap away. */
export default async function MorePage() {
  await requireSession();
  return (
    <div className="mx-auto max-w-2xl space-y-4 pt-4">
      <h1 className="text-2xl font-extrabold">More</h1>
      <ul className="space-y-2">
        {PLACES.map(({ href, icon: Icon, name, what }) => (
          <li key={href}>
            <Link
              href={href}
              className="flex min-h-16 items-center gap-4 rounded-2xl border border-line bg-card px-4 py-3 hover:bg-glow"
            >
              <Icon className="size-6 shrink-0 text-lamp" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block font-semibold">{name}</span>
                <span className="block text-sm text-soft">{what}</span>
              </span>
              <ChevronRight className="size-5 shrink-0 text-soft" aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
