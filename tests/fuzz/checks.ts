/** An answer that has been read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What only somebody who looks inside may see: stack traces, places in the code, and the database's own words. */
const INTERNALS =
  /\n\s+at \S|node_modules|\bfile:\/\/|\.tsx?\b|[A-Z]\w+Error\b|SQLSTATE|\bPGRST\w+|\b(?:22|23|42|54)[0-9A-Z]{3}\b|violates|relation "|syntax error|function \w+\.|constraint|pg_catalog|jsonb?\b(?= )|stack depth/;
const LONGEST_MESSAGE = 500;

/** What is wrong with an answer, each in a few words that are the same for the same fault; [] when nothing is. */
export function faultsOf({ status, headers, text }: Answer): string[] {
  const faults: string[] = [];
  // Nothing is down while requests are sent, so there is no 503 that anybody could be waiting for.
  if (status >= 500) faults.push(`status ${status}`);
  if (!/private/.test(headers.get("cache-control") ?? "") || !/no-store/.test(headers.get("cache-control") ?? ""))
    faults.push("may be cached");
  const type = headers.get("content-type") ?? "";
  if (status >= 400) faults.push(...faultsOfError(text));
  else if (type.includes("application/json") && parsed(text) === undefined) faults.push("no JSON");
  // What went wrong after the answer had begun is said in its last line.
  if (type.includes("ndjson")) {
    const last = parsed(text.trimEnd().split("\n").at(-1) ?? "") as { error?: { code?: string } } | undefined;
    if (!last) faults.push("the last line is no JSON");
    if (last?.error) faults.push(...faultsOfError(JSON.stringify(last)));
    if (["internal", "database_unavailable"].includes(last?.error?.code ?? ""))
      faults.push("ends with an internal error");
  }
  if (type.includes("event-stream")) {
    if (/^data: \{"type":"error"/m.test(text)) faults.push("the stream ends with an error");
    else if (!/^data: \[DONE\]/m.test(text)) faults.push("the stream does not end");
  }
  return faults;
}

function faultsOfError(text: string): string[] {
  const body = parsed(text) as { error?: { code?: unknown; message?: unknown } } | undefined;
  const { code, message } = body?.error ?? {};
  if (typeof code !== "string" || typeof message !== "string") return ["an error of another shape"];
  return [
    ...(INTERNALS.test(text) ? ["an error that shows internals"] : []),
    ...(message.length > LONGEST_MESSAGE ? ["an error that goes on and on"] : []),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
