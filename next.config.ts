import type { NextConfig } from "next";
import { IMPORT_BYTES } from "./lib/import-limits.ts";

const development = process.env.NODE_ENV !== "production";

/** The browser talks to this app alone: nothing on a page can load from, or send to, anywhere else. */
const contentSecurityPolicy = [
  "default-src 'self'",
  `connect-src 'self'${development ? " ws:" : ""}`,
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const config: NextConfig = {
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "Content-Security-Policy", value: contentSecurityPolicy },
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "no-referrer" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
        ],
      },
    ];
  },
  // The proxy stands before every route and keeps a copy of each body; it would cut an import off at 10 MB.
  experimental: { proxyClientMaxBodySize: IMPORT_BYTES },
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`; a build that repeats it costs a newcomer half a minute.
  typescript: { ignoreBuildErrors: true },
  // The route tests and the worker run the same files without a bundler.
  serverExternalPackages: ["openai", "gpt-tokenizer", "unpdf"],
};

export default config;
