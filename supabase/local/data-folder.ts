import { chmodSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another process owns the data folder. */
export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Nightlight stack is using ${folder}. Stop it first, or choose another folder with NIGHTLIGHT_DATA_DIR.`,
    );
    this.name = "DataFolderInUse";
  }
}

/**
 * Makes this process the only owner of a data folder until it ends, however it ends: the lock is an
 * operating-system lock held by an open SQLite file, so a killed process leaves nothing stale behind
 * and a reused process id fools nobody.
 *
 * @returns gives the folder back.
 * @throws DataFolderInUse when another process owns it.
 */
export function ownDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const lock = new DatabaseSync(join(folder, "owner.lock"));
  try {
    lock.exec("pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive");
  } catch {
    lock.close();
    throw new DataFolderInUse(resolve(folder));
  }
  return () => lock.close();
}
