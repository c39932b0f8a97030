import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "#lib/auth.ts";
import { listMemories, type UsedMemory } from "#lib/memories.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { memoryQuery } from "../../api/memories/schema.ts";
import { text } from "../../messages/text.ts";
import { buttonStyle } from "../../ui/button.tsx";
import { ForgetEverything } from "./forget-everything.tsx";
import { SourceCard } from "./source-card.tsx";

export const metadata: Metadata = { title: text("memory.title") };

const PAGE = 30;

export default async function MemoryPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const session = await requireSession();
  // A cursor that is none of ours shows the newest.
  const { data } = memoryQuery.pick({ cursor: true }).safeParse(await searchParams);
  const read = (cursor?: string) => listMemories(session, { limit: PAGE, cursor });
  const [{ memories, nextCursor }, timeZone] = await Promise.all([
    read(data?.cursor).catch(() => read()),
    timeZoneOf(session),
  ]);
  return (
    <div className="mx-auto max-w-2xl space-y-5 pt-4">
      <header className="space-y-1">
        <h1 className="text-2xl font-extrabold">{text("memory.title")}</h1>
        <p className="text-soft">{text("memory.intro")}</p>
      </header>
      {memories.length === 0 ? <Empty /> : null}
      <ul className="space-y-3">
        {bySource(memories).map((passages) => (
          <SourceCard
            key={passages[0]?.source.id ?? passages[0]?.id}
            passages={passages}
            timeZone={timeZone ?? "UTC"}
          />
        ))}
      </ul>
      <nav aria-label={text("memory.title")} className="flex flex-wrap gap-2">
        {nextCursor ? (
          <Link href={`/memory?cursor=${nextCursor}`} className={buttonStyle({ look: "quiet" })}>
            {text("memory.earlier")}
          </Link>
        ) : null}
        {data?.cursor ? (
          <Link href="/memory" className={buttonStyle({ look: "plain" })}>
            {text("memory.newest")}
          </Link>
        ) : null}
      </nav>
      {memories.length > 0 ? <ForgetEverything /> : null}
    </div>
  );
}

/** The passages of one entry together, the entries in the order in which they come. */
function bySource(memories: UsedMemory[]): UsedMemory[][] {
  const groups = Map.groupBy(memories, ({ id, source }) => source.id ?? id);
  return [...groups.values()];
}

function Empty() {
  return (
    <div className="space-y-3 rounded-3xl border border-dashed border-line p-6 text-soft">
      <p className="font-semibold text-ink">{text("memory.empty")}</p>
      <p>{text("memory.empty-hint")}</p>
      <Link href="/today" className={buttonStyle({ look: "quiet" })}>
        {text("memory.write")}
      </Link>
    </div>
  );
}
