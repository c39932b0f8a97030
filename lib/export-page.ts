import type { Session } from "#lib/auth.ts";
import { listCheckIns } from "#lib/check-ins.ts";
import { timeFormat } from "#lib/clock.ts";
import { listConversations } from "#lib/conversations.ts";
import { databaseError } from "#lib/errors.ts";
import { listNotes } from "#lib/notes.ts";
import { text } from "../app/messages/text.ts";

const BATCH = 100;
const STYLE = `body{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#23283b;background:#faf6ef}
article{border-top:1px solid #e3dccf;padding:.75rem 0}h3{margin:0;font-size:1rem}p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}
.soft{color:#5a6078}@media(prefers-color-scheme:dark){body{color:#ece7dc;background:#12162a}.soft{color:#aab0c6}article{border-color:#2e3654}}`;

/**
 * The journal as one page that any browser shows, without a script and without a connection: check-ins and notes,
 * newest first, then what was said with the coach. Times are those of `timeZone`.
 */
export async function* journalPage(session: Session, now: Date, timeZone: string): AsyncGenerator<string, void, void> {
  const when = timeFormat(timeZone, { dateStyle: "full", timeStyle: "short" });
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text("export.title")}</title><style>${STYLE}</style></head><body><main>
<h1>${text("export.title")}</h1><p class="soft">${html(text("export.made", { time: when(now.toISOString()) }))}</p>`;
  yield `<h2>${text("export.check-ins")}</h2>`;
  for await (const page of pages((cursor) => listCheckIns(session, { limit: BATCH, cursor }))) {
    yield page.checkIns
      .map(({ happenedAt, mood, energy, sleepHours, tags, note }) => {
        const facts = [
          text("export.mood", { mood }),
          energy === null ? "" : text("export.energy", { energy }),
          sleepHours === null ? "" : text("export.sleep", { hours: sleepHours }),
          ...tags.map((tag) => `#${tag}`),
        ];
        return article(when(happenedAt), facts.filter(Boolean).join(" · "), note);
      })
      .join("");
  }
  yield `<h2>${text("export.notes")}</h2>`;
  for await (const page of pages((cursor) => listNotes(session, { limit: BATCH, cursor })))
    yield page.notes
      .map((note) => article(note.title ?? when(note.happenedAt), when(note.happenedAt), note.text))
      .join("");
  yield `<h2>${text("export.conversations")}</h2>`;
  for await (const page of pages((cursor) => listConversations(session, { limit: BATCH, cursor }))) {
    for (const { id, title, createdAt } of page.conversations) {
      yield article(title ?? when(createdAt), when(createdAt), null);
      yield* said(session, id);
    }
  }
  yield "</main></body></html>\n";
}

/** What was said in a conversation, in its order. */
async function* said({ supabase }: Session, conversationId: string): AsyncGenerator<string, void, void> {
  for (let from = 0; ; from += BATCH) {
    const { data, error } = await supabase
      .from("messages")
      .select("role, content")
      .eq("conversation_id", conversationId)
      .order("created_at")
      .order("id")
      .range(from, from + BATCH - 1);
    if (error) throw databaseError(error);
    yield data
      .map(({ role, content }) => {
        const who = text(role === "user" ? "export.you" : "export.coach");
        return `<p><strong>${who}:</strong> ${html(content)}</p>`;
      })
      .join("");
    if (data.length < BATCH) return;
  }
}

async function* pages<Page extends { nextCursor: string | null }>(
  read: (cursor: string | undefined) => Promise<Page>,
): AsyncGenerator<Page, void, void> {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    yield page;
    if (!page.nextCursor) return;
    cursor = page.nextCursor;
  }
}

function article(heading: string, facts: string, words: string | null): string {
  const said = words === null ? "" : `<p>${html(words)}</p>`;
  return `<article><h3>${html(heading)}</h3><p class="soft">${html(facts)}</p>${said}</article>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What somebody wrote, as text and nothing else. */
function html(written: string): string {
  return written.replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string);
}
