import type { Metadata } from "next";
import { Suspense } from "react";
import { requireSession, type Session } from "#lib/auth.ts";
import { listFiles } from "#lib/files/files.ts";
import { listProjects } from "#lib/projects.ts";
import { CardsToCome } from "../../ui/skeleton.tsx";
import { FilesWithoutProject } from "./files-without-project.tsx";
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
  const [{ projects, nextCursor }, files] = await Promise.all([
    listProjects(session, { limit: 50 }),
    listFiles(session, { withoutProject: true, limit: 20 }),
  ]);
  return (
    <>
      <Projects initial={projects} initialCursor={nextCursor} />
      <FilesWithoutProject first={files} />
    </>
  );
}
