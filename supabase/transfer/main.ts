import { parseArgs } from "node:util";
import { showProgress } from "#lib/jobs/environment.ts";
import { addressIn } from "#supabase/local/address.ts";
import { DataFolderInUse } from "#supabase/local/data-folder.ts";
import { openNative } from "#supabase/local/database.ts";
import { redactConsole, sqlState } from "#supabase/local/log.ts";
import { BrokenBackup } from "./backup-file.ts";
import { overall, type TableSum } from "./content.ts";
import { backUp, openStopped, restore } from "./embedded.ts";
import { type Progress, TransferRefused } from "./load.ts";
import { move } from "./move.ts";

const USAGE = `npm run move -- --to <postgresql://… or the name of a variable that holds it> [--from <data folder>]
npm run backup -- --to <file> [--from <data folder>]
npm run restore -- --from <file> [--to <data folder>] [--replace]

The data folder is NIGHTLIGHT_DATA_DIR or .data when left out. A move needs the stack stopped; a backup does not.
Exit code 0 done and every sum agreed, 1 refused with nothing changed, 2 could not try.`;

const dataFolder = process.env.NIGHTLIGHT_DATA_DIR || ".data";
const say = (line: string) => process.stdout.write(`${line}\n`);
const progress: Progress = (table, rows, of) => showProgress(`${table}: ${rows} of ${of}`);

/** Every table's sum, so that two places can be compared by eye. */
function saySums(sums: TableSum[]): void {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  for (const { table, rows, checksum } of sums) say(`${table.padEnd(32)} ${String(rows).padStart(9)}  ${checksum}`);
  say(`${sums.length} tables, ${sums.reduce((all, { rows }) => all + rows, 0)} rows, checksum ${overall(sums)}`);
}
const sumsIn = (tables: { name: string; rows: number; checksum: string }[]) =>
  tables.map(({ name, rows, checksum }) => ({ table: name, rows, checksum }));

function address(value: string | undefined): string {
  const url = addressIn(value);
  if (!url || !/^postgres(ql)?:\/\//.test(url)) throw new Error(`--to takes a postgresql:// URL.\n\n${USAGE}`);
  return url;
}

async function runMove(from: string, to: string): Promise<void> {
  const source = await openStopped(from);
  const target = openNative(to);
  try {
    const { outcome, sums } = await move(source.database, target, progress);
    saySums(sums);
    say(outcome === "stored" ? "Moved; both sides agree." : "All of it was there already; both sides agree.");
    say("Everybody signs in again, with the password they have.");
  } finally {
    await target.connection.close();
    await source.close();
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: "string" }, to: { type: "string" }, replace: { type: "boolean", default: false } },
  });
  const { from, to, replace } = values;
  const [command] = positionals;
  if (command === "move") return runMove(from ?? dataFolder, address(to));
  if (command === "backup" && to) {
    saySums(sumsIn((await backUp(from ?? dataFolder, to)).tables));
    return void say(`Written to ${to} and read back. It holds everything people wrote: keep it as you keep the data.`);
  }
  if (command === "restore" && from) {
    saySums(sumsIn((await restore(from, to ?? dataFolder, replace, progress)).tables));
    return void say(`Restored into ${to ?? dataFolder}; every sum agrees. Everybody signs in again.`);
  }
  throw new Error(USAGE);
}

redactConsole();
try {
  await run();
  process.exit(0);
} catch (error) {
  const refused = [TransferRefused, BrokenBackup, DataFolderInUse].some((kind) => error instanceof kind);
  const state = sqlState(error);
  process.stderr.write(`${state ? `database error ${state}` : (error as Error).message}\n`);
  process.exit(refused ? 1 : 2);
}
