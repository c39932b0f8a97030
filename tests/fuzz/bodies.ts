import fc from "fast-check";
import { gzipSync, zipSync, zlibSync } from "fflate";
import type { Operation } from "#tests/api/app-routes.ts";
import { anything, id, nearly, text, valid } from "./arbitraries.ts";

/** A request's body as data that can be printed and sent again. */
export type FuzzBody =
  /** `trickled`: in pieces, the last of which is followed by the end, by a breach, or by the same over and over. */
  | { is: "json"; value: unknown; trickled?: "whole" | "broken off" | "endless" }
  | { is: "text"; text: string }
  | { is: "bytes"; base64: string }
  /** As deep as it says, by itself or where an import lets anything stand. */
  | { is: "deep"; depth: number; of: "[]" | "{}"; in: "nothing" | "an import" }
  | { is: "zip" | "gzip" }
  | {
      is: "form";
      fields: [string, string][];
      file?: { name: string; content: FileContent };
      boundary: "own" | "none" | "other";
    };

export type FileContent =
  | { is: "text"; text: string; times: number }
  | { is: "bytes"; base64: string }
  | { is: "pdf"; words: string; cut: number; flipped: number }
  /** A few kilobytes that unpack to many megabytes. */
  | { is: "pdf-bomb" | "zip-bomb" };

const RAW = [
  "",
  " ",
  "{",
  "null",
  "[]",
  '""',
  "NaN",
  "\ufeff{}",
  '{"a":1}{"b":2}',
  '{"mood":1e999}',
  '{"mood":3,"mood":"x"}',
  '{"__proto__":{"mood":3},"mood":3}',
  '{"mood":3,"note":"\\ud800"}',
  '{"mood":3,"note":"\\u0000"}',
  '{"\\u0000":1}',
  "mood=3&note=x",
];

const base64 = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("base64"));

const fileContent: fc.Arbitrary<FileContent> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constant("text" as const), text, times: fc.constantFrom(1, 1, 1, 400) }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant("bytes" as const), base64: base64(300) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant("pdf" as const),
      words: fc.constantFrom("A long letter about the night", "", "(\\)"),
      cut: fc.nat(700),
      flipped: fc.nat(700),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<FileContent>({ is: "pdf-bomb" }, { is: "zip-bomb" }) },
);

const form: fc.Arbitrary<FuzzBody> = fc.record(
  {
    is: fc.constant("form" as const),
    fields: fc.array(
      fc.tuple(fc.constantFrom("projectId", "file", "title", "__proto__"), fc.oneof(id("projects"), text)),
      {
        maxLength: 2,
      },
    ),
    file: fc.record({
      name: fc
        .tuple(text, fc.constantFrom(".txt", ".md", ".pdf", ".pdf", ".TXT", "", ".zip", ".pdf/../x.md"))
        .map(([name, ending]) => `${name}${ending}`),
      content: fileContent,
    }),
    boundary: fc.constantFrom("own", "own", "own", "own", "own", "own", "none", "other"),
  },
  { requiredKeys: ["is", "fields", "boundary"] },
) as fc.Arbitrary<FuzzBody>;

/** Bodies for an operation: what its schema accepts, what it just does not, and what no schema foresees. */
export function bodies({ path, body }: Operation): fc.Arbitrary<FuzzBody> {
  const json = (value: fc.Arbitrary<unknown>) => value.map((value): FuzzBody => ({ is: "json", value }));
  const schema = body ?? {};
  return fc.oneof(
    { weight: 24, arbitrary: json(valid(schema)) },
    { weight: 16, arbitrary: json(nearly(schema)) },
    { weight: 4, arbitrary: json(anything) },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constant("json" as const),
        value: valid(schema),
        trickled: fc.constantFrom("whole" as const, "broken off" as const, "endless" as const),
      }),
    },
    { weight: 2, arbitrary: fc.constantFrom(...RAW).map((text): FuzzBody => ({ is: "text", text })) },
    { weight: 2, arbitrary: base64(200).map((base64): FuzzBody => ({ is: "bytes", base64 })) },
    {
      weight: path === "/api/import" ? 6 : 1,
      arbitrary: fc.record({
        is: fc.constant("deep" as const),
        depth: fc.constantFrom(50, 1000, 3000, 6000, 100_000),
        of: fc.constantFrom("[]" as const, "{}" as const),
        in: fc.constantFrom("nothing" as const, "an import" as const),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom<FuzzBody>({ is: "zip" }, { is: "gzip" }) },
    { weight: path === "/api/documents" ? 50 : 1, arbitrary: form },
  );
}

