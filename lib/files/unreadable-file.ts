/** Why a file gave no text. */
export type FileFault = "empty" | "not_text" | "scanned" | "locked" | "broken" | "too_long";

export type ReadResult = { passages: string[] } | { fault: FileFault };

/** A file that can't be imported, for a reason that the person can do something about. */
export class UnreadableFile extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault) {
    super(`file: ${fault}`);
    this.name = "UnreadableFile";
    this.fault = fault;
  }
}
