import type { Sorted } from "./exceptions.ts";
import type { Finding, Severity } from "./rule.ts";

const ORDER: Severity[] = ["error", "warn", "info"];

/** Findings of one rule together, the worst first. */
function grouped(findings: Finding[]): Finding[][] {
  const groups = Map.groupBy(findings, ({ rule, severity }) => `${ORDER.indexOf(severity)} ${rule}`);
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** The report as text for people: one block for each rule, with its reason once and a fix for each object. */
export function asText(report: Report): string {
  const lines = report.looked.map((line) => `audit: ${line}`);
  for (const group of grouped(report.findings)) {
    const [first] = group as [Finding];
    lines.push("", `${first.severity.toUpperCase()}  ${first.rule}`, `  ${first.why}`);
    for (const { object, detail, fix } of group) lines.push(`  - ${object}: ${detail}`, `      ${fix}`);
  }
  lines.push("");
  for (const { finding, exception } of report.excepted)
    lines.push(`excepted until ${exception.until}: ${finding.rule} ${finding.object} (${exception.reason})`);
  for (const { rule, object, until } of report.stale)
    lines.push(`exception without use or out of date (${until}): ${rule} ${object ?? ""}`);
  for (const { rule, reason } of report.skipped) lines.push(`not run here: ${rule}: ${reason}`);
  return [...lines, summary(report)].join("\n");
}

/** `N errors, N warnings, N to look at`. */
export function summary({ findings }: Pick<Report, "findings">): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return `${count("error")} errors, ${count("warn")} warnings, ${count("info")} to look at`;
}

/** Whether something is at least this bad. */
export function fails(findings: Finding[], failOn: Severity): boolean {
  return findings.some(({ severity }) => ORDER.indexOf(severity) <= ORDER.indexOf(failOn));
}

export interface Report extends Sorted {
  /** What was looked at, in words. */
  looked: string[];
  skipped: { rule: string; reason: string }[];
}
