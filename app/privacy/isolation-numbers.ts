import { z } from "zod";
import recorded from "./isolation-numbers.json" with { type: "json" };

const tests = z.strictObject({ passed: z.int().min(0), failed: z.int().min(0) });
const mutants = z.strictObject({ killed: z.int().min(0), total: z.int().min(1) });

/** What the isolation suite's last runs counted. A part that has not been recorded is not there. */
export const isolationNumbers = z.strictObject({
  /** When the latest part was recorded, ISO in UTC. */
  generatedAt: z.iso.datetime(),
  /** The commit it was recorded at, short. */
  commit: z.string().optional(),
  /** `npm run test:leaks`, by engine. */
  leakTests: z.strictObject({ embedded: tests.optional(), native: tests.optional() }).optional(),
  /** `npm run test:mutants`: leaks planted on purpose, and how many of them the suite caught. */
  mutants: z.strictObject({ sql: mutants.optional(), typescript: mutants.optional() }).optional(),
  /** Pairs of lives in which one person's view was compared with and without the other, by kind of run. */
  nonInterferencePairs: z.record(z.string(), z.int().min(1)).optional(),
});

export type IsolationNumbers = z.infer<typeof isolationNumbers>;

/** The numbers in `isolation-numbers.json`, which the test runners write. @throws when the file is not of the form */
export const NUMBERS: IsolationNumbers = isolationNumbers.parse(recorded);
