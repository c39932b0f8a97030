import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { differences, RunningSum, type Table } from "./content.ts";
import type { Content } from "./load.ts";

/**
 * A backup is one gzipped text file: a first line of JSON that says what follows, then each table's rows, a line each.
 * It can be read without this program, and goes into later versions of Postgres and of the app.
 */
const header = z.object({
  nightlightBackup: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Versions of the migrations that the rows fit. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int().min(0), checksum: z.string() }),
  ),
});
export type BackupHeader = z.infer<typeof header>;

/** The file is not a whole backup. */
export class BrokenBackup extends Error {
  override name = "BrokenBackup";
}

/**
 * Writes a backup that only its owner can read; a file that is there already is left alone. The name is given to it when
 * it is complete.
 */
export async function writeBackup(file: string, content: Content, migrations: string[]): Promise<BackupHeader> {
  if (existsSync(file)) throw new Error(`${file} is there already; choose another name.`);
  const sums = new Map(content.sums.map((sum) => [sum.table, sum]));
  const head: BackupHeader = {
    nightlightBackup: 1,
    createdAt: new Date().toISOString(),
    migrations,
    tables: content.tables.map(({ name, columns }) => {
      const { rows = 0, checksum = "0" } = sums.get(name) ?? {};
      return { name, columns, rows, checksum };
    }),
  };
  async function* lines() {
    yield `${JSON.stringify(head)}\n`;
    for (const table of content.tables) for await (const batch of content.rows(table)) yield `${batch.join("\n")}\n`;
  }
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(unfinished, { mode: 0o600, flush: true }));
    await readBackup(unfinished);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return head;
}

/**
 * Reads a backup from its first line to its last and checks every sum.
 * @throws BrokenBackup when it is cut off, changed, or no backup at all
 */
export async function readBackup(file: string): Promise<BackupHeader> {
  try {
    const lines = linesOf(file);
    const head = header.parse(JSON.parse((await lines.next()).value ?? ""));
    const found = [];
    for (const { name, rows } of head.tables) {
      const sum = new RunningSum();
      while (sum.rows < rows) {
        const { value, done } = await lines.next();
        if (done) break;
        sum.add(value);
      }
      found.push(sum.of(name));
    }
    const expected = head.tables.map(({ name, rows, checksum }) => ({ table: name, rows, checksum }));
    const [first] = differences(expected, found);
    if (first) throw new BrokenBackup(first);
    if (!(await lines.next()).done) throw new BrokenBackup("there is more in it than its first line says");
    return head;
  } catch (error) {
    const reason = error instanceof BrokenBackup ? error.message : "it can't be read to its end";
    throw new BrokenBackup(`${file} is not a whole backup: ${reason}. Nothing was changed.`, { cause: error });
  }
}

/** A backup's content, to be stored; read it with `readBackup` first. */
export function contentOf(file: string, { tables }: BackupHeader): Content {
  const lines = linesOf(file);
  let started = false;
  // The tables are asked for in their order in the file, so one pass serves all of them.
  async function* rows({ name }: Table) {
    if (!started) await lines.next();
    started = true;
    let left = tables.find((table) => table.name === name)?.rows ?? 0;
    let batch: string[] = [];
    let size = 0;
    for (; left > 0; left--) {
      const { value, done } = await lines.next();
      if (done) return;
      batch.push(value);
      size += value.length;
      if (size < 4_000_000 && batch.length < 500 && left > 1) continue;
      yield batch;
      batch = [];
      size = 0;
    }
  }
  return {
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    sums: tables.map(({ name, rows, checksum }) => ({ table: name, rows, checksum })),
    rows,
  };
}

/** Lines end with a line feed alone: JSON holds no other, but does hold what readline takes for one (U+2028). */
async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  const unzipped = createGunzip().setEncoding("utf8");
  // What goes wrong in the file comes out of the stream that is read.
  pipeline(createReadStream(file), unzipped).catch(() => {});
  let pieces: string[] = [];
  for await (const chunk of unzipped as AsyncIterable<string>) {
    const [first = "", ...others] = chunk.split("\n");
    pieces.push(first);
    for (const other of others) {
      yield pieces.join("");
      pieces = [other];
    }
  }
  if (pieces.join("") !== "") yield pieces.join("");
}
