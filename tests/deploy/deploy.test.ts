import { writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeProvider, startFakeProvider } from "#tests/ai/fake-provider.ts";
import { API_CHECKS, PAGE_CHECKS } from "#tests/probe/checks.ts";
import { dataApiChecks } from "#tests/probe/data-api.ts";
import { signInByForm } from "#tests/probe/form.ts";
import { callAs, createPerson, type Person } from "#tests/probe/person.ts";
import { probe } from "#tests/probe/probe.ts";
import { listed, putUnderLoad } from "./load.ts";
import { missing, type Rehearsal, rehearse, takeAlong } from "./rehearsal.ts";

if (missing.length > 0)
  process.stdout.write(`not run here: docs/deploy.md, followed to two web instances (needs ${missing.join(", ")})\n`);

const RESTART = "Restart without anybody noticing";
// A clone is built, and a whole deployment is started and probed.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 900_000, expect: { poll: { timeout: 60_000, interval: 200 } } });

/** The status of an answer on a connection of its own: one that is used again and again keeps a server from ending. */
function answerOf(url: URL): Promise<number | "refused" | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once("error", () => resolve("refused"));
  });
}

describe.runIf(missing.length === 0)("docs/deploy.md, followed literally to two web instances", () => {
  let provider: FakeProvider;
  let deployed: Rehearsal;
  let app: URL;
  beforeAll(async () => {
    provider = await startFakeProvider();
    deployed = await rehearse({ OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "none" });
    app = new URL(deployed.url);
  });
  afterAll(async () => {
    provider?.letGo();
    await deployed?.end();
    await provider?.close();
  });
  beforeEach(() => {
    provider.behaviour = "ok";
  });

  const arrive = (name: string) => createPerson(app, `${name}-*@example.test`);
  const post = (person: Person, path: string, body: object) => callAs(person, new URL(path, app), "POST", body);
  const both = () => deployed.instances.map(({ host }) => host).sort();

  /** The stored answers to a person's questions. */
  async function storedAnswers({ userId }: Person): Promise<{ content: string; status: string }[]> {
    return [
      ...(await deployed.owner`
      select a.content, a.status from public.messages q join public.messages a on a.reply_to = q.id
      where q.user_id = ${userId} order by a.created_at`),
    ] as never;
  }

  it("serves a person from sign-up to the coach's answer, from both instances", async () => {
    const before = deployed.served().length;
    const person = await arrive("first");
    const note = `${person.canary} was up at three`;
    expect((await post(person, "/api/check-ins", { mood: 2, note })).status).toBe(201);
    await expect.poll(async () => (await post(person, "/api/search", { query: note })).text).toContain(note);
    expect((await post(person, "/api/chat", { message: "How did I sleep?" })).text).toContain('"type":"finish"');
    expect(await storedAnswers(person)).toEqual([{ content: "You slept badly [1].", status: "complete" }]);
    const served = () => deployed.served().slice(before);
    await expect.poll(() => [...new Set(served().flatMap(({ instances }) => instances))].sort()).toEqual(both());
  });

  it("holds against the probe: two people look for each other's data by every route and page", async () => {
    const lines: string[] = [];
    const { failed, passed } = await probe({
      url: app.href,
      dataApi: deployed.api,
      email: "probe-*@example.test",
      report: (line) => lines.push(line),
    });
    expect(lines.filter((line) => line.startsWith("FAIL"))).toEqual([]);
    expect(failed).toBe(0);
    // Each check, that what was written is found, and that both accounts are erased.
    expect(passed).toBe(API_CHECKS.length + PAGE_CHECKS.length + dataApiChecks(deployed.api).length + 3);
  });

  it("understands on one instance the form that the other has made", async () => {
    const { email, password, userId } = await arrive("form");
    const [one, other] = deployed.instances;
    expect(await signInByForm(one, email, password, { to: other })).toMatchObject({ userId });
    expect(await signInByForm(other, email, password, { to: one })).toMatchObject({ userId });
  });

  it("counts wrong passwords once for both instances, whatever address the client claims", async () => {
    const { email, password } = await arrive("door");
    const neighbour = await arrive("neighbour");
    const claiming = (at: number) => ({ headers: { "x-forwarded-for": `198.51.100.${at}` } });
    for (let at = 0; at < 10; at++)
      expect(await signInByForm(app, email, "not this one", claiming(at))).toBeUndefined();
    expect(await signInByForm(app, email, password, claiming(10))).toBeUndefined();
    expect(await signInByForm(app, neighbour.email, neighbour.password, claiming(10))).toBeDefined();
    // Past nginx the claim would be believed, which is why the instances answer on the machine itself alone.
    expect(await signInByForm(deployed.instances[0], email, password, claiming(11))).toBeDefined();
  });

  it("has one quota for a person over both instances", async () => {
    const person = await arrive("quota");
    await deployed.owner`create or replace function private.quota_per_minute(kind text) returns integer
      language sql stable set search_path = '' as $$ select case kind when 'search' then 6 else 1000000 end $$`;
    const before = deployed.served().length;
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        fetch(new URL("/api/search", app), {
          method: "POST",
          headers: { authorization: `Bearer ${person.token}`, "content-type": "application/json" },
          body: JSON.stringify({ query: "a night" }),
        }),
      ),
    );
    await deployed.owner`create or replace function private.quota_per_minute(kind text) returns integer
      language sql stable set search_path = '' as $$ select private.default_quota_per_minute(kind) $$`;
    const accepted = answers.filter(({ status }) => status === 200).length;
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - accepted);
    // What the bucket holds, and what drips out of it while thirty requests take their time.
    expect(accepted).toBeGreaterThanOrEqual(6);
    expect(accepted).toBeLessThan(12);
    const refusals = () =>
      deployed
        .served()
        .slice(before)
        .filter(({ status }) => status === 429);
    await expect.poll(() => [...new Set(refusals().flatMap(({ instances }) => instances))].sort()).toEqual(both());
  });

  it("embeds each passage once, with the API's worker and the one beside it at the same queue", async () => {
    const person = await arrive("queue");
    const notes: string[] = [];
    const write = async (count: number) => {
      const more = Array.from({ length: count }, (_, at) => `${person.canary} night ${notes.length + at}`);
      notes.push(...more);
      await Promise.all(more.map((note) => post(person, "/api/check-ins", { mood: 3, note })));
    };
    await write(60);
    await expect
      .poll(async () => {
        await write(3);
        return deployed.log("worker");
      })
      .toMatch(/[1-9]\d* passages embedded/);
    await expect
      .poll(async () => {
        const [row] = await deployed.owner`
          select count(*)::int as waiting from public.documents where embedding is null`;
        return row?.waiting;
      })
      .toBe(0);
    const embedded = provider.requests
      .filter(({ path }) => path.endsWith("/embeddings"))
      .flatMap(({ body }) => JSON.parse(body).input as string[])
      .filter((text) => text.includes(person.canary));
    expect(embedded.sort()).toEqual(notes.sort());
  });

  it("streams word by word; a restart waits for the answers being given, and for those whose reader has gone", async () => {
    provider.behaviour = "held";
    const [stays, leaves] = [await arrive("stays"), await arrive("leaves")];
    const begun = async (person: Person) => {
      const response = await fetch(new URL("/api/chat", app), {
        method: "POST",
        headers: { authorization: `Bearer ${person.token}`, "content-type": "application/json" },
        body: JSON.stringify({ message: "How did I sleep?" }),
      });
      const reader = (response.body as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream()).getReader();
      const told = { text: "", reader };
      while (!told.text.includes('"delta":"You "')) told.text += (await reader.read()).value ?? "";
      // The first word is here, and the model holds the others back: nothing on the way waits for a whole answer.
      expect(told.text).not.toContain("badly");
      return told;
    };
    // One after the other, so that each instance has one of each.
    const reading = [await begun(stays), await begun(stays)];
    for (let at = 0; at < 2; at++) await (await begun(leaves)).reader.cancel();

    const restarted = deployed.follow(RESTART);
    await expect.poll(() => answerOf(new URL("/api/health?live", deployed.instances[0]))).toBe("refused");
    expect((await fetch(new URL("/api/health", app))).status).toBe(200);
    expect(await storedAnswers(leaves)).toEqual([]);
    provider.letGo();
    for (const told of reading) {
      for (let piece = await told.reader.read(); !piece.done; piece = await told.reader.read())
        told.text += piece.value;
      expect(told.text).toContain('"type":"finish"');
    }
    await restarted;
    const whole = { content: "You slept badly [1].", status: "complete" };
    expect(await storedAnswers(stays)).toEqual([whole, whole]);
    expect(await storedAnswers(leaves)).toEqual([whole, whole]);
  });

  it("loses nothing acknowledged, stores nothing twice and crosses no rows while each instance is restarted", async () => {
    provider.behaviour = "echo";
    const people: Person[] = [];
    for (let at = 0; at < 6; at++) people.push(await arrive(`load-${at}`));
    const end = putUnderLoad(app, people);
    const pids = () => deployed.instances.map(({ port }) => deployed.pid(`web-${port}`));
    const before = pids();
    await deployed.follow(RESTART);
    expect(pids().filter((pid) => before.includes(pid))).toEqual([]);

    // And to another release, in a folder of its own, with a file that the one before it does not have.
    const release = join(deployed.clone, "../release-2");
    takeAlong(deployed.clone, release);
    writeFileSync(join(release, ".next/static/of-release-2.txt"), "new");
    const [first, second] = deployed.instances;
    await deployed.type(`cd ${release}; restart_web ${second.port}`);
    const file = "/_next/static/of-release-2.txt";
    expect((await fetch(new URL(file, first))).status).toBe(404);
    for (let at = 0; at < 6; at++) expect((await fetch(new URL(file, app))).status).toBe(200);
    await deployed.type(`restart_web ${first.port}`);

    const { notes, answers, failures } = await end();
    const count = { checkIns: 0, acknowledged: 0, answers: 0 };
    for (const person of people) {
      const sent = notes.get(person) as Map<string, boolean>;
      const acknowledged = [...sent].filter(([, known]) => known).map(([note]) => note);
      const stored = await listed(app, person);
      expect(stored.filter((note) => !note.startsWith(`${person.canary} `))).toEqual([]);
      expect(acknowledged.filter((note) => !stored.includes(note))).toEqual([]);
      expect(stored.length).toBe(new Set(stored).size);
      expect(stored.filter((note) => !sent.has(note))).toEqual([]);
      const [row] = await deployed.owner`
        select count(*)::int as kept, count(distinct reply_to)::int as questions from public.messages
        where role = 'assistant' and status = 'complete' and conversation_id = any(${answers.get(person) as string[]})`;
      expect(row).toEqual({ kept: answers.get(person)?.length, questions: answers.get(person)?.length });
      count.checkIns += sent.size;
      count.acknowledged += acknowledged.length;
      count.answers += answers.get(person)?.length ?? 0;
    }
    process.stdout.write(
      `four restarts: ${count.acknowledged} of ${count.checkIns} check-ins acknowledged, ${count.answers} answers; failures: ${JSON.stringify(failures)}\n`,
    );
    expect(count.answers).toBeGreaterThan(10);
    expect(count.acknowledged).toBeGreaterThan(50);
    expect(failures.filter((failure) => !/: 50[23]\b/.test(failure))).toEqual([]);
    expect(failures.length).toBeLessThanOrEqual(Math.ceil(count.checkIns / 100));
  });
});
