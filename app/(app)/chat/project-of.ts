import { notFound } from "next/navigation";
import { z } from "zod";
import type { Session } from "#lib/auth.ts";
import { ApiError } from "#lib/errors.ts";
import { getProject, type Project } from "#lib/projects.ts";

/** The project that an address names; the page that says "not found" when there is none of this person's. */
export async function projectOf(session: Session, id: string): Promise<Project> {
  if (!z.guid().safeParse(id).success) notFound();
  return getProject(session, id).catch((error) => {
    if (error instanceof ApiError && error.status === 404) notFound();
    throw error;
  });
}
