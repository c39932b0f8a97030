"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { Conversation } from "#lib/conversations.ts";
import { callApi } from "../../ui/api.ts";
import { attempt } from "../../ui/attempt.ts";
import { Button, buttonStyle } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { inputStyle } from "../../ui/field.tsx";

/** Conversations, the one last spoken in first, and where those before them begin. */
export interface Listed {
  conversations: Conversation[];
  nextCursor: string | null;
}

const PAGE = "50";

/** Earlier conversations: at the side on a wide screen, folded away on a phone. */
export function Conversations({
  newest,
  begun,
  opened,
}: {
  newest: Listed;
  /** One that is newer than the list. */
  begun: Conversation | undefined;
  opened: Conversation | undefined;
}) {
  const router = useRouter();
  const [renaming, setRenaming] = useState(false);
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Listed | null>(null);
  const [listed, setListed] = useState(newest);
  const [seen, setSeen] = useState(newest);
  if (newest !== seen) {
    setSeen(newest);
    setListed(newest);
  }
  const listsBegun = !begun || listed.conversations.some(({ id }) => id === begun.id);
  const conversations = listsBegun ? listed.conversations : [begun, ...listed.conversations];
  // In the list it may have a newer title; one of long ago is not in it.
  const open = conversations.find(({ id }) => id === opened?.id) ?? opened;
  useEffect(() => {
    if (words.trim() === "") return setFound(null);
    const abort = new AbortController();
    const wait = setTimeout(async () => {
      const query = new URLSearchParams({ q: words.trim(), limit: PAGE });
      const answer = await callApi<Listed>("GET", `/api/conversations?${query}`).catch(
        (error: Error) => void toast.error(error.message),
      );
      if (answer && !abort.signal.aborted) setFound(answer);
    }, 250);
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
  }, [words]);

  async function showOlder({ conversations: before, nextCursor }: Listed) {
    await attempt(async () => {
      const query = new URLSearchParams({
        limit: PAGE,
        cursor: nextCursor ?? "",
        ...(found ? { q: words.trim() } : {}),
      });
      const older = await callApi<Listed>("GET", `/api/conversations?${query}`);
      const known = new Set(before.map(({ id }) => id));
      const all = {
        conversations: [...before, ...older.conversations.filter(({ id }) => !known.has(id))],
        nextCursor: older.nextCursor,
      };
      // Unless something else is looked for by now.
      if (found) setFound((now) => (now === found ? all : now));
      else setListed((now) => (now === listed ? all : now));
    });
  }

  const shown = found ?? listed;
  const list = (
    <>
      {conversations.length > 0 ? (
        <input
          type="search"
          aria-label="Search conversations"
          placeholder="Search conversations"
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className={inputStyle}
        />
      ) : null}
      {found?.conversations.length === 0 ? (
        <p role="status" className="px-2 text-sm text-soft">
          These words are in no conversation.
        </p>
      ) : (
        <List conversations={found?.conversations ?? conversations} current={open?.id} />
      )}
      {shown.nextCursor ? (
        <Button look="quiet" className="w-full" onClick={() => void showOlder(shown)}>
          Show older
        </Button>
      ) : null}
    </>
  );

  async function change(work: () => Promise<unknown>, then: () => void) {
    try {
      await work();
      then();
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  const rename = (form: FormData) =>
    change(
      () => callApi("PATCH", `/api/conversations/${open?.id}`, { title: String(form.get("title")) }),
      () => {
        setRenaming(false);
        router.refresh();
      },
    );
  const remove = () =>
    change(
      () => callApi("DELETE", `/api/conversations/${open?.id}`),
      () => {
        toast("Conversation deleted.");
        // Not to be gone back to.
        router.replace("/chat");
        router.refresh();
      },
    );

  return (
    <aside className="space-y-2">
      <a href="/chat" className={buttonStyle({ look: "quiet", className: "w-full" })}>
        New conversation
      </a>
      {open ? (
        <div className="flex flex-wrap items-center gap-1">
          {renaming ? (
            <form action={rename} className="flex w-full gap-2">
              <input
                name="title"
                aria-label="Title"
                required
                maxLength={200}
                defaultValue={open.title ?? ""}
                className={inputStyle}
              />
              <Button type="submit">Save</Button>
            </form>
          ) : (
            <Button look="plain" onClick={() => setRenaming(true)}>
              Rename
            </Button>
          )}
          <Confirm
            trigger={<Button look="plain">Delete conversation</Button>}
            title="Delete this conversation?"
            text="What you asked and what the coach answered is erased. Your entries stay."
            action="Delete"
            onConfirm={() => void remove()}
          />
        </div>
      ) : null}
      <details className="lg:hidden">
        <summary className={buttonStyle({ look: "plain", className: "w-full" })}>
          Earlier conversations ({conversations.length}
          {listed.nextCursor ? " or more" : ""})
        </summary>
        {list}
      </details>
      <div className="hidden space-y-2 lg:block">{list}</div>
    </aside>
  );
}

function List({ conversations, current }: { conversations: Conversation[]; current: string | undefined }) {
  if (conversations.length === 0)
    return <p className="px-2 text-sm text-soft">Your conversations will be listed here.</p>;
  return (
    <nav aria-label="Conversations">
      <ul>
        {conversations.map(({ id, title }) => (
          <li key={id}>
            <Link
              href={`/chat/${id}`}
              aria-current={id === current ? "page" : undefined}
              className={cn(
                "flex min-h-11 items-center rounded-xl px-3 hover:bg-glow",
                id === current && "bg-glow font-semibold",
              )}
            >
              <span className="truncate">{title ?? "Untitled"}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
