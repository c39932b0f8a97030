import { z } from "zod";
import { json, route } from "#lib/route.ts";
import { accountDeletion } from "../account/schema.ts";
import { chatRequest } from "../chat/schema.ts";
import { checkInInput, checkInPatch, checkInQuery } from "../check-ins/schema.ts";
import { conversationPatch, conversationQuery } from "../conversations/schema.ts";
import { documentInput, documentPatch, documentQuery } from "../documents/schema.ts";
import { exportQuery } from "../export/schema.ts";
import { journalFile } from "../import/schema.ts";
import { journalQuery } from "../journal/schema.ts";
import { memoryErasure, memoryPatch, memoryQuery } from "../memories/schema.ts";
import { noteInput, notePatch, noteQuery } from "../notes/schema.ts";
import { profilePatch } from "../profile/schema.ts";
import { projectInput, projectPatch, projectQuery } from "../projects/schema.ts";
import { reportInput } from "../reports/schema.ts";
import { searchRequest } from "../search/schema.ts";
import { trendsQuery } from "../trends/schema.ts";

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });
const body = (schema: z.ZodType) => ({
  requestBody: { required: true, content: { "application/json": { schema: schemaOf(schema) } } },
});
const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const query = (schema: z.ZodObject) =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: "query",
    required: false,
    schema: schemaOf(field as z.ZodType),
  }));
const operation = (summary: string, rest: object = {}, success = "200") => ({
  summary,
  ...rest,
  responses: { [success]: { description: "Done" }, default: { description: "{error: {code, message}}" } },
});

const SAFETY = "with {safety: {title, lines: [{name, detail, href}]}} beside it when the words speak of danger";

/** The API's description, generated from the schemas that the routes parse with. */
export const GET = route(async () =>
  json({
    openapi: "3.1.0",
    info: { title: "Nightlight", version: "1" },
    security: [{ bearer: [] }, { cookie: [] }],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "sb-auth-token" },
      },
    },
    paths: {
      // What is made of an entry comes before the entry: tests that delete everything go through this in order.
      "/api/memories/sources/{id}": {
        parameters: [id],
        patch: operation("Keep all that was made of an entry out of answers, or let it back in", body(memoryPatch)),
        delete: operation("Forget all that was made of an entry; the entry stays in the journal"),
      },
      "/api/memories": {
        get: operation("What the coach can recall, and when it was last used", { parameters: query(memoryQuery) }),
        delete: operation("Forget every passage; the journal stays", body(memoryErasure)),
      },
      "/api/memories/{id}": {
        parameters: [id],
        patch: operation("Keep a passage out of answers, or let it back in", body(memoryPatch)),
        delete: operation(
          "Forget a passage and its vector. The entry stays in the journal and is not searchable until it is edited",
        ),
      },
      "/api/check-ins": {
        get: operation("List check-ins, newest first", { parameters: query(checkInQuery) }),
        post: operation(`Store a check-in; answers with it, ${SAFETY}`, body(checkInInput), "201"),
      },
      "/api/check-ins/{id}": {
        parameters: [id],
        patch: operation(`Change a check-in; answers with it, ${SAFETY}`, body(checkInPatch)),
        delete: operation("Delete a check-in"),
      },
      "/api/notes": {
        get: operation("List notes, newest first", { parameters: query(noteQuery) }),
        post: operation(`Store a note; answers with it, ${SAFETY}`, body(noteInput), "201"),
      },
      "/api/notes/{id}": {
        parameters: [id],
        patch: operation(`Change a note; answers with it, ${SAFETY}`, body(notePatch)),
        delete: operation("Delete a note"),
      },
      "/api/journal": {
        get: operation("Check-ins and notes in one time line, newest first; with q what was found, best first", {
          parameters: query(journalQuery),
        }),
      },
      "/api/projects": {
        get: operation("List projects, newest first", { parameters: query(projectQuery) }),
        post: operation("Store a project", body(projectInput), "201"),
      },
      "/api/projects/{id}": {
        parameters: [id],
        patch: operation("Rename a project", body(projectPatch)),
        delete: operation("Delete a project; what was gathered under it stays"),
      },
      "/api/documents": {
        get: operation("List imported files, newest first", { parameters: query(documentQuery) }),
        post: operation(
          "Import a text, or as multipart/form-data a file (.txt, .md, .pdf, up to 5 MB); answers with lines of JSON: {done, total}, at the end {file}",
          body(documentInput),
          "201",
        ),
      },
      "/api/documents/{id}": {
        parameters: [id],
        get: operation("A file with its first passages"),
        patch: operation("Rename a file, or move it to another project", body(documentPatch)),
        delete: operation("Delete a file with its passages"),
      },
      "/api/documents/{id}/original": { parameters: [id], get: operation("The file as it was imported") },
      "/api/sample": {
        post: operation("Load the invented sample month", {}, "201"),
        delete: operation("Remove the sample month"),
      },
      "/api/search": { post: operation("Search the person's own passages", body(searchRequest)) },
      "/api/chat": { post: operation("Ask the coach; answers as a UI message stream", body(chatRequest)) },
      "/api/conversations": { get: operation("List conversations", { parameters: query(conversationQuery) }) },
      "/api/conversations/{id}": {
        parameters: [id],
        get: operation("A conversation with its messages"),
        patch: operation("Rename a conversation", body(conversationPatch)),
        delete: operation("Delete a conversation"),
      },
      "/api/reports": {
        post: operation(
          "Report an answer of the coach: {report}; 409 when it has been reported",
          body(reportInput),
          "201",
        ),
      },
      "/api/export": {
        get: operation("Everything the person has, as a file; without vectors", { parameters: query(exportQuery) }),
      },
      "/api/import": {
        post: operation(
          "Bring an export back; answers with lines of JSON: {done, total} as it goes on, {imported, leftOut} at the end",
          body(journalFile),
        ),
      },
      "/api/trends": {
        get: operation("Mood, energy and sleep over time, and what stands with good and hard days", {
          parameters: query(trendsQuery),
        }),
      },
      "/api/profile": {
        get: operation("Name, time zone, region, language, and what was agreed to when"),
        patch: operation("Change the profile, or record consent", body(profilePatch)),
      },
      "/api/account": {
        delete: operation("Delete the account and everything in it, for good", body(accountDeletion)),
      },
      "/api/privacy-check": {
        get: operation("What the database lets this session see, and how much of it is its own"),
      },
      "/api/health": { get: operation("Whether the app and its database answer") },
    },
  }),
);
