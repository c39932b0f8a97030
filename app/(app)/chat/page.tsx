import type { Metadata } from "next";
import { requireSession } from "#lib/auth.ts";
import { listConversations } from "#lib/conversations.ts";
import { coachModel } from "#lib/model.ts";
import { getProject } from "#lib/projects.ts";
import { existingId } from "#lib/route.ts";
import { suggestionsFor } from "#lib/suggestions.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { Writer } from "../../ui/drafts.tsx";
import { found } from "../found.ts";
import { NewCoach } from "./new-coach.tsx";

export const metadata: Metadata = { title: "Coach" };

interface Props {
  searchParams: Promise<{ project?: string }>;
}

export default async function ChatPage({ searchParams }: Props) {
  const session = await requireSession();
  const { project: projectId } = await searchParams;
  const ofProfile = timeZoneOf(session);
  const [project, newest, timeZone, suggestions] = await Promise.all([
    projectId === undefined ? undefined : found(() => getProject(session, existingId(projectId))),
    listConversations(session, { limit: 50 }),
    ofProfile,
    ofProfile.then((zone) => suggestionsFor(session, zone ?? "UTC")),
  ]);
  return (
    <Writer userId={session.userId}>
      <NewCoach
        key={`new ${projectId}`}
        newest={newest}
        messages={[]}
        suggestions={suggestions}
        timeZone={timeZone}
        offline={coachModel().offline}
        {...(project ? { project } : {})}
      />
    </Writer>
  );
}
