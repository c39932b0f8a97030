import { MoonStar } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ThemeToggle } from "./theme.tsx";

/** The frame of every page: name, what belongs at the top right, and a foot from which help is one tap away. */
export function Shell({ children, nav, wide = false }: { children: ReactNode; nav?: ReactNode; wide?: boolean }) {
  const width = wide ? "max-w-5xl" : "max-w-2xl";
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-card focus:p-3">
        Skip to content
      </a>
      <header className={`mx-auto flex w-full flex-wrap items-center justify-between gap-2 px-4 py-3 ${width}`}>
        <Link href="/" className="flex min-h-11 items-center gap-2 text-lg font-bold">
          <MoonStar className="size-6 text-lamp" aria-hidden />
          Nightlight
        </Link>
        <div className="flex items-center gap-1">
          {nav}
          <ThemeToggle />
        </div>
      </header>
      <main id="main" className={`mx-auto w-full flex-1 px-4 pb-8 ${width}`}>
        {children}
      </main>
      <footer className="border-t border-line px-4 pt-3 pb-24 text-center text-sm text-soft sm:pb-3">
        <Link href="/help" className="inline-flex min-h-11 items-center px-3 font-semibold text-ink underline">
          In crisis? Get help now
        </Link>
        <Link href="/privacy" className="inline-flex min-h-11 items-center px-3 underline">
          Privacy
        </Link>
        <Link href="/safety" className="inline-flex min-h-11 items-center px-3 underline">
          Safety
        </Link>
        <p>Nightlight is an AI, not a person and not a professional.</p>
      </footer>
    </div>
  );
}
