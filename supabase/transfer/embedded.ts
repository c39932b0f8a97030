import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DatabaseSession, databaseSession, sessionWith } from "#supabase/local/cli.ts";
import { controlSocket } from "#supabase/local/cli-socket.ts";
import { ownDataFolder } from "#supabase/local/data-folder.ts";
import { openEmbedded, openNative, type StackDatabase } from "#supabase/local/database.ts";
import { bootstrap, migrate, readMigrations } from "#supabase/local/migrate.ts";
import { type BackupHeader, contentOf, readBackup, writeBackup } from "./backup-file.ts";
import { load, type Progress, TransferRefused } from "./load.ts";
import { appliedMigrations, readContent } from "./move.ts";

/** The embedded database in a data folder, before and after: its backup, and a new one made from a backup. */

const holdsData = (dataDir: string) => existsSync(join(dataDir, "pgdata", "PG_VERSION"));

/**
 * Opens a stopped installation, which stays stopped meanwhile: what was written during a move would be lost.
 * @throws DataFolderInUse when it runs
 */
export async function openStopped(dataDir: string): Promise<{ database: StackDatabase; close(): Promise<void> }> {
  if (!holdsData(dataDir)) throw new Error(`There is no data in ${dataDir}.`);
  const release = ownDataFolder(dataDir);
  try {
    const database = await openEmbedded(dataDir);
    return { database, close: () => database.connection.close().finally(release) };
  } catch (error) {
    release();
    throw error;
  }
}

/** The running installation's one session, for as long as it is held; everybody's requests wait for it. */
async function openRunning(dataDir: string) {
  const session = await databaseSession(controlSocket(dataDir));
  const database = openNative(session.url);
  return { database, close: () => database.connection.close().finally(() => session.close()) };
}

/**
 * An address at which the data folder's database answers until it is closed, whether the stack runs or not.
 * @returns nothing when there is no data
 */
export async function embeddedSession(dataDir: string): Promise<DatabaseSession | undefined> {
  if (!holdsData(dataDir)) return undefined;
  const running = await databaseSession(controlSocket(dataDir)).catch(() => undefined);
  if (running) return running;
  const stopped = await openStopped(dataDir);
  return sessionWith(stopped.database, dataDir, stopped.close);
}

/** Writes a backup of a data folder, of one moment, whether the stack runs or not. */
export async function backUp(dataDir: string, file: string): Promise<BackupHeader> {
  const opened = await openRunning(dataDir).catch(() => openStopped(dataDir));
  try {
    const migrations = await appliedMigrations(opened.database);
    return await opened.database.connection.kysely
      .transaction()
      .execute(async (tx) => writeBackup(file, await readContent(tx), migrations));
  } finally {
    await opened.close();
  }
}

/**
 * Makes a data folder's database from a backup, at the version of the backup first, then at today's. It is made beside
 * the one that is there and takes its place when every sum agrees.
 *
 * @param replace whether a database that is there may go
 * @throws BrokenBackup, TransferRefused or DataFolderInUse with nothing changed
 */
export async function restore(file: string, dataDir: string, replace: boolean, progress?: Progress) {
  const backup = await readBackup(file);
  const known = readMigrations();
  const unknown = backup.migrations.filter((version) => !known.some((migration) => migration.version === version));
  if (unknown.length > 0)
    throw new TransferRefused(`${file} is of a newer version of the app (${unknown.join(", ")}).`);
  if (holdsData(dataDir) && !replace)
    throw new TransferRefused(`${dataDir} holds data. To put the backup in its place, say --replace.`);
  const release = ownDataFolder(dataDir);
  const beside = join(dataDir, "restoring");
  try {
    rmSync(beside, { recursive: true, force: true });
    mkdirSync(beside, { mode: 0o700 });
    const database = await openEmbedded(beside);
    try {
      await bootstrap(database);
      await migrate(
        database,
        known.filter(({ version }) => backup.migrations.includes(version)),
      );
      await load(database.connection.kysely, contentOf(file, backup), progress);
      await migrate(database);
    } finally {
      await database.connection.close();
    }
    replaceDatabase(dataDir, beside);
    return backup;
  } finally {
    rmSync(beside, { recursive: true, force: true });
    release();
  }
}

/** Two renames: whenever the machine stops, one of the two databases is whole on the disk. */
function replaceDatabase(dataDir: string, beside: string): void {
  const place = join(dataDir, "pgdata");
  const before = join(dataDir, "pgdata.before");
  rmSync(before, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, before);
  renameSync(join(beside, "pgdata"), place);
  rmSync(before, { recursive: true, force: true });
}
