import { defineConfig } from "vitest/config";
import { EffectsFirst, plantedSource } from "./tests/mutants/vite-mutant.ts";
import { NO_QUOTAS } from "./tests/stack/no-quotas.ts";

const planted = process.env.LEAK_SQL || process.env.LEAK_SOURCE;

export default defineConfig({
  plugins: [plantedSource()],
  test: {
    // A module changed while it is loaded must not be found in the cache by the next run, which has it unchanged.
    fsModuleCache: !process.env.LEAK_SOURCE,
    ...(planted ? { sequence: { sequencer: EffectsFirst } } : {}),
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/quiet.ts"],
    env: NO_QUOTAS,
    // A browser on a busy machine takes its time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 240_000,
    hookTimeout: 300_000,
    // Test files share the one native database when there is one; the embedded one is each file's own.
    maxWorkers: process.env.DATABASE_URL ? 1 : 2,
  },
});
