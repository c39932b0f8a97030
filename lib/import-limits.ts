/** The file in an export's zip that an import reads. */
export const JOURNAL_FILE = "nightlight.json";

/** An export of ten years' daily entries is a twentieth of it; the rest is for the originals of imported files. */
export const IMPORT_BYTES = 64 * 1024 * 1024;
