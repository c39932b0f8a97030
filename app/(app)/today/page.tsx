import type { Metadata } from "next";
import { requireSession } from "#lib/auth.ts";
import { listCheckIns } from "#lib/check-ins.ts";
import { Today } from "./today.tsx";

export const metadata: Metadata = { title: "Today" };

export default async function TodayPage() {
  const session = await requireSession();
  const { checkIns, nextCursor } = await listCheckIns(session, { limit: 20 });
  return <Today initial={checkIns} initialCursor={nextCursor} />;
}
