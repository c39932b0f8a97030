/**
 * A passage as plain words that can be quoted: links and images become their text, HTML and addresses go, and a
 * mark such as [9] is written (9), so that it can't pass for a citation of ours. Our own quotation marks are written
 * as straight ones, so that no passage ends its quotation. Line ends are kept.
 */
export function quotable(text: string): string {
  return visible(text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n"))
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/<\/?[a-z][^<>]*>/gi, " ")
    .replace(/!?\[([^[\]]*)\]\s?\([^()\s]*(?:\s+"[^"]*")?\)/gi, "$1")
    .replace(/(?:https?|ftp|data|javascript|file):\/{0,2}[^\s<>")\]]+/gi, "(link)")
    .replace(/\bwww\.[^\s<>")\]]+/gi, "(link)")
    .replace(/!\[/g, "[")
    .replace(/\[\^?(\d{1,3})\](?:\([^)]*\))?/g, "($1)")
    .replace(/\]\(/g, "] (")
    .replace(/[“”„]/g, '"')
    .replace(/\*\*|__|~~|`+|^#{1,6}\s/gm, "")
    .replace(/[^\S\n]{2,}/g, " ")
    .trim();
}

/**
 * A text without what a model reads and writes and a person does not see: controls, marks that turn the direction of
 * reading, tag characters, halves of characters. The joiners of emoji and of Persian stay.
 */
export function visible(text: string): string {
  return text.replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]|[\u{e0000}-\u{e0fff}]/gu, "");
}
