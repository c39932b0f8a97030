import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createModel } from "#lib/ai/model.ts";
import { embedPending } from "#lib/jobs/embed.ts";
import { jobsOnStack } from "#lib/jobs/job-database.ts";
import { startFakeProvider } from "#tests/ai/fake-provider.ts";
import { GET as original } from "../../app/api/documents/[id]/original/route.ts";
import { DELETE, GET as one, PATCH } from "../../app/api/documents/[id]/route.ts";
import { GET as list, POST } from "../../app/api/documents/route.ts";
import { DELETE as deleteProject } from "../../app/api/projects/[id]/route.ts";
import { POST as createProject } from "../../app/api/projects/route.ts";
import { POST as search } from "../../app/api/search/route.ts";
import { type Caller, startApi } from "./people.ts";

let api: Awaited<ReturnType<typeof startApi>>;
let robin: Caller;
let kim: Caller;
beforeAll(async () => {
  api = await startApi();
  [robin, kim] = [await api.person("robin"), await api.person("kim")];
});
afterAll(() => api.stack.close());

const send = (who: Caller, file: File, projectId?: string, signal?: AbortSignal) => {
  const form = new FormData();
  form.set("file", file);
  if (projectId) form.set("projectId", projectId);
  const headers = { authorization: `Bearer ${who.token}` };
  return POST(
    new Request("http://localhost/api/documents", { method: "POST", headers, body: form, signal: signal ?? null }),
  );
};
const linesOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const text = (content: string, name = "plan.md") => new File([content], name);
const filesOf = async (who: Caller) => (await (await who.call(list, "GET")).json()).files;
const stored = async () => {
  const { rows } = await sql<Record<string, number>>`select
    (select count(*)::int from public.files) as files, (select count(*)::int from public.file_originals) as originals,
    (select count(*)::int from public.documents where source_kind = 'file') as passages`.execute(
    api.stack.database.connection.kysely,
  );
  return rows[0];
};
/** Makes of a file what a crash in the middle of its import leaves. */
async function halfDone(id: string): Promise<void> {
  const { kysely } = api.stack.database.connection;
  await sql`delete from public.file_originals where file_id = ${id}`.execute(kysely);
  await sql`delete from public.documents where file_id = ${id} and chunk_index > 3`.execute(kysely);
}
const night = (n: number) =>
  `On night ${n} she woke at ${n % 5} o'clock. I carried her to the window until the street lamp calmed her. We slept again at dawn.\n\n`;
const book = (kilobytes: number, name = "diary.md") =>
  text(Array.from({ length: kilobytes * 8 }, (_, n) => night(n)).join(""), name);

async function pdf(pages: string[]): Promise<File> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const words of pages) document.addPage().drawText(words, { font, size: 11, x: 40, y: 700, maxWidth: 500 });
  return new File([Uint8Array.from(await document.save())], "letter.pdf", { type: "application/pdf" });
}

