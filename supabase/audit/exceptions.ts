import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Finding } from "./rule.ts";

const exceptionsFile = z.array(
  z.strictObject({
    rule: z.string(),
    /** The finding's object; every object of the rule when left out. */
    object: z.string().optional(),
    reason: z.string().min(10),
    /** The last day on which it holds, as YYYY-MM-DD. */
    until: z.iso.date(),
  }),
);

export type Exception = z.infer<typeof exceptionsFile>[number];

/** Findings that are known and accepted for a time. @throws when the file is not of the form */
export function readExceptions(path: string): Exception[] {
  return exceptionsFile.parse(JSON.parse(readFileSync(path, "utf8")));
}

export interface Sorted {
  /** What counts. */
  findings: Finding[];
  excepted: { finding: Finding; exception: Exception }[];
  /** Exceptions that match nothing any more, or have run out. */
  stale: Exception[];
}

/** Takes excepted findings out. An exception that has run out excepts nothing. */
export function applyExceptions(findings: Finding[], exceptions: Exception[], today = new Date()): Sorted {
  const day = today.toISOString().slice(0, 10);
  const matches = (exception: Exception, finding: Finding) =>
    exception.rule === finding.rule && (exception.object === undefined || exception.object === finding.object);
  const valid = exceptions.filter(({ until }) => until >= day);
  const excepted = findings.flatMap((finding) => {
    const exception = valid.find((one) => matches(one, finding));
    return exception ? [{ finding, exception }] : [];
  });
  return {
    findings: findings.filter((finding) => !excepted.some((one) => one.finding === finding)),
    excepted,
    stale: exceptions.filter((one) => !valid.includes(one) || !findings.some((finding) => matches(one, finding))),
  };
}
