/**
 * The SQL texts in bytes that a client sends to Postgres: those of Query and Parse messages. Bytes that do not begin
 * with a message (the greeting of a connection, the rest of a large message) hold none.
 */
export function sentStatements(bytes: Uint8Array): string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let at = 0; at + 5 <= view.length; ) {
    const type = view.toString("latin1", at, at + 1);
    const end = at + 1 + view.readInt32BE(at + 1);
    if (end <= at + 1 || end > view.length) break;
    // A Parse message names the statement before its text.
    const from = type === "P" ? view.indexOf(0, at + 5) + 1 : at + 5;
    if (type === "P" || type === "Q") texts.push(view.toString("utf8", from, view.indexOf(0, from)));
    at = end;
  }
  return texts;
}

/** A statement without what differs from one time to the next: comments, values, the length of lists, spaces. */
export function normalised(text: string): string {
  return text
    .replace(/--.*$/gm, " ")
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/'(?!request\.|app\.)(?:[^']|'')*'/g, "?")
    .replace(/\$\d+/g, "$")
    .replace(/(?<![\w"])-?\d+(?:\.\d+)?(?![\w"])/g, "?")
    .replace(/\s+/g, " ")
    .replace(/\((?:\s*(?:\$|\?|default)(?:::[\w.[\]"]+)?\s*,?)+\)/gi, "(…)")
    .replace(/\(…\)(?:,\s*\(…\))+/g, "(…)")
    .replace(/;\s*$/, "")
    .trim();
}
