import fc from "fast-check";
import type { Schema } from "#tests/leaks/request-bodies.ts";

/** Stands for a word that only its sender's texts hold; `@own:notes:3` and `@other:notes:3` stand for ids (see requests.ts). */
export const ME = "@me";

const WORDS = [
  ME,
  "slept badly again",
  "fever at night",
  "what about yesterday",
  "the night before the fever",
  "since the move",
  "how often did I sleep under 5 hours last month",
  "I want to end it all",
  '"good day" -school',
] as const;

/** What text must survive: half characters, marks of direction, what combines, and what means something to SQL. */
const ODD = [
  "\ud83d",
  "\udc00",
  "\u202e\u2066",
  "\u200f",
  "\u200d\ufe0f",
  "e\u0301\u0323\u0301",
  "👩‍👩‍👧‍👦",
  "\ufeff",
  "\uffff",
  "\u2028\r\n\t",
  "\u001b[31m",
  "'; drop table notes; --",
  "%_\\%",
  '","id.eq.1),(',
  "a & | ! <-> b:*",
  "<script>alert(1)</script>",
  "`$(id)`",
  "../../etc/passwd",
] as const;

/** Words as people write them, among what nobody writes. */
export const text: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 20, arbitrary: fc.constantFrom(...ODD) },
      { weight: 9, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
      { weight: 9, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
      // Refused wherever it stands, so that more of it would keep everything else from being tried.
      { weight: 1, arbitrary: fc.constant("\0") },
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(" "));

const CHOSEN = Array.from({ length: 6 }, (_, n) => `00000000-0000-4000-8000-00000000000${n}`);

/** An id: of the sender's, of somebody else's, one of a few that everybody chooses, or one that nothing has. */
export function id(of = ""): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 16, arbitrary: fc.nat(9).map((n) => `@own:${of}:${n}`) },
    { weight: 3, arbitrary: fc.nat(9).map((n) => `@other:${of}:${n}`) },
    { weight: 4, arbitrary: fc.constantFrom(...CHOSEN) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "FFFFFFFF-0000-4000-8000-AAAAAAAAAAAA",
      ),
    },
    { weight: 1, arbitrary: fc.uuid() },
  );
}

/** What a property's id names, as the routes that give it are called. */
const POOLS: Record<string, string> = {
  projectId: "projects",
  conversationId: "conversations",
  retryOf: "chat",
  replaces: "chat",
};

const time: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .date({ min: new Date("2020-01-01"), max: new Date("2027-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "0000-01-01T00:00:00Z",
      "0001-01-01T00:00:00+14:00",
      "1582-10-10T12:00:00Z",
      "2024-02-29T23:59:60Z",
      "2026-01-01T00:00:00+23:59",
      "2026-10-10T03:00:00.123456789Z",
      "9999-12-31T23:59:59.999999Z",
      "9999-12-31T23:59:59-12:00",
      "+010000-01-01T00:00:00Z",
      "-000001-01-01T00:00:00Z",
      "March 7",
      "12",
    ),
  },
);

const ZONES = [
  "Europe/Berlin",
  "UTC",
  "America/St_Johns",
  "Etc/GMT+12",
  "utc",
  "GMT0",
  "posixrules",
  "+02",
  "Mars/Olympus",
];

/** Values that a schema of JSON accepts, as far as the schema tells; `name` is the property's, which tells more. */
export function valid(schema: Schema, name = ""): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => valid(one, name)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return objects(schema);
    case "array":
      return fc.array(valid(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case "integer":
      return fc.integer({ min: Math.max(schema.minimum ?? -10, -1e6), max: Math.min(schema.maximum ?? 1e6, 1e6) });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e300, max: schema.maximum ?? 1e300, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return strings(schema, name);
    default:
      return anything;
  }
}

function objects(schema: Schema): fc.Arbitrary<unknown> {
  if (!schema.properties) return fc.dictionary(text, fc.jsonValue(), { maxKeys: 4 });
  const fields = Object.entries(schema.properties).map(([name, one]) => {
    const value = valid(one, name);
    if (schema.required?.includes(name)) return [name, value] as const;
    // Ids and tables are seldom there: with all of them hardly any request would be served.
    const often = isId(one, name) || one.type === "array" ? 1 : 3;
    return [
      name,
      fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: often, arbitrary: value }),
    ] as const;
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

const isId = (schema: Schema, name: string) => schema.format === "uuid" || /(^id|Id|_id|Of)$/.test(name);

function strings(schema: Schema, name: string): fc.Arbitrary<string> {
  if (isId(schema, name)) return id(POOLS[name]);
  if (schema.format === "date-time" || /(_at|At|^from|^to)$/.test(name)) return time;
  if (schema.contentEncoding === "base64") return fc.base64String({ minLength: 4, maxLength: 40 });
  if (/zone$/i.test(name)) return fc.constantFrom(...ZONES);
  const { minLength = 0, maxLength = 30_000, pattern } = schema;
  const words = text.map((words) => (minLength > 0 || pattern ? `${ME} ${words}` : words).slice(0, maxLength));
  return fc.oneof(
    { weight: 12, arbitrary: words },
    // To the brim: as many letters as there may be, of one, two and four bytes, and one more.
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("x", "night. ", "ß", "😴"), fc.constantFrom(0, 1))
        .map(([piece, more]) => piece.repeat(Math.ceil(maxLength / piece.length)).slice(0, maxLength + more)),
    },
    ...(pattern
      ? [{ weight: pattern === "\\S" ? 1 : 20, arbitrary: fc.stringMatching(new RegExp(pattern, "u")) }]
      : []),
  );
}

/** Any JSON at all, and what JSON can say that few think of. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ stringUnit: "binary" }) },
  { weight: 2, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      null,
      "",
      [],
      {},
      -1,
      -0,
      1e308,
      2 ** 53,
      2 ** 31,
      0.1,
      "null",
      "x".repeat(70_000),
      Array.from({ length: 2000 }, () => 1),
      JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "toString": null}'),
    ),
  },
);

/** What a schema accepts with one thing in it taken out, put in, or put in the place of another. */
export function nearly(schema: Schema): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid(schema), fc.nat(1000), fc.constantFrom("replace", "replace", "take", "add"), anything)
    .map(([value, at, how, other]) => {
      const broken = structuredClone(value);
      const places = placesIn(broken);
      const place = places[at % places.length];
      const added = at % 5 === 0 ? "k".repeat(5000) : `${ME} ${at}`;
      if (!place)
        return how === "add" && broken !== null && typeof broken === "object" ? { ...broken, [added]: other } : other;
      const { of, key } = place;
      if (how === "take" && !Array.isArray(of)) delete of[key];
      else of[how === "add" ? added : key] = other;
      return broken;
    });
}

function placesIn(value: unknown): { of: Record<string, unknown>; key: string }[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { of: value as Record<string, unknown>, key },
    ...placesIn(inner),
  ]);
}
