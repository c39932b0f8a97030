import type { z } from "zod";
import type { Session } from "#lib/auth.ts";
import type { Tables } from "#lib/database.types.ts";
import { databaseError } from "#lib/errors.ts";
import { isoTime } from "#lib/route.ts";
import { following, pageOf, theRow } from "#lib/rows.ts";
import type { projectInput, projectQuery } from "../app/api/projects/schema.ts";

/** What notes, passages and conversations can be gathered under; times are ISO in UTC. */
export interface Project {
  id: string;
  name: string;
  createdAt: string;
  updatedAt: string;
}

function fromRow(row: Tables<"projects">): Project {
  return { id: row.id, name: row.name, createdAt: isoTime(row.created_at), updatedAt: isoTime(row.updated_at) };
}

/** The person's projects, the newest first. `from` and `to` are ISO times of their making, `to` exclusive. */
export async function listProjects(
  { supabase }: Session,
  options: z.infer<typeof projectQuery> = {},
): Promise<{ projects: Project[]; nextCursor: string | null }> {
  const limit = options.limit ?? 30;
  let query = supabase
    .from("projects")
    .select("*")
    .order("created_at", { ascending: false })
    .order("id", { ascending: false });
  if (options.from) query = query.gte("created_at", options.from);
  if (options.to) query = query.lt("created_at", options.to);
  if (options.cursor) query = query.or(following("created_at", options.cursor));
  const { data, error } = await query.limit(limit + 1);
  if (error) throw databaseError(error);
  const { items, nextCursor } = pageOf(data.map(fromRow), limit, (project) => project.createdAt);
  return { projects: items, nextCursor };
}

/** @throws ApiError 404 when there is no such project of this person's. */
export async function getProject({ supabase }: Session, id: string): Promise<Project> {
  return fromRow(theRow(await supabase.from("projects").select("*").eq("id", id).maybeSingle()));
}

/** Stores a project. One whose id the person has used before is answered with what is stored. */
export async function createProject(
  { supabase }: Session,
  { id, name }: z.infer<typeof projectInput>,
): Promise<{ project: Project; created: boolean }> {
  const { data, error } = await supabase
    .from("projects")
    .insert({ name, ...(id ? { id } : {}) })
    .select()
    .single();
  if (error?.code === "23505" && id) {
    const stored = await supabase.from("projects").select("*").eq("id", id).maybeSingle();
    return { project: fromRow(theRow(stored)), created: false };
  }
  if (error) throw databaseError(error);
  return { project: fromRow(data), created: true };
}

/** @throws ApiError 404 when there is no such project of this person's. */
export async function renameProject({ supabase }: Session, id: string, name: string): Promise<Project> {
  return fromRow(theRow(await supabase.from("projects").update({ name }).eq("id", id).select().maybeSingle()));
}

/** Removes a project; what was gathered under it stays, without one. @returns what was removed. */
export async function deleteProject({ supabase }: Session, id: string): Promise<Project> {
  return fromRow(theRow(await supabase.from("projects").delete().eq("id", id).select().maybeSingle()));
}
