import type { Metadata } from "next";
import { Suspense } from "react";
import { requireSession, type Session } from "#lib/auth.ts";
import { type Entry, getEntry, listJournal, listTags } from "#lib/journal.ts";
import { listProjects } from "#lib/projects.ts";
import { existingId } from "#lib/route.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { journalQuery } from "../../api/journal/schema.ts";
import { Writer } from "../../ui/drafts.tsx";
import { CardsToCome } from "../../ui/skeleton.tsx";
import { found } from "../found.ts";
import { type Filter, filterOf, queryOf } from "./filter.ts";
import { Journal } from "./journal.tsx";

export const metadata: Metadata = { title: "Journal" };

type Params = Record<string, string | string[] | undefined>;

export default async function JournalPage({ searchParams }: { searchParams: Promise<Params> }) {
  const session = await requireSession();
  const params = await searchParams;
  const one = (name: string) => [params[name]].flat()[0];
  // Before anything is sent: an entry that is not there is a 404 in its status as well.
  const opened = one("entry") ? await found(() => getEntry(session, existingId(one("entry")))) : null;
  return (
    <Writer userId={session.userId}>
      <Suspense fallback={<ToCome />}>
        <Loaded key={opened?.id ?? ""} session={session} filter={filterOf(one)} opened={opened} />
      </Suspense>
    </Writer>
  );
}

async function Loaded({ session, filter, opened }: { session: Session; filter: Filter; opened: Entry | null }) {
  const timeZone = await timeZoneOf(session);
  const query = queryOf(filter, timeZone ?? "UTC");
  const [first, tags, { projects }] = await Promise.all([
    listJournal(session, journalQuery.parse(query)),
    listTags(session),
    listProjects(session, { limit: 100 }),
  ]);
  return (
    <Journal
      first={first}
      firstQuery={new URLSearchParams(query).toString()}
      opened={opened}
      projects={projects}
      tags={tags}
      timeZone={timeZone}
    />
  );
}

function ToCome() {
  return (
    <div className="mx-auto max-w-2xl space-y-6 pt-4">
      <h1 className="text-2xl font-extrabold">Journal</h1>
      <CardsToCome count={8} />
    </div>
  );
}
