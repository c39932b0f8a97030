import type { Metadata } from "next";
import { requireSession } from "#lib/auth.ts";
import { listCheckIns } from "#lib/check-ins.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { Writer } from "../../ui/drafts.tsx";
import { Today } from "./today.tsx";

export const metadata: Metadata = { title: "Today" };

export default async function TodayPage() {
  const session = await requireSession();
  const [{ checkIns, nextCursor }, timeZone] = await Promise.all([
    listCheckIns(session, { limit: 20 }),
    timeZoneOf(session),
  ]);
  return (
    <Writer userId={session.userId}>
      <Today initial={checkIns} initialCursor={nextCursor} userId={session.userId} timeZone={timeZone} />
    </Writer>
  );
}
