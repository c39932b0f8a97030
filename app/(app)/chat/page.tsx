import type { Metadata } from "next";
import { requireSession } from "#lib/auth.ts";
import { listConversations } from "#lib/conversations.ts";
import { coachModel } from "#lib/model.ts";
import { Coach } from "./coach.tsx";

export const metadata: Metadata = { title: "Coach" };

export default async function ChatPage() {
  const session = await requireSession();
  const { conversations } = await listConversations(session, { limit: 50 });
  return <Coach key="new" conversations={conversations} messages={[]} offline={coachModel().offline} />;
}
