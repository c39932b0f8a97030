import { MessageCircleHeart } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "#lib/auth.ts";
import { listConversations } from "#lib/conversations.ts";
import { listFiles } from "#lib/files/files.ts";
import { listJournal } from "#lib/journal.ts";
import { getProject, listProjects } from "#lib/projects.ts";
import { existingId } from "#lib/route.ts";
import { timeZoneOf } from "#lib/time-zone.ts";
import { buttonStyle } from "../../../ui/button.tsx";
import { Writer } from "../../../ui/drafts.tsx";
import { found } from "../../found.ts";
import { Files } from "../files.tsx";
import { ProjectHead } from "./project-head.tsx";
import { ProjectNotes } from "./project-notes.tsx";

export const metadata: Metadata = { title: "Project" };

/** What is gathered in a project. */
export default async function ProjectPage({ params }: { params: Promise<{ id: string }> }) {
  const session = await requireSession();
  const { id: asked } = await params;
  const project = await found(() => getProject(session, existingId(asked)));
  const [notes, { conversations }, { projects }, { files }, timeZone] = await Promise.all([
    listJournal(session, { projectId: project.id }),
    listConversations(session, { projectId: project.id, limit: 50 }),
    listProjects(session, { limit: 100 }),
    listFiles(session, { projectId: project.id, limit: 100 }),
    timeZoneOf(session),
  ]);
  return (
    <div className="mx-auto max-w-2xl space-y-8 pt-4">
      <ProjectHead project={project} />
      <Link href={`/chat?project=${project.id}`} className={buttonStyle({ className: "w-full" })}>
        <MessageCircleHeart className="size-5" aria-hidden />
        Ask the coach about this
      </Link>
      <Writer userId={session.userId}>
        <ProjectNotes first={notes} projectId={project.id} projects={projects} timeZone={timeZone} />
      </Writer>
      <Files files={files} projectId={project.id} />
      <section aria-labelledby="conversations" className="space-y-3">
        <h2 id="conversations" className="text-xl font-bold">
          Conversations
        </h2>
        {conversations.length === 0 ? (
          <p className="text-soft">What you ask the coach from here is kept in this project.</p>
        ) : (
          <ul className="space-y-2">
            {conversations.map(({ id, title }) => (
              <li key={id}>
                <Link
                  href={`/chat/${id}`}
                  className="flex min-h-11 items-center rounded-2xl border border-line bg-card px-4 hover:bg-glow"
                >
                  <span className="truncate">{title ?? "Untitled"}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