/** The body as bytes or a stream, and the type that goes with it; `filled` puts real words in the place of `@me`. */
export function bodyInit(body: FuzzBody, filled: (text: string) => string): { type: string; init: BodyInit } {
  const type = "application/json";
  switch (body.is) {
    case "json": {
      const written = filled(JSON.stringify(body.value) ?? "");
      return { type, init: body.trickled ? trickled(written, body.trickled) : written };
    }
    case "text":
      return { type, init: body.text };
    case "bytes":
      return { type, init: new Uint8Array(Buffer.from(body.base64, "base64")) };
    case "deep":
      return { type, init: deep(body) };
    case "zip":
      return { type: "application/zip", init: bombs().zip };
    case "gzip":
      return { type, init: bombs().gzip };
    case "form": {
      const data = new FormData();
      for (const [name, value] of body.fields) data.append(name, filled(value));
      if (body.file) data.append("file", new File([contentOf(body.file.content, filled)], filled(body.file.name)));
      const { headers } = new Request("http://localhost", { method: "POST", body: data });
      const named = {
        own: headers.get("content-type") as string,
        none: "multipart/form-data",
        other: "multipart/form-data; boundary=x",
      };
      // With a header of its own the form would be written anew, with another boundary.
      return { type: body.boundary === "own" ? "" : named[body.boundary], init: data };
    }
  }
}

function deep({ depth, of, in: place }: FuzzBody & { is: "deep" }): string {
  const value =
    of === "[]" ? `${"[".repeat(depth)}${"]".repeat(depth)}` : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  if (place === "nothing") return value;
  const passage = `"id":"${crypto.randomUUID()}","content":"a night","created_at":"2026-10-10T03:00:00Z"`;
  return `{"exportedAt":"2026-10-10T03:00:00Z","documents":[{${passage},"metadata":{"a":${value}}}]}`;
}

function trickled(written: string, ending: "whole" | "broken off" | "endless"): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(written);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (ending === "endless") return controller.enqueue(new Uint8Array(1 << 20).fill(0x20));
      const piece = bytes.subarray(at, at + 64);
      at += 64;
      if (piece.length > 0) return controller.enqueue(piece);
      if (ending === "whole") controller.close();
      else controller.error(new TypeError("terminated"));
    },
  });
}

function contentOf(content: FileContent, filled: (text: string) => string): BlobPart {
  switch (content.is) {
    case "text":
      return `${filled(content.text)}\n\n`.repeat(content.times);
    case "bytes":
      return Buffer.from(content.base64, "base64");
    case "pdf": {
      const bytes = pdf(`BT /F1 12 Tf (${content.words}) Tj ET`);
      if (content.flipped < bytes.length) bytes[content.flipped] = (bytes[content.flipped] as number) ^ 0x55;
      return bytes.subarray(0, bytes.length - (content.cut < 300 ? content.cut : 0)) as Uint8Array<ArrayBuffer>;
    }
    case "pdf-bomb":
      return bombs().pdf;
    case "zip-bomb":
      return bombs().zip;
  }
}

/** The smallest PDF with one page that draws `operators`; readers mend its missing table of places. */
function pdf(operators: string): Uint8Array<ArrayBuffer> {
  const packed = Buffer.from(zlibSync(Buffer.from(operators, "latin1"))).toString("latin1");
  return Uint8Array.from(
    Buffer.from(
      `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>> endobj
4 0 obj <</Length ${packed.length}/Filter/FlateDecode>> stream
${packed}
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF`,
      "latin1",
    ),
  );
}

type Bytes = Uint8Array<ArrayBuffer>;
let made: { zip: Bytes; gzip: Bytes; pdf: Bytes } | undefined;

function bombs() {
  const zeros = new Uint8Array(30 << 20);
  made ??= {
    zip: zipSync({ "nightlight.json": zeros }) as Bytes,
    gzip: gzipSync(zeros) as Bytes,
    pdf: pdf(" ".repeat(30 << 20)),
  };
  return made;
}
