"use client";
import { ChartSpline, Ellipsis, MessageCircleHeart, NotebookPen, SunMoon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./cn.ts";

const tabs = [
  { href: "/today", label: "Today", icon: SunMoon },
  { href: "/journal", label: "Journal", icon: NotebookPen },
  { href: "/chat", label: "Coach", icon: MessageCircleHeart },
  { href: "/trends", label: "Trends", icon: ChartSpline },
  { href: "/more", label: "More", icon: Ellipsis, also: ["/projects", "/files", "/memory", "/data"] },
];

/** The places of the app: at the thumb on a phone, at the top on a wide screen; with their words as soon as these fit. */
export function AppNav() {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex justify-around border-t border-line bg-card pb-[env(safe-area-inset-bottom)] sm:static sm:border-0 sm:bg-transparent"
    >
      {tabs.map(({ href, label, icon: Icon, also = [] }) => {
        const here = [href, ...also].some((place) => path.startsWith(place));
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={cn(
              "flex min-h-14 min-w-16 flex-col items-center justify-center gap-1 rounded-2xl px-2 text-sm font-semibold sm:min-h-11 sm:flex-row sm:max-md:min-w-11 lg:px-3",
              here ? "text-lamp" : "text-soft",
            )}
          >
            <Icon className="size-5" aria-hidden />
            <span className="sm:max-md:sr-only">{label}</span>
          </Link>
        );
      })}
    </nav>
  );
}
