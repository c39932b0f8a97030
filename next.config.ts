import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`; a build that repeats it costs a newcomer half a minute.
  typescript: { ignoreBuildErrors: true },
  // The route tests and the worker run the same files without a bundler.
  serverExternalPackages: ["openai"],
};

export default config;
