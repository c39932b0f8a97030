import type { CoachMessage } from "#lib/conversations.ts";
import { partsOf } from "../../ui/parts-of.ts";

type Part = CoachMessage["parts"][number];
type Conversation = { id: string; title: string | null; questionId: string };
/** The events of an AI SDK UI message stream (version 1) that our server sends. */
type Event =
  | { type: "text-start" | "text-end" | "start"; id?: string }
  | { type: "finish"; messageMetadata?: CoachMessage["metadata"] }
  | { type: "text-delta"; id: string; delta: string }
  | { type: "data-conversation"; data: Conversation }
  | { type: "error"; errorText: string }
  | Extract<Part, { type: "data-safety" | "source-document" }>;

/**
 * An answer as it grows, event by event, and of the turn's conversation once.
 * @throws Error when the stream says that the answer broke off, or ends without its end
 */
export async function* answersIn(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ answer: CoachMessage; conversation?: Conversation }> {
  const id = crypto.randomUUID();
  let text = "";
  let before: Part[] = [];
  let after: Part[] = [];
  let whole = false;
  let metadata: CoachMessage["metadata"];
  for await (const event of eventsIn(body)) {
    if (event.type === "error") throw new Error(event.errorText);
    if (event.type === "finish") {
      whole = true;
      metadata = event.messageMetadata;
    }
    if (event.type === "text-delta") text += event.delta;
    if (event.type === "data-safety") before = [...before, event];
    if (event.type === "source-document") after = [...after, event];
    const said: Part[] = text === "" ? [] : [{ type: "text", text }];
    yield {
      answer: { id, role: "assistant", parts: [...before, ...said, ...after], ...(metadata ? { metadata } : {}) },
      ...(event.type === "data-conversation" ? { conversation: event.data } : {}),
    };
  }
  if (!whole) throw new Error("the stream broke off");
}

/** Server-sent events whose data is JSON. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  for await (const event of partsOf(body, "\n\n"))
    if (event.startsWith("data: {")) yield JSON.parse(event.slice(6)) as Event;
}
