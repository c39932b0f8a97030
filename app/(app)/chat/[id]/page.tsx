import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireSession } from "#lib/auth.ts";
import { getConversation, listConversations } from "#lib/conversations.ts";
import { coachModel } from "#lib/model.ts";
import { getProject } from "#lib/projects.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { Writer } from "../../../ui/drafts.tsx";
import { found } from "../../found.ts";
import { Coach } from "../coach.tsx";

export const metadata: Metadata = { title: "Coach" };

export default async function ConversationPage({ params }: { params: Promise<{ id: string }> }) {
  const session = await requireSession();
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const { conversation, messages } = await found(() => getConversation(session, id.data));
  const [newest, timeZone, project] = await Promise.all([
    listConversations(session, { limit: 50 }),
    timeZoneOf(session),
    conversation.projectId ? found(() => getProject(session, conversation.projectId as string)) : undefined,
  ]);
  return (
    <Writer userId={session.userId}>
      <Coach
        key={id.data}
        conversation={conversation}
        newest={newest}
        messages={messages}
        suggestions={[]}
        timeZone={timeZone}
        offline={coachModel().offline}
        {...(project ? { project } : {})}
      />
    </Writer>
  );
}
