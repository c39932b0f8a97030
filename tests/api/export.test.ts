import { strFromU8, unzipSync } from "fflate";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type Person, publicRelations, type World } from "#tests/leaks/world.ts";
import { GET } from "../../app/api/export/route.ts";
import { caller } from "./people.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  process.env.SUPABASE_URL = world.stack.url;
  process.env.SUPABASE_PUBLISHABLE_KEY = world.stack.secrets.publishableKey;
});
afterAll(() => world.close());

/** Worked out by the database from the rest, or the same in every row. */
const COMPUTED = ["user_id", "embedding", "embedding_model", "embedded_at", "code", "content_hash", "words"];
const zipOf = async (token: string) => {
  const response = await caller(token).call(GET, "GET", undefined, {}, "?format=zip");
  return unzipSync(new Uint8Array(await response.arrayBuffer()));
};
const exportOf = async ({ token }: Person) => (await caller(token).call(GET, "GET")).json();

describe("/api/export", () => {
  it("holds every row of every table of the person's, without vectors", async () => {
    const { owner } = world;
    const file = await exportOf(owner);
    const relations = await publicRelations(world);
    expect(relations.length).toBeGreaterThanOrEqual(8);
    for (const relation of relations) {
      const stored = (await world.stored(owner, `public.${relation}`)).map((row) => {
        const kept = Object.entries(JSON.parse(row)).filter(([column]) => !COMPUTED.includes(column));
        return Object.fromEntries(kept);
      });
      const comparable = (rows: Record<string, unknown>[]) =>
        rows
          .map((row) =>
            JSON.stringify(
              Object.entries(row)
                .map(([name, value]) => [name, /_at$/.test(name) && value ? Date.parse(String(value)) : value])
                .sort(([a], [b]) => String(a).localeCompare(String(b))),
            ),
          )
          .sort();
      expect(stored.length, relation).toBeGreaterThan(0);
      expect(comparable(file[relation] ?? []), relation).toEqual(comparable(stored));
    }
    expect(file.email).toContain("owner");
    expect(JSON.stringify(file)).not.toMatch(/embedding|(-?0\.\d{4,},\s*){20}/);
  });

  it("holds nothing of anybody else's", async () => {
    const { owner, stranger, third } = world;
    for (const person of [owner, stranger, third]) {
      const text = JSON.stringify(await exportOf(person));
      expect(text).toContain(person.canary);
      for (const other of [owner, stranger, third]) {
        if (other === person) continue;
        for (const theirs of [other.canary, other.id, ...Object.values(other.rows).filter(Boolean)])
          expect(text).not.toContain(theirs);
      }
    }
  });

  it("comes as a file that no cache keeps, in pieces, with more rows than one request fetches", async () => {
    const { third } = world;
    const many = Array.from({ length: 450 }, (_, night) => ({ mood: 3, note: `night ${night}` }));
    expect((await third.client.from("check_ins").insert(many)).error).toBeNull();
    const { data: rows } = await third.client.from("check_ins").select("id").limit(1000);
    const response = await caller(third.token).call(GET, "GET");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="nightlight-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const decoder = new TextDecoder();
    const pieces: string[] = [];
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      pieces.push(decoder.decode(chunk, { stream: true }));
    expect(pieces.length).toBeGreaterThan(5);
    const ids = JSON.parse(pieces.join("")).check_ins.map((row: { id: string }) => row.id);
    expect(ids).toHaveLength(rows?.length ?? 0);
    expect(new Set(ids)).toEqual(new Set(rows?.map(({ id }) => id)));
    expect(ids.length).toBeGreaterThan(400);
  });

  it("comes as a zip on demand: the same document, and a page to read in which nothing of the words is code", async () => {
    const { owner, stranger } = world;
    await owner.client.from("check_ins").insert({ mood: 1, note: '<script>alert("3 a.m.")</script> & <b>tired</b>' });
    const response = await caller(owner.token).call(GET, "GET", undefined, {}, "?format=zip");
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(response.headers.get("content-disposition")).toMatch(/filename="nightlight-\d{4}-\d\d-\d\d\.zip"$/);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    const files = unzipSync(new Uint8Array(Buffer.concat(pieces)));
    expect(Object.keys(files)).toEqual(["nightlight.json", "journal.html", `files/1 ${owner.canary}.txt`]);
    const { data: original } = await owner.client.from("file_originals").select("data").single();
    expect(Buffer.from(Object.values(files)[2] as Uint8Array).toString("base64")).toBe(original?.data);
    const { exportedAt: _, ...document } = JSON.parse(strFromU8(files["nightlight.json"] as Uint8Array));
    const { exportedAt: __, ...asJson } = await exportOf(owner);
    expect(document).toEqual(asJson);
    const page = strFromU8(files["journal.html"] as Uint8Array);
    expect(page).toContain("&lt;script&gt;alert(&quot;3 a.m.&quot;)&lt;/script&gt; &amp; &lt;b&gt;tired&lt;/b&gt;");
    expect(page).not.toMatch(/<script|<b>/);
    for (const words of ["awake the whole night", "long words", "question", "answer"])
      expect(page).toContain(`${words} ${owner.canary}`);
    expect(page).not.toContain(stranger.canary);
    expect((await caller(owner.token).call(GET, "GET", undefined, {}, "?format=exe")).status).toBe(400);
  });

  it("leaves out of the zip the original that a crash kept from being stored, and nothing else", async () => {
    const { owner } = world;
    const name = "broken off.md";
    const broken = { name, media_type: "text/markdown", bytes: 9, content_hash: "a".repeat(64), passages: 3 };
    expect((await owner.client.from("files").insert(broken)).error).toBeNull();
    const files = await zipOf(owner.token);
    expect(Object.keys(files)).toEqual(["nightlight.json", "journal.html", `files/1 ${owner.canary}.txt`]);
    const document = JSON.parse(strFromU8(files["nightlight.json"] as Uint8Array));
    expect(document.files).toContainEqual(expect.objectContaining({ name }));
  });

  it("holds the originals of more files than one request fetches, numbered as they came", async () => {
    const { third } = world;
    const before = (await third.client.from("files").select("id")).data?.length as number;
    await sql`
      with new as (
        insert into public.files (user_id, name, media_type, bytes, content_hash, passages, created_at)
        select ${third.id}, 'day ' || n, 'text/plain', 6, lpad(n::text, 64, '0'), 1, now() + n * interval '1 minute'
        from generate_series(1, 1001) n
        returning user_id, id, name
      )
      insert into public.file_originals (user_id, file_id, data)
      select user_id, id, encode(name::bytea, 'base64') from new where name in ('day 1', 'day 1001')`.execute(
      world.root,
    );
    const originals = Object.entries(await zipOf(third.token)).flatMap(([name, bytes]) =>
      / day /.test(name) ? [[name, strFromU8(bytes)]] : [],
    );
    expect(Object.fromEntries(originals)).toEqual({
      [`files/${before + 1} day 1`]: "day 1",
      [`files/${before + 1001} day 1001`]: "day 1001",
    });
  });

  it("is a valid file for somebody who has written nothing", async () => {
    const { token } = world.third;
    await world.third.client.from("check_ins").delete().neq("mood", 0);
    expect(await (await caller(token).call(GET, "GET")).json()).toMatchObject({ check_ins: [] });
  });

  it("asks for a session", async () => {
    for (const token of ["", "nonsense"]) expect((await caller(token).call(GET, "GET")).status).toBe(401);
  });
});
