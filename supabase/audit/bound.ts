/** Cuts an expression at a word that stands outside all parentheses and quotes. */
function cutAt(expression: string, word: " OR " | " AND "): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < expression.length; i++) {
    const char = expression[i];
    if (char === "'") quoted = !quoted;
    if (quoted) continue;
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (depth === 0 && expression.startsWith(word, i)) {
      parts.push(expression.slice(start, i));
      start = i + word.length;
    }
  }
  return [...parts, expression.slice(start)];
}

/** Takes off parentheses that enclose the whole expression. */
function bare(expression: string): string {
  const text = expression.trim();
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0 && i < text.length - 1) return text;
  }
  return bare(text.slice(1, -1));
}

/**
 * Whether each way in which an expression can be true depends on the caller: every branch of an OR does, and some
 * part of an AND.
 *
 * @param expression as `pg_get_expr` prints it, fully parenthesised
 * @param callerFunctions names of further functions that stand for the caller
 */
export function boundInEveryBranch(expression: string, callerFunctions: string[] = []): boolean {
  const text = bare(expression);
  const branches = cutAt(text, " OR ");
  if (branches.length > 1) return branches.every((branch) => boundInEveryBranch(branch, callerFunctions));
  const parts = cutAt(text, " AND ");
  if (parts.length > 1) return parts.some((part) => boundInEveryBranch(part, callerFunctions));
  // A claim with a fixed value says what somebody is, not whose the row is: it opens all rows to all who have it.
  if (/auth\.jwt\(\)/.test(text) && /(=|\bIS\b) ('[^']*'(::\w+)?|true|false)\)*$|::boolean\)*$/i.test(text))
    return false;
  return (
    /auth\.(uid|jwt|email)\(|request\.jwt|current_setting\(/i.test(text) ||
    callerFunctions.some((name) => text.includes(`${name}(`))
  );
}