describe("/api/documents", () => {
  it("imports a pasted text, answers 201 with lines of progress and at last the file, and finds its words", async () => {
    const response = await robin.call(POST, "POST", {
      title: "Plan of the sleep clinic",
      text: "# Evenings\n\nWarm bath at seven, then the blue lamp.\n\n# Nights\n\nWait three minutes before going in.",
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const lines = await linesOf(response);
    expect(lines[0]).toEqual({ done: 0, total: 1 });
    expect(lines.at(-2)).toEqual({ done: 1, total: 1 });
    const { file } = lines.at(-1);
    expect(file).toMatchObject({ name: "Plan of the sleep clinic", mediaType: "text/markdown", passages: 1 });
    await api.embedAll();
    const { matches } = await (await robin.call(search, "POST", { query: "how long to wait before going in" })).json();
    expect(matches[0]).toMatchObject({ source: { kind: "file", id: file.id, title: "Plan of the sleep clinic" } });
    const shown = await (await robin.call(one, "GET", undefined, { id: file.id })).json();
    expect(shown.passages[0].content).toContain("blue lamp");
  });

  it("imports a file of 3 MB in steps, in the order of its text, with each piece beside its neighbours", async () => {
    const response = await send(robin, book(3000));
    expect(response.status).toBe(201);
    const lines = await linesOf(response);
    const { file } = lines.at(-1);
    expect(file.bytes).toBeGreaterThan(2_900_000);
    expect(lines.length).toBeGreaterThan(20);
    expect(
      lines.slice(0, -1).every(({ done, total }, at) => done >= (lines[at - 1]?.done ?? 0) && total === file.passages),
    ).toBe(true);
    const { passages } = await (await robin.call(one, "GET", undefined, { id: file.id })).json();
    // A piece begins with the last sentences of the one before it.
    const firstNights = passages.map(({ content }: { content: string }) => Number(/On night (\d+)/.exec(content)?.[1]));
    expect(firstNights).toEqual([...firstNights].sort((a, b) => a - b));
    expect(new Set(firstNights).size).toBe(passages.length);
    await robin.call(DELETE, "DELETE", undefined, { id: file.id });
  });

  it("reads a PDF of 60 pages", async () => {
    const response = await send(
      robin,
      await pdf(Array.from({ length: 60 }, (_, n) => `Page ${n}. ${night(n).trim()}`)),
    );
    expect(response.status).toBe(201);
    const { file } = (await linesOf(response)).at(-1);
    expect(file).toMatchObject({ name: "letter.pdf", mediaType: "application/pdf" });
    const { passages } = await (await robin.call(one, "GET", undefined, { id: file.id })).json();
    expect(JSON.stringify(passages)).toContain("On night 59");
  });

  it("gives the original back to the byte, as a download alone", async () => {
    const bytes = Uint8Array.from(Buffer.from("Grüße aus der Nacht — déjà vu", "utf8"));
    const { file } = (await linesOf(await send(robin, new File([bytes], "Grüße 'a'.txt")))).at(-1);
    const response = await robin.call(original, "GET", undefined, { id: file.id });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get("content-disposition")).toBe(
      "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%27a%27.txt",
    );
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
  });

  it("imports the same file once to a person, whatever others have", async () => {
    const same = () => text("The same page of a leaflet that every parent got from the nurse.", "leaflet.txt");
    expect((await linesOf(await send(robin, same()))).at(-1).file.name).toBe("leaflet.txt");
    const again = await send(robin, new File([await same().arrayBuffer()], "renamed.txt"));
    expect(again.status).toBe(409);
    expect((await again.json()).error.message).toContain("leaflet.txt");
    expect((await linesOf(await send(kim, same()))).at(-1).file.name).toBe("leaflet.txt");
  });

  it("takes an import back whole that is cancelled in the middle, and can then be done again", async () => {
    const before = await stored();
    const response = await send(kim, book(400, "cancelled.md"));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (let n = 0; n < 3; n++) await reader.read();
    await expect.poll(async () => (await stored())?.passages).toBeGreaterThan(before?.passages as number);
    await reader.cancel();
    expect(await stored()).toEqual(before);
    const { file } = (await linesOf(await send(kim, book(400, "cancelled.md")))).at(-1);
    expect(file.name).toBe("cancelled.md");
    await kim.call(DELETE, "DELETE", undefined, { id: file.id });
    expect(await stored()).toEqual(before);
  });

  it("is no error that a log should tell of when it is cancelled", async () => {
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const response = await send(kim, book(400, "given up.md"));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    const logged = log.mock.calls.join("");
    log.mockRestore();
    expect(logged).toBe("");
    expect((await filesOf(kim)).map(({ name }: { name: string }) => name)).not.toContain("given up.md");
  });

  it("replaces what a crash left half done", async () => {
    const { file } = (await linesOf(await send(kim, book(60, "crash.md")))).at(-1);
    await halfDone(file.id);
    const again = (await linesOf(await send(kim, book(60, "crash.md")))).at(-1);
    expect(again.file.id).not.toBe(file.id);
    expect((await filesOf(kim)).filter(({ name }: { name: string }) => name === "crash.md")).toHaveLength(1);
  });

  it.each([
    ["the last passage", "chunk_index = (select max(chunk_index) from public.documents where file_id = f.id)"],
    ["all passages but the first", "chunk_index > 0"],
    ["every passage", "true"],
  ])("imports a file once of which the coach was told to forget %s", async (which, passages) => {
    const again = () => send(kim, new File([book(60), which], `${which}.md`));
    const { file } = (await linesOf(await again())).at(-1);
    await sql`delete from public.documents d using public.files f where f.id = ${file.id} and d.file_id = f.id and ${sql.raw(passages)}`.execute(
      api.stack.database.connection.kysely,
    );
    const before = await stored();
    const refused = await again();
    expect(refused.status).toBe(409);
    expect((await refused.json()).error.message).toContain(`${which}.md`);
    expect(await stored()).toEqual(before);
    await kim.call(DELETE, "DELETE", undefined, { id: file.id });
  });

  it("leaves alone what another tab is importing at the moment, which ends well", async () => {
    const first = await send(kim, book(1000, "twice.md"));
    const second = await send(kim, book(1000, "twice.md"));
    expect(second.status).toBe(409);
    const { file } = (await linesOf(first)).at(-1);
    expect(await filesOf(kim)).toContainEqual(file);

    // The same of an import that goes on for as long as the second waits.
    await halfDone(file.id);
    let waiting = true;
    const third = send(kim, book(1000, "twice.md")).finally(() => {
      waiting = false;
    });
    for (let at = 4; waiting; at++) {
      await sql`insert into public.documents (user_id, content, source_kind, file_id, chunk_index)
        select user_id, 'passage ' || ${at}::text, 'file', id, ${at} from public.files where id = ${file.id}`.execute(
        api.stack.database.connection.kysely,
      );
      await setTimeout(100);
    }
    expect((await third).status).toBe(409);
    expect((await (await third).json()).error).toEqual({
      code: "being_imported",
      message: expect.stringContaining("right now"),
    });
    expect(await filesOf(kim)).toContainEqual(file);
    await kim.call(DELETE, "DELETE", undefined, { id: file.id });
  });

  it("imports a file once that two tabs send at one time", async () => {
    const both = await Promise.all([1, 2].map(() => send(kim, book(300, "at once.md"))));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    await Promise.all(both.map((response) => response.text()));
    const [file, ...others] = (await filesOf(kim)).filter(({ name }: { name: string }) => name === "at once.md");
    expect(others).toEqual([]);
    await kim.call(DELETE, "DELETE", undefined, { id: file.id });
  });

  it.each([
    ["an empty file", async () => new File([], "empty.txt"), 422, "empty"],
    ["a file of spaces", async () => text("  \n \n ", "spaces.txt"), 422, "empty"],
    [
      "a picture called .txt",
      async () => new File([new Uint8Array([137, 80, 78, 71, 0, 0, 1])], "photo.txt"),
      422,
      "not_text",
    ],
    ["a broken PDF", async () => text("%PDF-1.7 and nothing more", "broken.pdf"), 422, "broken"],
    ["a PDF of pictures", async () => pdf(["", "", ""]), 422, "scanned"],
    ["another kind of file", async () => text("x", "song.mp3"), 415, "unsupported_media_type"],
    ["more than 5 MB", async () => new File([new Uint8Array(5_300_000).fill(97)], "huge.txt"), 413, "too_large"],
  ])("refuses %s and keeps nothing", async (_, file, status, code) => {
    const before = await stored();
    const response = await send(robin, await file());
    expect(response.status).toBe(status);
    expect((await response.json()).error.code).toBe(code);
    expect(await stored()).toEqual(before);
  });

  it("tells how large a file may be, however much larger it is", async () => {
    for (const response of [
      await send(robin, new File([new Uint8Array(7_000_000).fill(97)], "years.txt")),
      await robin.call(POST, "POST", { title: "Years", text: "a".repeat(7_000_000) }),
    ]) {
      expect(response.status).toBe(413);
      expect((await response.json()).error).toMatchObject({
        code: "too_large",
        message: expect.stringContaining("5 MB"),
      });
    }
  });

  it("lists what belongs to no project by itself, as what was in one that is deleted", async () => {
    const lee = await api.person("lee");
    const { project } = await (await lee.call(createProject, "POST", { name: "Swimming" })).json();
    const alone = async () =>
      (await (await lee.call(list, "GET", undefined, {}, "?withoutProject=true")).json()).files.map(
        ({ name }: { name: string }) => name,
      );
    await linesOf(await send(lee, text("She floats.", "in.md"), project.id));
    await linesOf(await send(lee, text("She dives.", "out.md")));
    expect(await alone()).toEqual(["out.md"]);
    expect((await lee.call(deleteProject, "DELETE", undefined, { id: project.id })).status).toBe(200);
    expect(await alone()).toEqual(["out.md", "in.md"]);
  });

  it("says of a file that is there already in which project it is, or that it is in none", async () => {
    const sam = await api.person("sam");
    const { project } = await (await sam.call(createProject, "POST", { name: "Riding" })).json();
    const refusal = async (content: string) => {
      const again = await send(sam, text(content, "again.md"));
      expect(again.status).toBe(409);
      return (await again.json()).error.message;
    };
    await linesOf(await send(sam, text("He trots.", "in.md"), project.id));
    await linesOf(await send(sam, text("He canters.", "out.md")));
    expect(await refusal("He trots.")).toBe(
      "You have imported this file already, as “in.md”. It is in the project “Riding”.",
    );
    expect(await refusal("He canters.")).toBe(
      "You have imported this file already, as “out.md”. It is on the Projects page, under “Files without a project”.",
    );
  });

  it("answers for another person's file and project as for ones that do not exist", async () => {
    const [{ id }] = await filesOf(robin);
    const { project } = await (await robin.call(createProject, "POST", { name: "School meeting" })).json();
    const madeUp = crypto.randomUUID();
    for (const [handler, method, body] of [
      [one, "GET", undefined],
      [original, "GET", undefined],
      [DELETE, "DELETE", undefined],
      [PATCH, "PATCH", { name: "mine now" }],
    ] as const) {
      const [foreign, missing] = [
        await kim.call(handler, method, body, { id }),
        await kim.call(handler, method, body, { id: madeUp }),
      ];
      expect([foreign.status, await foreign.text()]).toEqual([404, await missing.text()]);
    }
    const intoForeign = await send(kim, text("into a project that is not mine"), project.id);
    const intoNone = await send(kim, text("into a project that is not there"), madeUp);
    expect([intoForeign.status, await intoForeign.text()]).toEqual([404, await intoNone.text()]);
    expect((await robin.call(one, "GET", undefined, { id })).status).toBe(200);
  });

  it("moves a file with its passages to another project, and renames it", async () => {
    const { project } = await (await robin.call(createProject, "POST", { name: "Sleep training" })).json();
    const [{ id }] = await filesOf(robin);
    const { file } = await (
      await robin.call(PATCH, "PATCH", { name: "New name", projectId: project.id }, { id })
    ).json();
    expect(file).toMatchObject({ name: "New name", projectId: project.id });
    const { rows } = await sql`select distinct project_id, title from public.documents where file_id = ${id}`.execute(
      api.stack.database.connection.kysely,
    );
    expect(rows).toEqual([{ project_id: project.id, title: "New name" }]);
    expect(await (await robin.call(list, "GET", undefined, {}, `?projectId=${project.id}`)).json()).toMatchObject({
      files: [{ id }],
    });
  });

  it("keeps everything while the provider of embeddings is down, findable by its words, and embeds it later", async () => {
    const provider = await startFakeProvider("status-500");
    const down = createModel({ apiKey: "test", baseURL: provider.url });
    const jobs = jobsOnStack(api.stack.database.connection.kysely);
    await api.embedAll();
    const { file } = (await linesOf(await send(kim, text("The rash went away with oatmeal baths.", "rash.md")))).at(-1);
    expect((await embedPending(jobs, down)).embedded).toBe(0);
    await provider.close();
    const found = async () => (await (await kim.call(search, "POST", { query: "oatmeal baths" })).json()).matches;
    expect((await found())[0]).toMatchObject({ similarity: 0, source: { id: file.id } });
    await api.embedAll();
    expect((await found())[0].similarity).toBeGreaterThan(0.3);
  });
});
