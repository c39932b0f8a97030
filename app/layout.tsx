import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { nonceIn, POLICY } from "#lib/content-policy.ts";
import "./globals.css";
import { Theme } from "./ui/theme.tsx";

export const metadata: Metadata = {
  title: { default: "Nightlight", template: "%s · Nightlight" },
  description: "A coach for tired parents that answers from your own journal, and keeps it yours.",
  // A phone makes links of numbers and addresses in any text, an answer's too; ours are links where they should be.
  formatDetection: { telephone: false, date: false, address: false, email: false, url: false },
};

export const viewport: Viewport = {
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf6ef" },
    { media: "(prefers-color-scheme: dark)", color: "#12162a" },
  ],
};

/** Rendered for each request: a page made beforehand would have no nonce for its scripts. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = nonceIn((await headers()).get(POLICY));
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Theme nonce={nonce}>{children}</Theme>
      </body>
    </html>
  );
}
