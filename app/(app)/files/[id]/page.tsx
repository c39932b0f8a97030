import type { Metadata } from "next";
import Link from "next/link";
import { z } from "zod";
import { requireSession } from "#lib/auth.ts";
import { getFile } from "#lib/files/files.ts";
import { existingId } from "#lib/route.ts";
import { buttonStyle } from "../../../ui/button.tsx";
import { found } from "../../found.ts";

export const metadata: Metadata = { title: "File" };

const PAGE = 40;

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ from?: string }>;
}

/** A file's text as the coach knows it, piece by piece; a source in an answer leads to its piece. */
export default async function FilePage({ params, searchParams }: Props) {
  const session = await requireSession();
  const { id } = await params;
  const from = z.coerce
    .number()
    .int()
    .min(0)
    .catch(0)
    .parse((await searchParams).from ?? 0);
  const { file, passages } = await found(() => getFile(session, existingId(id), { from, limit: PAGE }));
  const next = from + passages.length;
  return (
    <div className="mx-auto max-w-prose space-y-4 pt-2">
      <h1 className="break-words text-2xl font-bold">{file.name}</h1>
      <div className="flex flex-wrap gap-2">
        <a href={`/api/documents/${file.id}/original`} download className={buttonStyle({ look: "quiet" })}>
          Download the original
        </a>
        {file.projectId ? (
          <Link href={`/projects/${file.projectId}`} className={buttonStyle({ look: "plain" })}>
            Its project
          </Link>
        ) : null}
      </div>
      <ol className="space-y-3" start={from + 1}>
        {passages.map(({ place, content }) => (
          <li
            key={place}
            id={`passage-${place}`}
            className="scroll-mt-4 whitespace-pre-wrap break-words rounded-2xl border border-line bg-card p-4 target:border-lamp target:bg-glow"
          >
            {content}
          </li>
        ))}
      </ol>
      <nav aria-label="Parts of the file" className="flex justify-between">
        {from > 0 ? (
          <Link href={`?from=${Math.max(0, from - PAGE)}`} className={buttonStyle({ look: "quiet" })}>
            Earlier part
          </Link>
        ) : (
          <span />
        )}
        {next < file.passages && passages.length > 0 ? (
          <Link href={`?from=${next}`} className={buttonStyle({ look: "quiet" })}>
            Next part
          </Link>
        ) : null}
      </nav>
    </div>
  );
}
