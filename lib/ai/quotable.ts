/**
 * A passage as plain words that can be quoted: links and images become their text, HTML and addresses go, and a
 * mark such as [9] is written (9), so that it can't pass for a citation of ours. Line ends are kept.
 */
export function quotable(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/<\/?[a-z][^<>]*>/gi, " ")
    .replace(/!?\[([^[\]]*)\]\s?\([^()\s]*(?:\s+"[^"]*")?\)/gi, "$1")
    .replace(/(?:https?|ftp|data|javascript|file):\/{0,2}[^\s<>")\]]+/gi, "(link)")
    .replace(/\bwww\.[^\s<>")\]]+/gi, "(link)")
    .replace(/!\[/g, "[")
    .replace(/\[\^?(\d{1,3})\](?:\([^)]*\))?/g, "($1)")
    .replace(/\]\(/g, "] (")
    .replace(/\*\*|__|~~|`+|^#{1,6}\s/gm, "")
    .replace(/[^\S\n]{2,}/g, " ")
    .trim();
}
