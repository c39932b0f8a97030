import { z } from "zod";
import { isWritable } from "#lib/moment.ts";

const id = z.guid();
const time = z.string().max(40).refine(isWritable, "no time");
const title = z.string().max(200).nullish();
const tables = {
  projects: z.object({ id, name: z.string().max(120).regex(/\S/), created_at: time, updated_at: time }),
  check_ins: z.object({
    id,
    mood: z.int().min(1).max(5),
    energy: z.int().min(1).max(5).nullish(),
    sleep_hours: z.coerce.number().min(0).max(24).nullable().optional(),
    note: z.string().max(4000).nullish(),
    tags: z.array(z.string().max(800)).max(20).optional(),
    happened_at: time,
    is_sample: z.boolean().optional(),
    created_at: time,
    updated_at: time,
  }),
  notes: z.object({
    id,
    title,
    text: z.string().max(20_000).regex(/\S/),
    project_id: id.nullish(),
    happened_at: time,
    created_at: time,
    updated_at: time,
  }),
  files: z.object({
    id,
    name: z.string().min(1).max(200),
    media_type: z.enum(["text/plain", "text/markdown", "application/pdf"]),
    project_id: id.nullish(),
    passages: z.int().min(1).max(20_000),
    created_at: time,
  }),
  file_originals: z.object({ file_id: id, data: z.base64().min(1).max(6_990_508) }),
  documents: z.object({
    id,
    content: z.string().min(1).max(20_000),
    metadata: z.record(z.string(), z.unknown()).optional(),
    check_in_id: id.nullish(),
    note_id: id.nullish(),
    file_id: id.nullish(),
    chunk_index: z.int().min(0).max(100_000).optional(),
    title,
    project_id: id.nullish(),
    happened_at: time.nullish(),
    created_at: time,
    muted: z.boolean().optional(),
  }),
  conversations: z.object({ id, title, project_id: id.nullish(), created_at: time, updated_at: time }),
  messages: z.object({
    id,
    conversation_id: id,
    role: z.enum(["user", "assistant"]),
    reply_to: id.nullish(),
    content: z.string().min(1).max(16_000),
    status: z.enum(["complete", "stopped", "failed"]).optional(),
    model: z.string().max(200).nullish(),
    created_at: time,
  }),
  message_citations: z.object({
    id,
    message_id: id,
    document_id: id,
    label: z.int().min(1).max(50),
    similarity: z.number(),
  }),
};
const profile = z.object({
  display_name: z.string().max(80).nullish(),
  time_zone: z.string().max(64).optional(),
  region: z.string().max(2).nullish(),
  language: z.string().max(16).optional(),
});

/**
 * The JSON document that the export writes. Rows are taken by the columns named here: an owner that a file names is
 * never read. Tables of a later version are let through to be counted as left out.
 */
export const journalFile = z
  .object({
    exportedAt: time,
    profiles: z.array(profile).max(1).optional(),
    projects: z.array(tables.projects).optional(),
    check_ins: z.array(tables.check_ins).optional(),
    notes: z.array(tables.notes).optional(),
    files: z.array(tables.files).optional(),
    file_originals: z.array(tables.file_originals).optional(),
    documents: z.array(tables.documents).optional(),
    conversations: z.array(tables.conversations).optional(),
    messages: z.array(tables.messages).optional(),
    message_citations: z.array(tables.message_citations).optional(),
  })
  .catchall(z.unknown());
