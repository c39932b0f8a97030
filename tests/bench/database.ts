import { once } from "node:events";
import postgres from "postgres";
import { openNative } from "#supabase/local/database.ts";
import { bootstrap, migrate } from "#supabase/local/migrate.ts";
import { DIMENSIONS, type Person, passageId, passageText, passageVector, random } from "./people.ts";

/** A database of the benchmark's own on the server of DATABASE_URL. */
export interface BenchDatabase {
  url: string;
  name: string;
  rows: number;
  people: Person[];
  /** As the owner, without any policy. */
  root: postgres.Sql;
  /** False when it was there already, from a run with --keep. */
  fresh: boolean;
}

const MODEL = "bench-model";

/** As hosted Supabase has it: without a SET clause Postgres inlines it, which matters most to those that call it for each row. */
const HOSTED_UID = `
  create or replace function auth.uid() returns uuid language sql stable as $$
    select coalesce(
      nullif(current_setting('request.jwt.claim.sub', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
  $$`;

/** Creates the database, applies this repository's migrations and stores everybody's passages, shuffled as they would arrive. */
export async function createDatabase(
  serverUrl: string,
  name: string,
  people: Person[],
  say: (line: string) => void,
): Promise<BenchDatabase> {
  const url = new URL(serverUrl);
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const [known] =
    await admin`select shobj_description(oid, 'pg_database') as state from pg_database where datname = ${name}`;
  const fresh = known?.state !== "loaded";
  url.pathname = `/${name}`;
  const rows = people.reduce((sum, { size }) => sum + size, 0);
  if (fresh) {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.unsafe(`create database ${name}`);
    const project = openNative(url.href);
    await bootstrap(project);
    await migrate(project);
    await project.connection.close();
  }
  const root = postgres(url.href, { max: 2, onnotice: () => {} });
  if (fresh) {
    say(`${name}: storing ${rows.toLocaleString("en")} passages of ${people.length.toLocaleString("en")} people`);
    await root`insert into auth.users (id, email) select id, id || '@example.test'
      from unnest(${people.map(({ id }) => id)}::uuid[]) id`;
    await storePassages(root, people);
    await root`vacuum analyze public.documents`;
  }
  await admin.end();
  await root.unsafe(HOSTED_UID);
  return { url: url.href, name, rows, people, root, fresh };
}

/** To be called when the designs are set up too: a later run with --keep takes the database as it is. */
export async function markLoaded({ root, name }: BenchDatabase): Promise<void> {
  await root.unsafe(`comment on database ${name} is 'loaded'`);
}

export async function dropDatabase(serverUrl: string, { root, name }: BenchDatabase): Promise<void> {
  await root.end();
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database ${name} with (force)`);
  await admin.end();
}

/** Everybody's passages in an order in which nobody's stand together. */
function shuffled(people: Person[]): Uint32Array {
  const order = new Uint32Array(people.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const [index, { size }] of people.entries()) {
    order.fill(index, at, at + size);
    at += size;
  }
  const next = random(5);
  for (let i = order.length - 1; i > 0; i--) {
    const j = next() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** By COPY in its binary form, in which a vector of half precision is its 1,536 numbers as they are. */
async function storePassages(root: postgres.Sql, people: Person[]): Promise<void> {
  const stream = await root`copy public.documents (user_id, id, content, metadata, embedding, embedding_model)
    from stdin with (format binary)`.writable();
  const header = Buffer.alloc(19);
  header.write("PGCOPY\n\xff\r\n\0", "latin1");
  stream.write(header);
  const done = people.map(() => 0);
  for (const index of shuffled(people)) {
    const person = people[index] as Person;
    const n = done[index]!++;
    if (!stream.write(passageRow(person, n))) await once(stream, "drain");
  }
  stream.write(Buffer.from([0xff, 0xff]));
  stream.end();
  await once(stream, "finish");
}

function passageRow(person: Person, n: number): Buffer {
  const field = (value: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value.length);
    return [length, value];
  };
  const uuid = (id: string) => Buffer.from(id.replaceAll("-", ""), "hex");
  const vector = Buffer.alloc(4 + 2 * DIMENSIONS);
  vector.writeInt16BE(DIMENSIONS);
  const numbers = passageVector(person, n);
  vector.set(Buffer.from(numbers.buffer).swap16(), 4);
  const metadata = Buffer.from(`\x01{"user_id":"${person.id}","part":${n % 100}}`, "latin1");
  const fields = [
    uuid(person.id),
    uuid(passageId(person, n)),
    Buffer.from(passageText(person, n)),
    metadata,
    vector,
    Buffer.from(MODEL),
  ];
  return Buffer.concat([Buffer.from([0, fields.length]), ...fields.flatMap(field)]);
}
