import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireSession } from "#lib/auth.ts";
import { getConversation, listConversations } from "#lib/conversations.ts";
import { ApiError } from "#lib/errors.ts";
import { coachModel } from "#lib/model.ts";
import { Coach } from "../coach.tsx";
import { projectOf } from "../project-of.ts";

export const metadata: Metadata = { title: "Coach" };

export default async function ConversationPage({ params }: { params: Promise<{ id: string }> }) {
  const session = await requireSession();
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const found = await getConversation(session, id.data).catch((error) => {
    if (error instanceof ApiError && error.status === 404) notFound();
    throw error;
  });
  const [{ conversations }, project] = await Promise.all([
    listConversations(session, { limit: 50 }),
    found.conversation.projectId ? projectOf(session, found.conversation.projectId) : undefined,
  ]);
  return (
    <Coach
      key={id.data}
      conversation={found.conversation}
      conversations={conversations}
      messages={found.messages}
      suggestions={[]}
      offline={coachModel().offline}
      {...(project ? { project } : {})}
    />
  );
}
