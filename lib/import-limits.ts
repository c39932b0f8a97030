/** The file in an export's zip that an import reads. */
export const JOURNAL_FILE = "nightlight.json";

/** An export of ten years' daily entries is a tenth of it. */
export const IMPORT_BYTES = 32 * 1024 * 1024;
