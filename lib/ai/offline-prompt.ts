import type { CheckInSummary, Measure, MeasureSummary } from "#lib/numbers.ts";
import type { Period } from "#lib/period.ts";

export interface ReadPassage {
  label: string;
  /** YYYY-MM-DD, or "no date". */
  date: string;
  /** What the parent tagged it with, as one text; empty for most. */
  tags: string;
  content: string;
}

export interface ReadPrompt {
  today: string | null;
  question: string;
  passages: ReadPassage[];
  days: Record<Measure, number | null>[];
  period: Period | null;
  summary: CheckInSummary | null;
}

/**
 * Reads back what buildCoachPrompt wrote; text that is not such a prompt is taken as a bare question. Numbers and the
 * period come from the lines that carry the prompt's mark, never from a passage that imitates them.
 */
export function readPrompt(text: string): ReadPrompt {
  const mark = /^NUMBERS ([0-9a-f]{16})$/m.exec(text)?.[1];
  if (!mark) return { today: null, question: text, passages: [], days: [], period: null, summary: null };
  const passages = text.matchAll(
    new RegExp(
      `^JOURNAL ${mark} \\[(\\d+)\\] (\\S+|no date) (?:.*? · tagged (.*)|.*)\\n([\\s\\S]*?)\\nEND JOURNAL ${mark}$`,
      "gm",
    ),
  );
  const block = new RegExp(`^NUMBERS ${mark}\\n([\\s\\S]*?)^END NUMBERS ${mark}$`, "m").exec(text)?.[1] ?? "";
  const days = block.matchAll(/^\d{4}-\d\d-\d\d mood=(\S+) energy=(\S+) sleep=(\S+)$/gm);
  const asked = new RegExp(`^ASKED ABOUT ${mark} (\\S+)\\.\\.(\\S+)$`, "m").exec(text);
  return {
    today: /^TODAY (\d{4}-\d\d-\d\d)/.exec(text)?.[1] ?? null,
    question: text.slice(text.lastIndexOf(`QUESTION ${mark}`) + `QUESTION ${mark}`.length).trim(),
    passages: Array.from(passages, ([, label, date, tags, content]) => ({
      label: label as string,
      date: date as string,
      tags: tags ?? "",
      content: content as string,
    })),
    days: Array.from(days, ([, mood, energy, sleep]) => ({
      mood: number(mood),
      energy: number(energy),
      sleep: number(sleep),
    })),
    period: asked ? { from: asked[1] as string, to: asked[2] as string } : null,
    summary: readSummary(block),
  };
}

const number = (value: string | undefined) => (value === undefined || value === "-" ? null : Number(value));
const day = (value: string | undefined) => (value === undefined || value === "-" ? null : value);

function readSummary(block: string): CheckInSummary | null {
  const head = /^SUMMARY (\S+)\.\.(\S+) check-ins=(\d+) best=(\S+) hardest=(\S+)$/m.exec(block);
  if (!head) return null;
  const measure = (name: Measure): MeasureSummary => {
    const line = new RegExp(`^${name} count=(\\d+) average=(\\S+) least=(\\S+) most=(\\S+)$`, "m").exec(block);
    return {
      count: Number(line?.[1] ?? 0),
      average: number(line?.[2]),
      least: number(line?.[3]),
      most: number(line?.[4]),
    };
  };
  const matching = /^matching (mood|energy|sleep) from (\S+) to (\S+) count=(\d+) days=(\S+)$/m.exec(block);
  return {
    period: { from: head[1] as string, to: head[2] as string },
    checkIns: Number(head[3]),
    mood: measure("mood"),
    energy: measure("energy"),
    sleep: measure("sleep"),
    bestDay: day(head[4]),
    hardestDay: day(head[5]),
    matching: matching
      ? {
          measure: matching[1] as Measure,
          atLeast: number(matching[2]),
          atMost: number(matching[3]),
          count: Number(matching[4]),
          days: matching[5] === "-" ? [] : (matching[5] as string).split(","),
        }
      : null,
  };
}
