import { FileText } from "lucide-react";
import Link from "next/link";
import type { ImportedFile } from "#lib/files/files.ts";
import { callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { size } from "../../ui/size.ts";

/** Imported files, to open and to delete. */
export function FileList({ files, onDelete }: { files: ImportedFile[]; onDelete: (id: string) => void }) {
  async function remove({ id }: ImportedFile) {
    await attempt(async () => {
      await callApi("DELETE", `/api/documents/${id}`);
      onDelete(id);
    });
  }

  return (
    <ul className="space-y-2">
      {files.map((file) => (
        <li key={file.id} className="flex items-center gap-3 rounded-2xl border border-line bg-card p-3">
          <FileText className="size-5 shrink-0 text-lamp" aria-hidden />
          <Link href={`/files/${file.id}`} className="min-w-0 flex-1 py-2">
            <span className="block truncate font-semibold">{file.name}</span>
            <span className="block text-sm text-soft">
              {size(file.bytes)} · {file.passages === 1 ? "1 passage" : `${file.passages} passages`}
            </span>
          </Link>
          <Confirm
            trigger={
              <Button look="plain" aria-label={`Delete ${file.name}`}>
                Delete
              </Button>
            }
            title={`Delete “${file.name}”?`}
            text="The file and everything the coach knows from it is erased. This can't be undone."
            action="Delete"
            onConfirm={() => void remove(file)}
          />
        </li>
      ))}
    </ul>
  );
}
