import type { Metadata } from "next";
import { requireSession } from "#lib/auth.ts";
import { listConversations } from "#lib/conversations.ts";
import { coachModel } from "#lib/model.ts";
import { getProject } from "#lib/projects.ts";
import { existingId } from "#lib/route.ts";
import { suggestionsFor } from "#lib/suggestions.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { found } from "../found.ts";
import { Coach } from "./coach.tsx";

export const metadata: Metadata = { title: "Coach" };

interface Props {
  searchParams: Promise<{ project?: string }>;
}

export default async function ChatPage({ searchParams }: Props) {
  const session = await requireSession();
  const { project: projectId } = await searchParams;
  const [project, { conversations }, suggestions] = await Promise.all([
    projectId === undefined ? undefined : found(() => getProject(session, existingId(projectId))),
    listConversations(session, { limit: 50 }),
    timeZoneOf(session).then((timeZone) => suggestionsFor(session, timeZone ?? "UTC")),
  ]);
  return (
    <Coach
      key={`new ${projectId}`}
      conversations={conversations}
      messages={[]}
      suggestions={suggestions}
      offline={coachModel().offline}
      {...(project ? { project } : {})}
    />
  );
}
