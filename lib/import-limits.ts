/** The file in an export's zip that an import reads. */
export const JOURNAL_FILE = "nightlight.json";

/** An export of ten years' daily entries is a twentieth of it; the rest is for the originals of imported files. */
export const IMPORT_BYTES = 64 * 1024 * 1024;

/** One imported file at the most: 5 MiB, as the table of files has it. */
export const FILE_BYTES = 5 * 1024 * 1024;

/** What is said of a larger one, before it is sent or after. */
export const FILE_TOO_LARGE = "The file is larger than 5 MB. Split it and import the parts.";
