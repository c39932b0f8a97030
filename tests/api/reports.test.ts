import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as chat } from "../../app/api/chat/route.ts";
import { GET as conversation, DELETE as forget } from "../../app/api/conversations/[id]/route.ts";
import { GET as exported } from "../../app/api/export/route.ts";
import { POST } from "../../app/api/reports/route.ts";
import { type Caller, caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let ben: Caller;
const MADE_UP = "00000000-0000-4000-8000-000000000000";
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
  ben = await api.person("ben");
});
afterAll(() => api.stack.close());

/** A question and its answer; `answerId` as the stream says it at its end. */
async function asked(person: Caller) {
  const text = await (await person.call(chat, "POST", { message: "How did I sleep?" })).text();
  const parts: any[] = text
    .split("\n\n")
    .flatMap((event) => (event.startsWith("data: {") ? [JSON.parse(event.slice(6))] : []));
  return {
    answerId: parts.at(-1).messageMetadata.answerId as string,
    ...(parts.find(({ type }) => type === "data-conversation").data as { id: string; questionId: string }),
  };
}

describe("POST /api/reports", () => {
  it("keeps a report as the person's own, shown in the conversation and in the export", async () => {
    const { answerId, id } = await asked(ada);
    const body = { messageId: answerId, reason: "untrue", comment: " I slept well ", mayRead: true };
    const response = await ada.call(POST, "POST", body);
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect((await response.json()).report).toMatchObject({ ...body, comment: "I slept well" });
    const { messages } = await (await ada.call(conversation, "GET", undefined, { id })).json();
    expect(messages.map((one: any) => one.metadata.reported)).toEqual([undefined, true]);
    expect(messages[1]).toMatchObject({ id: answerId, metadata: { answerId } });
    const { answer_reports } = await (await ada.call(exported, "GET")).json();
    expect(answer_reports).toMatchObject([{ message_id: answerId, reason: "untrue", may_read: true }]);
    expect((await (await ben.call(exported, "GET")).json()).answer_reports).toEqual([]);
  });

  it("lets nobody read the answer unless the person says so", async () => {
    const { answerId } = await asked(ada);
    const { report } = await (await ada.call(POST, "POST", { messageId: answerId, reason: "other" })).json();
    expect(report).toMatchObject({ mayRead: false, comment: null });
  });

  it("takes one report for an answer", async () => {
    const { answerId } = await asked(ada);
    const body = { messageId: answerId, reason: "unkind" };
    expect((await ada.call(POST, "POST", body)).status).toBe(201);
    const again = await ada.call(POST, "POST", body);
    expect(again.status).toBe(409);
    expect((await again.json()).error.message).toBe("You have reported this answer already.");
  });

  it("answers a foreign answer, a made-up one and a question alike, and a wrong body with 400", async () => {
    const { answerId, questionId } = await asked(ada);
    const answers = [];
    for (const [person, messageId] of [
      [ben, answerId],
      [ben, MADE_UP],
      [ada, questionId],
    ] as const) {
      const response = await person.call(POST, "POST", { messageId, reason: "harmful" });
      answers.push(`${response.status} ${await response.text()}`);
    }
    expect(new Set(answers)).toEqual(
      new Set(['404 {"error":{"code":"not_found","message":"There is nothing here."}}']),
    );
    for (const body of [
      {},
      { messageId: answerId },
      { messageId: answerId, reason: "bored" },
      { messageId: "x", reason: "other" },
      { messageId: answerId, reason: "other", comment: "x".repeat(501) },
      { messageId: answerId, reason: "other", userId: MADE_UP },
    ])
      expect((await ada.call(POST, "POST", body)).status).toBe(400);
    expect((await caller("").call(POST, "POST", { messageId: answerId, reason: "other" })).status).toBe(401);
    expect((await ada.call(POST, "POST", { messageId: answerId, reason: "harmful" })).status).toBe(201);
  });

  it("goes with its conversation", async () => {
    const eve = await api.person("eve");
    const { answerId, id } = await asked(eve);
    await eve.call(POST, "POST", { messageId: answerId, reason: "other", comment: "canary" });
    expect(await (await eve.call(exported, "GET")).text()).toContain("canary");
    await eve.call(forget, "DELETE", undefined, { id });
    expect((await (await eve.call(exported, "GET")).json()).answer_reports).toEqual([]);
  });
});
