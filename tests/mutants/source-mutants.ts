import type { SourceChange } from "./vite-mutant.ts";

/** A leak planted in the app's own code, as people write them. */
export interface SourceMutant {
  id: string;
  class: "clients" | "identity" | "caches" | "service key" | "answers" | "model";
  changes: SourceChange[];
  /** Why no test can tell it from the correct app. Such a mutant is shown and not scored. */
  equivalent?: string;
}

/** A client with the key that bypasses every policy; the tests leave one in the environment for who reaches for it. */
const ADMIN =
  "createClient<Database>(webEnv().supabaseUrl, webEnv().supabasePublishableKey, { auth: { persistSession: false }, global: { headers: { Authorization: `Bearer ${process.env.SUPABASE_SERVICE_ROLE_KEY}` } } })";
const inAuth = (find: string, replace: string): SourceChange => ({ file: "lib/auth.ts", find, replace });
const inRetrieve = (find: string, replace: string): SourceChange => ({ file: "lib/retrieve.ts", find, replace });
const inConversations = (find: string, replace: string): SourceChange => ({
  file: "lib/conversations.ts",
  find,
  replace,
});
const inCheckIns = (find: string, replace: string): SourceChange => ({ file: "lib/check-ins.ts", find, replace });
const inChat = (find: string, replace: string): SourceChange => ({ file: "lib/chat-prompt.ts", find, replace });
/** The same admin client for a module that has no import of its own for it. */
const admin =
  "(await import('@supabase/supabase-js')).createClient<any>(process.env.SUPABASE_URL as string, process.env.SUPABASE_PUBLISHABLE_KEY as string, { auth: { persistSession: false }, global: { headers: { Authorization: `Bearer ${process.env.SUPABASE_SERVICE_ROLE_KEY}` } } })";
const UNVERIFIED = `((token?: string) => ({ data: { claims: JSON.parse(Buffer.from((token ?? "").split(".")[1] ?? "", "base64url").toString() || "{}") }, error: null as any }))`;

