import type { Metadata } from "next";
import { Suspense } from "react";
import { requireSession, type Session } from "#lib/auth.ts";
import { listProjects } from "#lib/projects.ts";
import { CardsToCome } from "../../ui/skeleton.tsx";
import { Projects } from "./projects.tsx";

export const metadata: Metadata = { title: "Projects" };

export default async function ProjectsPage() {
  const session = await requireSession();
  return (
    <div className="mx-auto max-w-2xl space-y-6 pt-4">
      <h1 className="text-2xl font-extrabold">Projects</h1>
      <Suspense fallback={<CardsToCome count={3} />}>
        <Loaded session={session} />
      </Suspense>
    </div>
  );
}

async function Loaded({ session }: { session: Session }) {
  const { projects, nextCursor } = await listProjects(session, { limit: 50 });
  return <Projects initial={projects} initialCursor={nextCursor} />;
}
