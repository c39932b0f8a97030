import Link from "next/link";
import { timeFormat } from "#lib/clock.ts";
import type { UsedMemory } from "#lib/memories.ts";
import { startOf } from "#lib/route.ts";
import { text } from "../../messages/text.ts";
import { Forget } from "./forget.tsx";
import { UseToggle } from "./use-toggle.tsx";

const KINDS = { check_in: "memory.check_in", note: "memory.note", file: "memory.file" } as const;
const WARNINGS = { file: "memory.forget-file", external: "memory.forget-external" } as const;

/** An entry with the passages made of it, newest first; what came in past the app is one by itself. */
export function SourceCard({ passages, timeZone }: { passages: UsedMemory[]; timeZone: string }) {
  const [first] = passages;
  if (!first) return null;
  const { source } = first;
  const kind = text(KINDS[source.kind as keyof typeof KINDS] ?? "memory.external");
  const when = timeFormat(timeZone, { dateStyle: "medium" });
  const about = source.happenedAt ? text("memory.about", { kind, time: when(source.happenedAt) }) : kind;
  const name = source.title ?? about;
  // The route for the whole source, or for the passage when there is nothing behind it.
  const path = source.id ? `/api/memories/sources/${source.id}` : `/api/memories/${first.id}`;
  const warning = text(WARNINGS[source.kind as keyof typeof WARNINGS] ?? "memory.forget-entry");
  return (
    <li className="space-y-3 rounded-3xl border border-line bg-card p-4">
      <div>
        <h2 className="text-base font-bold break-words">
          {source.id ? (
            <Link
              href={source.kind === "file" ? `/files/${source.id}` : `/journal?entry=${source.id}#entry-${source.id}`}
              className="inline-flex min-h-11 items-center text-lamp underline"
            >
              {name}
            </Link>
          ) : (
            name
          )}
        </h2>
        {source.title ? <p className="text-sm text-soft">{about}</p> : null}
        <p className="text-sm text-soft">{text("memory.came-in", { time: when(first.createdAt) })}</p>
      </div>
      {passages.map((passage) => (
        <div key={passage.id} className="space-y-1 border-l-2 border-line pl-3">
          <Words>{passage.content}</Words>
          <p className="text-sm text-soft">
            {passage.muted ? <strong>{text("memory.muted")}. </strong> : null}
            {used(passage, when)}
          </p>
          {passages.length > 1 ? (
            <Forget
              path={`/api/memories/${passage.id}`}
              label={text("memory.forget-one")}
              name={startOf(passage.content, 60)}
              warning={warning}
            />
          ) : null}
        </div>
      ))}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <UseToggle path={path} muted={passages.every(({ muted }) => muted)} name={name} />
        <Forget
          path={path}
          label={passages.length > 1 ? text("memory.forget-all-of", { count: passages.length }) : text("memory.forget")}
          name={name}
          warning={warning}
        />
      </div>
    </li>
  );
}

const FOLDED = 400;
/** A long passage folds: the list stays one that a thumb can pass through. */
function Words({ children: words }: { children: string }) {
  const style = "whitespace-pre-wrap break-words";
  if (words.length <= FOLDED) return <p className={style}>{words}</p>;
  return (
    <details>
      <summary className={`${style} min-h-11`}>{startOf(words, FOLDED / 2)}…</summary>
      <p className={style}>{words}</p>
    </details>
  );
}

function used({ timesUsed, lastUsedAt }: UsedMemory, when: (iso: string) => string): string {
  if (timesUsed === 0 || !lastUsedAt) return text("memory.unused");
  const time = when(lastUsedAt);
  return timesUsed === 1 ? text("memory.used-once", { time }) : text("memory.used", { count: timesUsed, time });
}
