import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { POST as chat } from "../../app/api/chat/route.ts";
import { type Caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let ada: Caller;
let provider: FakeProvider;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("ada");
});
afterAll(() => api.stack.close());
beforeEach(async () => {
  provider = await startFakeProvider();
  Object.assign(process.env, { OPENAI_BASE_URL: provider.url, OPENAI_MODERATION_MODEL: "omni-moderation-latest" });
});
afterEach(async () => {
  delete process.env.OPENAI_BASE_URL;
  delete process.env.OPENAI_MODERATION_MODEL;
  await provider.close();
});

async function ask(person: Caller, message: string) {
  const response = await person.call(chat, "POST", { message });
  const parts: any[] = (await response.text())
    .split("\n\n")
    .flatMap((event) => (event.startsWith("data: {") ? [JSON.parse(event.slice(6))] : []));
  return {
    status: response.status,
    text: parts.map((part) => part.delta ?? "").join(""),
    cards: parts.filter((part) => part.type === "data-safety").map((part) => part.data),
    finished: parts.at(-1)?.type === "finish",
  };
}
const moderated = () => provider.requests.filter(({ path }) => path.endsWith("/moderations"));
/** Words that neither rules nor likeness see anything in. */
const UNNOTICED = "We made pancakes in the shape of a giraffe.";

describe("the provider's moderation, beside an answer", () => {
  it("adds the card where the rules saw nothing, and leaves the answer as it is", async () => {
    provider.moderation = ["self-harm/intent"];
    const { text, cards, finished } = await ask(ada, UNNOTICED);
    expect(cards).toMatchObject([{ kind: "self_harm", clear: false }]);
    expect(text).toBe("You slept badly [1].");
    expect(finished).toBe(true);
    expect(moderated().map(({ body }) => JSON.parse(body))).toEqual([
      { model: "omni-moderation-latest", input: UNNOTICED },
    ]);
  });

  it("takes what a text is about for no danger", async () => {
    for (const moderation of [[], ["violence", "harassment", "hate"]]) {
      provider.moderation = moderation;
      expect((await ask(ada, UNNOTICED)).cards).toEqual([]);
    }
    provider.moderation = ["violence", "sexual/minors"];
    expect((await ask(ada, UNNOTICED)).cards).toMatchObject([{ kind: "child_harm" }]);
  });

  it("changes nothing when it fails or says nothing", async () => {
    for (const moderation of ["status-404", "silent"] as const) {
      provider.moderation = moderation;
      const answer = await ask(ada, UNNOTICED);
      expect(answer).toEqual({ status: 200, text: "You slept badly [1].", cards: [], finished: true });
    }
    expect(moderated()).toHaveLength(2);
  }, 20_000);

  it("is not asked when the rules have seen something, nor when no model for it is named", async () => {
    provider.moderation = ["self-harm"];
    expect((await ask(ada, "I want to die")).cards).toHaveLength(1);
    delete process.env.OPENAI_MODERATION_MODEL;
    expect((await ask(ada, UNNOTICED)).cards).toEqual([]);
    expect(moderated()).toEqual([]);
  });
});

describe("how often help was shown", () => {
  const counts = async () => {
    const { rows } = await sql<{ kind: string; count: number }>`
      select kind, sum(count)::int as count from private.referrals group by kind order by kind`.execute(
      api.stack.database.connection.kysely,
    );
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
  };
  /** Yesterday's last count, so that the next one begins a day. */
  const nextDay = () =>
    sql`update private.referral_day set day = day - 1`.execute(api.stack.database.connection.kysely);

  it("is counted by kind, once for a person and a day, by the rules' card and by the late one", async () => {
    const [ben, eve] = [await api.person("ben"), await api.person("eve")];
    const before = await counts();
    const more = async () => {
      const now = await counts();
      return Object.fromEntries(
        Object.keys(now).flatMap((kind) => {
          const added = (now[kind] ?? 0) - (before[kind] ?? 0);
          return added ? [[kind, added]] : [];
        }),
      );
    };
    await ask(ben, "How did I sleep?");
    expect(await more()).toEqual({});
    await ask(ben, "I want to die");
    await ask(ben, "I want to die");
    expect(await more()).toEqual({ self_harm: 1 });
    await ask(ben, "My husband hits me");
    provider.moderation = ["self-harm"];
    await ask(eve, UNNOTICED);
    expect(await more()).toEqual({ abuse: 1, self_harm: 2 });
    await nextDay();
    await ask(ben, "I want to die");
    expect(await more()).toEqual({ abuse: 1, self_harm: 3 });
  });

  it("tells nobody, and keeps neither a person nor a text", async () => {
    const dan = await api.person("dan");
    await ask(dan, "I want to die");
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(r)::text as row from private.referrals r union all select to_jsonb(d)::text from private.referral_day d`.execute(
      api.stack.database.connection.kysely,
    );
    const stored = rows.map(({ row }) => row).join();
    const sub = JSON.parse(Buffer.from(dan.token.split(".")[1] as string, "base64url").toString()).sub;
    expect(stored).toContain("self_harm");
    expect(stored).not.toContain(sub);
    expect(stored).not.toContain("want to die");
    // The salt of a day goes with it, and so do its marks.
    const { rows: marks } = await sql<{
      count: number;
    }>`select cardinality(marks) as count from private.referral_day`.execute(api.stack.database.connection.kysely);
    expect(marks[0]?.count).toBeGreaterThan(0);
    await nextDay();
    await ask(dan, "My husband hits me");
    const { rows: fresh } = await sql<{
      count: number;
    }>`select cardinality(marks) as count from private.referral_day`.execute(api.stack.database.connection.kysely);
    expect(fresh).toEqual([{ count: 1 }]);
  });
});