export const sourceMutants: SourceMutant[] = [
  {
    id: "one-client-for-all",
    class: "clients",
    changes: [
      inAuth(
        "const supabase = createClient<Database>(supabaseUrl",
        "const supabase = (globalThis as any).shared ??= createClient<Database>(supabaseUrl",
      ),
    ],
  },
  {
    id: "session-in-a-module-variable",
    class: "clients",
    changes: [
      inAuth(
        "  if (!session) throw new ApiError(401",
        "  (globalThis as any).current = session;\n  await new Promise((resolve) => setTimeout(resolve, 1));\n  if (!session) throw new ApiError(401",
      ),
      inAuth(
        "  return session;\n}\n\nasync function bearerSession",
        "  return (globalThis as any).current;\n}\n\nasync function bearerSession",
      ),
    ],
  },
  {
    id: "session-per-second",
    class: "caches",
    changes: [
      inAuth(
        "const session = bearer ?",
        "const session = ((globalThis as any).recent ??= new Map()).get(Math.floor(Date.now() / 1000)) ?? bearer ?",
      ),
      inAuth(
        "  return session;\n}\n\nasync function bearerSession",
        "  (globalThis as any).recent.set(Math.floor(Date.now() / 1000), session);\n  return session;\n}\n\nasync function bearerSession",
      ),
    ],
  },
  {
    id: "original-kept-by-its-id",
    class: "caches",
    changes: [
      {
        file: "lib/files/files.ts",
        find: "  const file = await findFile(session, id);\n  const original",
        replace:
          "  const kept = ((globalThis as any).originals ??= new Map());\n  if (kept.has(id)) return kept.get(id);\n  const file = await findFile(session, id);\n  const original",
      },
      {
        file: "lib/files/files.ts",
        find: 'return { file, data: Buffer.from(original.data, "base64") };',
        replace: 'kept.set(id, { file, data: Buffer.from(original.data, "base64") });\n  return kept.get(id);',
      },
    ],
  },
  {
    id: "export-session-in-a-module-variable",
    class: "clients",
    changes: [
      {
        file: "lib/export.ts",
        find: "  return streamOf(encoded(exportJson(session, now)));",
        replace: "  (globalThis as any).exporting = session;\n  return streamOf(encoded(exportJson(session, now)));",
      },
      {
        file: "lib/export.ts",
        find: "let query = supabase\n",
        replace: "let query = ((globalThis as any).exporting.supabase as typeof supabase)\n",
      },
    ],
  },
  {
    id: "service-key-for-everybody",
    class: "service key",
    changes: [inAuth("return { supabase, userId: claims.sub", `return { supabase: ${ADMIN}, userId: claims.sub`)],
  },
  {
    id: "token-not-verified-with-service-key",
    class: "identity",
    changes: [
      inAuth("await supabase.auth.getClaims(token)", `${UNVERIFIED}(token)`),
      inAuth("return { supabase, userId: claims.sub", `return { supabase: ${ADMIN}, userId: claims.sub`),
    ],
  },
  {
    id: "token-not-verified",
    class: "identity",
    changes: [
      inAuth("await supabase.auth.getClaims(token)", `token ? ${UNVERIFIED}(token) : await supabase.auth.getClaims()`),
    ],
  },
  {
    id: "get-session-trusted",
    class: "identity",
    changes: [
      inAuth(
        "await supabase.auth.getClaims(token)",
        `token ? await supabase.auth.getClaims(token) : await supabase.auth.getSession().then(({ data }: any) => ({ data: { claims: data.session && { sub: data.session.user.id, role: "authenticated" } }, error: null as any }))`,
      ),
    ],
  },
  {
    id: "user-from-header",
    class: "identity",
    changes: [
      inAuth(
        "  if (!session) throw new ApiError(401",
        `  const named = request.headers.get("x-user-id");\n  if (named) return { supabase: ${ADMIN}, userId: named, email: null };\n  if (!session) throw new ApiError(401`,
      ),
    ],
  },
  {
    id: "expired-accepted",
    class: "identity",
    changes: [
      inAuth(
        "const session = bearer ?",
        `const late = bearer && JSON.parse(Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString() || "{}");\n  if (late?.exp < Date.now() / 1000) return { supabase: ${ADMIN}, userId: late.sub, email: null };\n  const session = bearer ?`,
      ),
    ],
  },
  {
    id: "any-role-accepted",
    class: "identity",
    changes: [
      inAuth('if (!claims?.sub || claims.role !== "authenticated") return null;', "if (!claims?.sub) return null;"),
    ],
  },
  {
    id: "anonymous-gets-first-account",
    class: "identity",
    changes: [
      inAuth(
        'if (!session) throw new ApiError(401, "unauthorized", "Sign in first.");',
        `if (!session) return { supabase: ${ADMIN}, userId: "", email: null };`,
      ),
    ],
  },
  {
    id: "search-with-service-key",
    class: "service key",
    changes: [inRetrieve("  const model = coachModel();", `  supabase = ${admin};\n  const model = coachModel();`)],
  },
  {
    id: "conversation-with-service-key",
    class: "service key",
    changes: [
      inConversations(
        "export async function findConversation({ supabase }: Session, id: string): Promise<Conversation> {",
        `export async function findConversation(_: Session, id: string): Promise<Conversation> {\n  const supabase = ${admin};`,
      ),
    ],
  },
  {
    id: "messages-with-service-key",
    class: "service key",
    changes: [
      inConversations(
        "  const conversation = await findConversation(session, id);",
        `  session = { ...session, supabase: ${admin} };\n  const conversation = await findConversation(session, id);`,
      ),
    ],
  },
  {
    id: "delete-with-service-key",
    class: "service key",
    changes: [
      inConversations(
        "export async function deleteConversation({ supabase }: Session, id: string): Promise<Conversation> {",
        `export async function deleteConversation(_: Session, id: string): Promise<Conversation> {\n  const supabase = ${admin};`,
      ),
    ],
  },
  {
    id: "rename-with-service-key",
    class: "service key",
    changes: [
      inConversations(
        "export async function renameConversation({ supabase }: Session, id: string, title: string): Promise<Conversation> {",
        `export async function renameConversation(_: Session, id: string, title: string): Promise<Conversation> {\n  const supabase = ${admin};`,
      ),
    ],
  },
  {
    id: "list-with-service-key",
    class: "service key",
    changes: [
      inConversations(
        "export async function listConversations(\n  { supabase }: Session,",
        "export async function listConversations(\n  _: Session,",
      ),
      inConversations("  const source = options.q\n", `  const supabase = ${admin};\n  const source = options.q\n`),
    ],
  },
  {
    id: "profile-with-service-key",
    class: "service key",
    changes: [
      inChat(
        'session.supabase.from("profiles").select("display_name, time_zone").maybeSingle()',
        `${admin}.from("profiles").select("display_name, time_zone").order("created_at").limit(1).maybeSingle()`,
      ),
    ],
  },
  {
    id: "foreign-is-forbidden",
    class: "answers",
    changes: [
      inConversations(
        "  if (!data) throw notFound();\n  return fromRow(data);\n}\n\n/** A conversation with",
        `  if (!data) {\n    const { data: theirs } = await ${admin}.from("conversations").select("id").eq("id", id);\n    if (theirs?.length) throw Object.assign(notFound(), { status: 403 });\n    throw notFound();\n  }\n  return fromRow(data);\n}\n\n/** A conversation with`,
      ),
    ],
  },
  {
    id: "conflict-tells-of-others",
    class: "answers",
    changes: [
      inCheckIns(
        '  const { data, error } = await session.supabase.from("check_ins").insert(row).select().single();',
        `  const { data: theirs } = await ${admin}.from("check_ins").select("id").eq("id", input.id ?? "00000000-0000-4000-8000-000000000000");\n  if (theirs?.length) throw databaseError({ code: "23505" });\n  const { data, error } = await session.supabase.from("check_ins").insert(row).select().single();`,
      ),
    ],
  },
  {
    id: "cacheable",
    class: "caches",
    changes: [{ file: "lib/errors.ts", find: '"private, no-store"', replace: '"public, max-age=60"' }],
  },
  {
    id: "errors-cacheable",
    class: "caches",
    changes: [
      {
        file: "lib/errors.ts",
        find: "headers: { ...NO_STORE, ...(shown.retryAfter",
        replace: "headers: { ...(shown.retryAfter",
      },
    ],
  },
  {
    id: "search-cached-by-question",
    class: "caches",
    changes: [
      inRetrieve(
        "export async function retrieve(session: Session, question: string, options: RetrieveOptions = {}): Promise<Match[]> {",
        "export async function retrieve(session: Session, question: string, options: RetrieveOptions = {}): Promise<Match[]> {\n  const cache: Map<string, Promise<Match[]>> = ((globalThis as any).found ??= new Map());\n  if (!cache.has(question)) cache.set(question, uncached(session, question, options));\n  return cache.get(question) as Promise<Match[]>;\n}\nasync function uncached(session: Session, question: string, options: RetrieveOptions = {}): Promise<Match[]> {",
      ),
    ],
  },
  {
    id: "list-cached-by-address",
    class: "caches",
    changes: [
      {
        file: "app/api/check-ins/route.ts",
        find: "const session = await authenticate(request);",
        replace:
          'const session = await authenticate(request);\n  if (request.method === "GET" && (globalThis as any).kept?.[request.url]) return (globalThis as any).kept[request.url].clone();',
      },
      {
        file: "lib/route.ts",
        find: '      response.headers.set("x-request-id", id);',
        replace:
          '      response.headers.set("x-request-id", id);\n      if (request.method === "GET" && response.ok) ((globalThis as any).kept ??= {})[request.url] = response.clone();',
      },
    ],
  },
  {
    id: "profile-cached-once",
    class: "caches",
    changes: [
      inChat(
        "    name: profile.data?.display_name ?? null,",
        "    name: ((globalThis as any).who ??= profile.data?.display_name ?? null),",
      ),
    ],
  },
  {
    id: "history-of-the-process",
    class: "model",
    changes: [
      inChat(
        "    history: (history.data ?? [])",
        '    history: ((globalThis as any).said ??= []).concat(((globalThis as any).said.push({ role: "user", content: turn.question }), history.data ?? []))',
      ),
    ],
  },
  {
    id: "history-by-service-key",
    class: "model",
    changes: [
      inChat(
        '    session.supabase\n      .from("messages")\n      .select("role, content")\n      .eq("conversation_id", turn.conversation.id)',
        `    ${admin}\n      .from("messages")\n      .select("role, content")`,
      ),
    ],
  },
  {
    id: "numbers-of-everybody",
    class: "model",
    changes: [
      inChat(
        "    question,\n    period: days,",
        `    question: question + " (others write: " + JSON.stringify((await ${admin}.from("check_ins").select("note").limit(50)).data) + ")",\n    period: days,`,
      ),
    ],
  },
  {
    id: "malformed-is-different",
    class: "answers",
    changes: [
      {
        file: "lib/route.ts",
        find: "  if (!parsed.success) throw notFound();\n  return parsed.data;",
        replace: '  if (!parsed.success) throw new ApiError(400, "bad_request", "id: not one");\n  return parsed.data;',
      },
    ],
  },
  {
    id: "total-in-a-header",
    class: "answers",
    changes: [
      {
        file: "app/api/search/route.ts",
        find: "  return json({ matches: await retrieve(session, query, { projectId, limit, timeZone, signal: request.signal }) });",
        replace: `  const answer = json({ matches: await retrieve(session, query, { projectId, limit, timeZone, signal: request.signal }) });\n  answer.headers.set("x-total-passages", String((await ${admin}.from("documents").select("id")).data?.length));\n  return answer;`,
      },
    ],
  },
  {
    id: "journal-with-service-key",
    class: "service key",
    changes: [
      {
        file: "lib/journal.ts",
        find: "Promise<JournalPage> {\n  if (query.q)",
        replace: `Promise<JournalPage> {\n  session = { ...session, supabase: ${admin} };\n  if (query.q)`,
      },
    ],
  },
  {
    id: "memories-with-service-key",
    class: "service key",
    changes: [
      {
        file: "lib/memories.ts",
        find: "  const limit = options.limit ?? 30;\n  const before = options.cursor",
        replace: `  supabase = ${admin};\n  const limit = options.limit ?? 30;\n  const before = options.cursor`,
      },
    ],
  },
  {
    id: "export-with-service-key",
    class: "service key",
    changes: [
      {
        file: "lib/export.ts",
        find: '  const key = table === "profiles"',
        replace: `  supabase = ${admin};\n  const key = table === "profiles"`,
      },
    ],
  },
  {
    id: "original-with-service-key",
    class: "service key",
    changes: [
      {
        file: "lib/files/files.ts",
        find: "Promise<{ file: ImportedFile; data: Uint8Array }> {\n",
        replace: `Promise<{ file: ImportedFile; data: Uint8Array }> {\n  session = { ...session, supabase: ${admin} };\n`,
      },
    ],
  },
  {
    id: "duplicates-over-everybody",
    class: "answers",
    changes: [
      {
        file: "lib/files/files.ts",
        find: "content_hash: string): Promise<void> {\n",
        replace: `content_hash: string): Promise<void> {\n  supabase = ${admin};\n`,
      },
    ],
  },
];
